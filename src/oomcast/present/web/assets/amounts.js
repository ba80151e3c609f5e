// Amounts that can be counted, in few letters: the rules of `short` in present/words.py.

import { number } from "./words.js";

const SCALES = [[1e12, "tn"], [1e9, "bn"], [1e6, "m"], [1e3, "k"]];

/** An amount in few letters: 15 k, 620 m. */
export function short(value, digits = 2) {
  if (value === null || !Number.isFinite(value)) return number(value);
  const rounded = Number(value.toExponential(digits - 1));
  const [size, word] = SCALES.find(([least]) => Math.abs(rounded) >= least) ?? [1, ""];
  return `${number(rounded / size, digits)}${word ? `\u00a0${word}` : ""}`;
}
