// An answer of the server in the unit in which it is looked at. Every course comes from the server; a multiplier is the
// same picture in powers of ten.

import { aligned, joined, number, plain } from "./words.js";
import { LEVELS } from "./chart_fan.js";

export const HEADLINE = "oom_total_12mo";
export const PAIR = 2; // scenarios of which bands and dots can still be told apart
export const UNITS = {
  oom: { course: "oom_total", output: HEADLINE, unit: "OOM", name: "OOM" },
  years: { course: "years_of_progress", output: "years_of_progress_12mo", unit: "year", name: "years at the usual pace" },
  rate: { course: "years_at_rate", output: "years_at_rate_12mo", unit: "year", name: "years at a stated rate" },
  times: { course: "oom_total", output: HEADLINE, unit: "x", name: "multiplier" },
};

const SUPERSCRIPT = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const raised = (power) => String(power).replace("-", "⁻").replace(/\d/g, (digit) => SUPERSCRIPT[digit]);
const LARGEST_SPELLED = 3; // 1,000×; from there on powers of ten

/** A power of ten as a factor: 10×, 1,000×, 10⁸×. */
function powerOfTen(power) {
  if (Number.isInteger(power) && power >= 0 && power <= LARGEST_SPELLED) return `${plain(10 ** power)}×`;
  return Number.isInteger(power) ? `10${raised(power)}×` : multiplier(power);
}

const SCALES = [[15, null], [12, "trillion"], [9, "billion"], [6, "million"]];

/** A gain in powers of ten as a factor that can be read aloud. */
export function multiplier(power) {
  if (power === null) return "∞";
  for (const [size, word] of SCALES) {
    if (power < size - 0.02) continue;
    if (word === null) return `10${raised(Math.round(power))}×`;
    return `${number(10 ** (power - size))} ${word}×`;
  }
  return `${number(10 ** power)}×`;
}

const plainYears = (value) => joined(plain(value), "year");

/** How values of a unit are told: on ticks, in rows, in phrases. */
export function wordsFor(key) {
  if (key === "times") {
    return { label: (tick) => powerOfTen(tick), numbers: (values) => values.map(multiplier), phrase: multiplier };
  }
  const unit = UNITS[key].unit;
  return {
    label: (tick, isLast) => (isLast ? (unit === "year" ? plainYears(tick) : joined(plain(tick), unit)) : plain(tick)),
    numbers: (values, digits) => (digits ? values.map((value) => number(value, digits)) : aligned(values)),
    phrase: (value) => joined(number(value), unit),
  };
}

/** Whether an answer can be seen in a unit. */
export const offers = (answer, key) => Boolean(answer.screen.fan?.courses[UNITS[key].course]);

/** The answer in a unit, for the fan and the dots; null where it has no courses. */
export function frameOf(answer, key, { usualPace, letter = "a", isByDate = false }) {
  if (isByDate && answer.screen.calendar) return datedFrame(answer, key, letter);
  const { course, output } = UNITS[key];
  const { fan, dots, few_dots: fewDots, curve } = answer.screen;
  const bands = fan?.courses[course];
  if (!bands) return null;
  const last = fan.years.findLastIndex((year) => year <= 1 + 1e-9);
  const times = fan.years.slice(0, last + 1);
  const kept = Object.fromEntries(LEVELS.map((level) => [level, bands[level].slice(0, last + 1)]));
  const quantiles = answer.outputs[output]?.quantiles;
  // A quantile that unknown draws leave open ends where the picture of the known ones does.
  const ends = Object.fromEntries(LEVELS.map((level) => [level, quantiles?.[level] ?? kept[level].at(-1)]));
  const pace = key === "years" || key === "rate" ? 1 : usualPace;
  return {
    letter, times, bands: kept, ends, dots: dots[output], fewDots: fewDots[output], curve: curve[output], usualPace: pace, draws: countedDraws(answer), key, ...wordsFor(key),
  };
}

/** The same over dates, the start as uncertain as it is believed to be: what is gained by the last of them. */
function datedFrame(answer, key, letter) {
  const { course } = UNITS[key];
  const { dates, courses, by_the_end: end, draws } = answer.screen.calendar;
  const bands = courses[course];
  if (!bands) return null;
  return {
    letter, times: dates, bands, ends: Object.fromEntries(LEVELS.map((level) => [level, bands[level].at(-1)])),
    dots: end[50][course], fewDots: end[20][course], curve: end[400][course], usualPace: null, draws, key, isByDate: true, ...wordsFor(key),
  };
}

/** How many draws every share is a share of. */
export const countedDraws = (answer) => answer.given?.effective_draws ?? answer.provenance.draws;

/** A frame on its way from one to another, `share` of it done; what has diverged in either is not on the way. */
export function blended(from, to, share) {
  const mix = (a, b) => a.map((value, index) => (value === null || b[index] === null || b[index] === undefined ? b[index] : value + (b[index] - value) * share));
  const same = from && from.key === to.key && from.times.length === to.times.length && from.times[0] === to.times[0];
  if (!same || share >= 1) return to;
  return { ...to, bands: Object.fromEntries(LEVELS.map((level) => [level, mix(from.bands[level], to.bands[level])])) };
}
