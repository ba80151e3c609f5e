// What the forecast page says in sentences: the answer, the gap to what is stated, what drives it.

import { roundAxis } from "./axis.js";
import { HEADLINE, countedDraws } from "./frames.js";
import { about, capital, chance, difference, joined, number, quantity, toldSmall } from "./words.js";

export const MOST_BARS = 7;
const SMALL_SPAN = 0.1; // a swing below this is told as below this

/** Median and middle half of the headline of an answer, in words; short for all but the first of several. */
function spread(answer, isShort = false) {
  const q = answer.outputs[HEADLINE]?.quantiles;
  if (!q) return "an answer about something else";
  const diverged = answer.outputs[HEADLINE].diverged_share;
  if (q["0.5"] === null && diverged < 0.5) return "nobody knows how much, since too many draws could not be followed";
  if (q["0.5"] === null) return `without bound in ${chance(diverged, countedDraws(answer))} outcomes`;
  const half = `${number(q["0.25"])} ${isShort ? "to" : "and"} ${number(q["0.75"])}`;
  return isShort ? `${about(q["0.5"])} (${half})` : `about ${joined(about(q["0.5"]), "OOM")} (half between ${half})`;
}

/** The answer in words; for several scenarios all of them, and for two how often one is above the other on one luck. */
export function sentenceFor(bench) {
  const { shown } = bench;
  if (!shown.others.length) return shown.answer.screen.sentence;
  const names = bench.names();
  const answers = [shown.answer, ...shown.others];
  if (answers.length === 2) {
    const [a, b] = names;
    const [paired] = shown.paired ?? [];
    const more = paired ? ` On the same luck B is above A in ${chance(paired.share_above, paired.draws)}.` : "";
    return `On the beliefs of ${a} (A), effective compute grows ${spread(answers[0])} in the first year after full automation of AI R&D; on those of ${b} (B), ${spread(answers[1])}.${more}`;
  }
  const said = answers.map((answer, index) => {
    const whose = `${names[index] ?? ""} (${shown.letters[index].toUpperCase()})`;
    return index ? `${spread(answer, true)} on those of ${whose}` : `${spread(answer)} on the beliefs of ${whose}`;
  });
  return `In the first year after full automation of AI R&D, effective compute grows ${said.slice(0, -1).join(", ")}, and ${said.at(-1)}.`;
}

/** What an output is called, with its unit where the name does not say it. */
export const labelOf = (answer, name, unit) => {
  const label = answer.screen.labels.outputs[name] ?? name;
  return unit === "OOM" ? `${label}, OOM` : label;
};

/** How what is implied stands to what is stated: the medians, and whether there is more or less doubt. */
export function gapSentence(found) {
  const { quantiles, implied } = found;
  if (quantiles["0.5"] === undefined) return "";
  if (implied["0.5"] === null) return "The implied median is without bound.";
  const said = capital(difference(implied["0.5"], quantiles["0.5"], found.unit, found.mc_error["0.5"]));
  const quarters = ["0.25", "0.75"];
  if (!quarters.every((level) => quantiles[level] !== undefined && implied[level] !== null)) return `${said}.`;
  const wider = implied["0.75"] - implied["0.25"] - (quantiles["0.75"] - quantiles["0.25"]);
  const noise = 2 * Math.hypot(...quarters.map((level) => found.mc_error[level] ?? 0));
  const doubt = Math.abs(wider) <= noise ? "with as much doubt" : wider > 0 ? "with more doubt" : "with less doubt";
  return `${said}, ${doubt}.`;
}

/** The rows of a tornado: the largest swings, and what is said of the others. */
export function tornadoOf(found, bench) {
  const all = Object.entries(found.swing).filter(([, row]) => row.at_low !== row.at_high || row.span > 0);
  const shown = all.slice(0, MOST_BARS);
  const rest = all.slice(MOST_BARS);
  const centre = found.answer.value;
  const values = shown.flatMap(([, row]) => [row.low, row.high]).filter((value) => value !== null);
  const rows = shown.map(([name, row]) => ({
    name: bench.label(name), low: row.low, high: row.high,
    atLow: bench.amount(name, row.at_low), atHigh: bench.amount(name, row.at_high),
  }));
  const largest = Math.max(0, ...rest.map(([, row]) => row.span ?? Infinity));
  const more = rest.length ? `${rest.length} more, each under ${number(Math.max(SMALL_SPAN, largest))} ${found.output.unit}` : "";
  return { rows, centre, ticks: roundAxis(Math.min(centre, ...values), Math.max(centre, ...values)), more };
}

const FINITE = [["0.25", "p25"], ["0.1", "p10"], ["0.05", "p05"]]; // what may still have a bound where the median has none
const SWINGS = { median: "the median", p25: "the value with 1 in 4 below", p10: "the value with 1 in 10 below", p05: "the value with 1 in 20 below" };

/** Of which number of an answer the swings can be told: the median, a lower quantile, or how often there is no bound. */
export function whatSwings(answer) {
  const quantiles = answer.outputs[HEADLINE]?.quantiles;
  if (!quantiles || quantiles["0.5"] !== null) return { output: HEADLINE };
  const found = FINITE.find(([level]) => quantiles[level] !== null && quantiles[level] !== undefined);
  return found ? { output: HEADLINE, statistic: found[1] } : { output: "singular_by_horizon" };
}

/** What it is that swings, in words. */
export const swingOf = ({ name, statistic }) => (name === HEADLINE ? SWINGS[statistic] ?? statistic : "how often there is a singularity");

/** What drives the answer, in a sentence. */
export function drivesWords(explain, bench) {
  if (!explain) return "";
  if (explain.problem) return explain.problem;
  if (!explain.document) return "Working out which belief the answer hangs on.";
  const found = explain.document;
  const [[largest, row] = []] = Object.entries(found.swing);
  const isMedian = found.output.name === HEADLINE && found.output.statistic === "median";
  if (!largest) return "No belief is uncertain, so none drives the answer.";
  // The first belief of the server's sentence is enough: the bars below show the next ones.
  if (isMedian) return `${found.finding.split("; ")[0].replace(/\.$/, "")}.`;
  const by = row.span === null ? "without bound" : `by ${found.output.unit === "1" ? `${number(100 * row.span)} in 100` : quantity(row.span, found.output.unit)}`;
  return `The median is without bound. ${bench.label(largest)} moves ${swingOf(found.output)} most, ${by}.`;
}

/** What makes the gap between two answers, in a sentence. */
export function gapWords(compare, bench) {
  if (!compare) return "";
  if (compare.problem) return compare.problem;
  if (!compare.document) return "Working out which beliefs make the difference.";
  const { cruxes, difference: gap, output } = compare.document;
  if (!cruxes.length) return "Both believe the same.";
  const [first] = cruxes;
  return `${bench.label(first.belief)} makes most of it: ${toldSmall(first.value, 1)} of ${joined(toldSmall(gap, 1), output.unit)}.`;
}
