// What the forecast page says in sentences: the answer, the gap to what is stated, what drives it.

import { roundAxis } from "./axis.js";
import { HEADLINE } from "./frames.js";
import { about, capital, chance, difference, joined, number, toldSmall } from "./words.js";

export const MOST_BARS = 7;
const SMALL_SPAN = 0.1; // a swing below this is told as below this

/** The answer in words; for two scenarios both, and how often one is above the other on the same luck. */
export function sentenceFor(bench) {
  const { shown, state } = bench;
  if (!state.b || !shown.other) return shown.answer.screen.sentence;
  const spread = (answer) => {
    const q = answer.outputs[HEADLINE]?.quantiles;
    if (!q) return "an answer about something else";
    if (q["0.5"] === null) return "without bound in more than half of outcomes";
    return `about ${joined(about(q["0.5"]), "OOM")} (half between ${number(q["0.25"])} and ${number(q["0.75"])})`;
  };
  const [a, b] = bench.names();
  const { paired } = shown;
  const more = paired ? ` On the same luck B is above A in ${chance(paired.share_above, paired.draws)}.` : "";
  return `On the beliefs of ${a} (A), effective compute grows ${spread(shown.answer)} in the first year after full automation of AI R&D; on those of ${b} (B), ${spread(shown.other)}.${more}`;
}

/** What an output is called, with its unit where the name does not say it. */
export const labelOf = (answer, name, unit) => {
  const label = answer.screen.labels.outputs[name] ?? name;
  return unit === "OOM" ? `${label}, OOM` : label;
};

/** How what is implied stands to what is stated: the medians, and whether there is more or less doubt. */
export function gapSentence(found) {
  const { quantiles, implied } = found;
  if (quantiles["0.5"] === undefined || implied["0.5"] === null) return "";
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

/** What drives the answer, in the sentence of the server. */
export function drivesWords(explain, bench) {
  if (!explain) return "";
  if (explain.problem) return explain.problem;
  if (!explain.document) return "Working out which belief the answer hangs on.";
  const found = explain.document;
  const largest = Object.keys(found.swing)[0];
  if (found.answer.value === null) return "The median is infinite, so that no swing of it can be told; what else the beliefs imply stands above.";
  if (!largest) return "No belief is uncertain, so none drives the answer.";
  // The first belief is enough: the bars below show the next ones.
  return `${found.finding.split("; ")[0].replace(/\.$/, "")}.`;
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
