// How a belief is written: what a hand or a keyboard does to it, as a file would state it. What it means is the
// server's affair; nothing here is a distribution.

import { unitWord } from "./words.js";
import { isLog, quantile } from "./chart_density.js";

export const MADE_HERE = { source: "changed in the workbench", evidence: "assumed" };

const SIGNIFICANT = 4;
/** A number as a hand means it. */
export const tidy = (value) => Number(value.toPrecision(SIGNIFICANT));

const PLACES = /^(p\d{1,3}|median|value|low|high|mode|mean)$/;
const ABOUT = new Set(["source", "evidence", "note", "unit"]);
const KEPT = new Set(["family", "level"]);

/** Moves every place of a table, or null where some field is none (a shape, a scale, samples). */
function placesMoved(spelled, move, log) {
  const moved = {};
  for (const [key, value] of Object.entries(spelled)) {
    if (ABOUT.has(key)) continue;
    if (KEPT.has(key)) moved[key] = value;
    else if (PLACES.test(key) && typeof value === "number") moved[key] = move(value);
    else if (key === "interval" && Array.isArray(value)) moved[key] = value.map(move);
    else if (key === "sd" && typeof value === "number") moved[key] = log ? tidy(move(value)) : value;
    else return null;
  }
  return moved;
}

/** The belief moved as a whole by `by` in its own scale (a difference of logs for factors). */
export function shifted(belief, by) {
  const log = isLog(belief);
  const move = (value) => tidy(log ? value * Math.exp(by) : value + by);
  const { spelled } = belief;
  if (typeof spelled === "number") return { value: move(spelled), ...MADE_HERE };
  const isOwnUnit = !(spelled && spelled.unit) || spelled.unit === belief.unit;
  const moved = spelled && typeof spelled === "object" && isOwnUnit ? placesMoved(spelled, move, log) : null;
  if (moved) return { ...moved, ...MADE_HERE };
  if (belief.is_point) return { value: move(quantile(belief, 0.5)), ...MADE_HERE };
  return quarters([0.25, 0.5, 0.75].map((level) => move(quantile(belief, level))));
}

/** How far a belief may be moved before what is pictured of it leaves the hard bounds: [down, up]. */
export function room(belief) {
  const log = isLog(belief);
  const own = log ? Math.log : (value) => value;
  const [low, high] = belief.density ? [belief.density.edges[0], belief.density.edges.at(-1)] : [quantile(belief, 0.5), quantile(belief, 0.5)];
  const least = belief.lower === null || (log && belief.lower <= 0) ? -Infinity : own(belief.lower) - own(low);
  const most = belief.upper === null ? Infinity : own(belief.upper) - own(high);
  return [Math.min(0, least), Math.max(0, most)];
}

/** A belief by its quarters. */
export const quarters = ([p25, p50, p75]) => ({ p25: tidy(p25), p50: tidy(p50), p75: tidy(p75), ...MADE_HERE });

const NUMBER = String.raw`[-+\u2212]?(?:\d+(?:[ \u00a0\u2009']\d{3})*(?:[.,]\d+)?|[.,]\d+)(?:e[-+]?\d+)?`;
const SPAN = new RegExp(String.raw`^(${NUMBER})\s*(?:x|×)?\s*(?:to|\.\.|–|-)\s*(${NUMBER})`, "i");
const ONE = new RegExp(`^(${NUMBER})`, "i");

function numeral(text) {
  const plain = text.replace(/[ \u00a0\u2009']/g, "").replace("\u2212", "-");
  // A comma before exactly three digits separates thousands; any other is a decimal comma.
  const meant = /^[-+]?\d{1,3}(,\d{3})+(\.\d+)?$/.test(plain) ? plain.replaceAll(",", "") : plain.replace(",", ".");
  const value = Number(meant);
  return Number.isFinite(value) ? value : null;
}

/** What a person typed: {number} or {low, high} or {none} or {problem}. Understands "15", "15x", "8.9 to 25", "1.2e3", "0,5". */
export function typed(text, belief) {
  const said = text.trim();
  const unit = unitWord(belief.unit);
  if (!said) return { problem: "Expected a number, got nothing." };
  if (/^none$/i.test(said)) return belief.none_means ? { none: true } : { problem: "“none” has no meaning here: expected a number." };
  const grouped = said.match(/^\d{1,3}(,\d{3})+(\.\d+)?(?=\D*$)/);
  const span = said.match(SPAN);
  const one = grouped ?? said.match(ONE);
  const found = span ?? one;
  const rest = found ? said.slice(found[0].length).trim().toLowerCase() : said;
  const isUnit = rest === "" || rest === "x" || rest === "×" || rest === unit.toLowerCase() || rest === belief.unit.toLowerCase() || rest === "%";
  if (!found || !isUnit) {
    return { problem: `Expected a number such as 15, or two such as 8.9 to 25, got “${said.slice(0, 40)}”.` };
  }
  if (rest === "%" && belief.unit !== "%") return { problem: `Expected ${unit || "a pure number"}, got per cent.` };
  if (span) {
    const [low, high] = [numeral(span[1]), numeral(span[2])];
    if (low === null || high === null) return { problem: "Expected two numbers." };
    if (low >= high) return { problem: `Expected the smaller number first, got ${span[1]} to ${span[2]}.`, repair: { low: high, high: low } };
    return { low, high };
  }
  const value = numeral(found[0]);
  if (value === null) return { problem: "Expected a number." };
  const [least, most] = [belief.lower ?? -Infinity, belief.upper ?? Infinity];
  if (value < least) return { problem: `Expected at least ${least}, got ${value}.`, repair: { number: least } };
  if (value > most) return { problem: `Expected at most ${most}, got ${value}.`, repair: { number: most } };
  return { number: value };
}

/** The shapes that can be entered by hand, with the fields each takes. */
export const SHAPES = {
  lognormal: ["median", "p90"], normal: ["median", "p90"], loguniform: ["low", "high"], uniform: ["low", "high"],
  triangular: ["low", "mode", "high"], beta: ["alpha", "beta"],
};

/** First values for a shape, from the quantiles that the belief has now. */
export function shapeFrom(belief, family) {
  const at = (level) => tidy(quantile(belief, level));
  const [low, high] = belief.is_point ? [at(0.5) * 0.9, at(0.5) * 1.1] : [at(0.05), at(0.95)];
  const ordered = low < high ? [low, high] : [high, low === high ? low + 1 : low];
  const fields = {
    lognormal: { median: at(0.5), p90: belief.is_point ? tidy(at(0.5) * 1.5) : at(0.9) },
    normal: { median: at(0.5), p90: belief.is_point ? tidy(at(0.5) * 1.5) : at(0.9) },
    loguniform: { low: ordered[0], high: ordered[1] },
    uniform: { low: ordered[0], high: ordered[1] },
    triangular: { low: ordered[0], mode: at(0.5), high: ordered[1] },
    beta: { alpha: 4, beta: 4 },
  };
  return { family, ...fields[family], ...MADE_HERE };
}
