// The fan by date: from when to when it reaches, its ticks, and what is said of the belief about the start.

import { chance, dateWords } from "./words.js";

const STEPS = [1 / 12, 1 / 4, 1 / 2, 1, 2, 5, 10, 20]; // years between ticks
const MONTH = 1 / 12;

/** Round dates within first..last, about so many at most, with January alone as its year. */
export function dateTicks([first, last], most) {
  const step = STEPS.find((each) => (last - first) / each <= most) ?? STEPS.at(-1);
  const ticks = [];
  for (let place = Math.ceil(first / step - 1e-6); place * step <= last + 1e-6; place += 1) {
    const at = place * step;
    ticks.push({ at, words: Math.abs(at - Math.round(at)) < MONTH / 2 ? String(Math.round(at)) : dateWords(at), anchor: "middle" });
  }
  return ticks;
}

/** When it starts on one person's beliefs, and what of that lies beyond the picture. */
function startOf(answer, letter, fixed) {
  const whose = letter ? ` (${letter.toUpperCase()})` : "";
  const found = answer.screen.calendar;
  if (!found?.is_believed) return `in ${dateWords(fixed)}, as set here${whose}`;
  const { start, dates, not_begun: notBegun, draws } = found;
  if (start["0.05"] === start["0.95"]) return `in ${dateWords(start["0.5"])}, for certain${whose}`;
  const later = notBegun > 0 ? `, with ${chance(notBegun, draws)} later than ${dateWords(dates.at(-1))}` : "";
  return `from ${dateWords(start["0.05"])} to ${dateWords(start["0.95"])}${later}${whose}`;
}

/** How wide the beliefs about the start are that the picture holds. */
export function startSentence(answers, { fixed, letters }) {
  if (!answers.some((answer) => answer.screen.calendar?.is_believed)) {
    return `Full automation is set to ${dateWords(fixed)}: these beliefs leave its date open, so that this picture has no width of it.`;
  }
  const said = answers.map((answer, index) => startOf(answer, answers.length > 1 ? letters[index] : "", fixed));
  return `Full automation comes, 9 in 10, ${said.join("; ")}. This picture is as wide as that.`;
}
