// How beliefs would have to move: each as believed, in sand, above what it would have to be, in blue, on its own axis.

import { scale } from "./axis.js";
import { interval } from "./chart_bars.js";
import { line, text, widthOf } from "./svg.js";
import { number, unitWord } from "./words.js";

const PITCH = 46;
const NARROW = 380; // below this a name stands above its bars
const FACTOR = 3; // a belief whose ends are further apart than this is drawn in powers
const DIGITS = 3; // a belief moves by less than a tenth as a rule
const NUMBERS = 96; // pixels for the two medians

const known = (values) => values.filter((value) => value !== null && value !== undefined && Number.isFinite(value));

/** A row for each belief: name, both intervals, and both medians with the unit. */
export function moves(rows, { width }) {
  const isNarrow = width < NARROW;
  const left = isNarrow ? 0 : Math.min(170, Math.max(90, ...rows.map((row) => widthOf(row.name, 13) + 12)));
  const pitch = isNarrow ? PITCH + 16 : PITCH;
  const nodes = rows.flatMap((row, index) => {
    const top = index * pitch + (isNarrow ? 16 : 0);
    const values = known([...Object.values(row.before), ...Object.values(row.after)]);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const x = scale(low, high, left + 4, width - NUMBERS - 10, low > 0 && high > FACTOR * low);
    const medians = [row.before["0.5"], row.after["0.5"]].map((value) => number(value, DIGITS));
    const unit = unitWord(row.unit);
    return [
      line(0, top + pitch - (isNarrow ? 20 : 4), width, top + pitch - (isNarrow ? 20 : 4), { stroke: "line" }),
      text(0, isNarrow ? top - 2 : top + 22, row.name, { size: 13, fill: "ink" }),
      ...interval(row.before, { x, y: top + 10, low, high, material: "belief", thickness: 9 }),
      ...interval(row.after, { x, y: top + 29, low, high, material: "implied", thickness: 9 }),
      text(width, top + 14, medians[0], { anchor: "end", fill: "ink2" }),
      text(width, top + 33, unit && unit !== "×" ? `${medians[1]} ${unit}` : medians[1] + unit, { anchor: "end", weight: 600, fill: "ink" }),
    ];
  });
  return { height: rows.length * pitch + 2, nodes };
}
