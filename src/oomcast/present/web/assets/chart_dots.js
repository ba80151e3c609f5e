// The quantile dot plot: outcomes as dots that can be counted, none of them left out. The rules of present/dots.py.

import { chance } from "./words.js";
import { circle, group, line, path, text } from "./svg.js";

export const SMALLEST_DOT = 9;
export const LARGEST_DOT = 20;
const ROWS = 23;
const FILLING = 0.86;

/** Rows of dots over a height, and the diameter of one, between 9 and 20 pixels. */
export function rowsOver(height) {
  const diameter = Math.min(LARGEST_DOT, Math.max(SMALLEST_DOT, height / ROWS));
  const rows = Math.max(1, Math.round(height / diameter));
  return { rows, pitch: height / rows };
}

/** Row and column of each dot: those that fall into one row stand side by side. Null where a dot is off the axis. */
export function placed(values, { position, from, to, pitch }) {
  const rows = Math.round(Math.abs(to - from) / pitch);
  const filled = new Array(rows).fill(0);
  return values.map((value) => {
    if (value === null) return null;
    const share = (position(value) - from) / (to - from);
    if (share > 1 + 1e-9) return null;
    const row = Math.min(rows - 1, Math.max(0, Math.floor(share * rows + 1e-9)));
    const column = filled[row];
    filled[row] += 1;
    return { row, column };
  });
}

/** Share of outcomes above a value, from evenly spaced quantiles (null: without bound). */
export function shareAbove(curve, value) {
  return curve.reduce((above, quantile) => above + (quantile === null || quantile > value ? 1 : 0), 0) / curve.length;
}

const perRowOf = (width, pitch) => Math.max(1, Math.floor((width - pitch) / pitch) + 1);
const LINE = 15;

/** Height over the picture that its rings, triangles and their words take. */
export function roomAbove(frame, { high, pitch, width }) {
  const outside = frame.dots.filter((value) => value === null || value > high * (1 + 1e-9)).length;
  const lines = beyond(frame.curve, high, frame.draws, () => "").length;
  return pitch * (Math.ceil(outside / perRowOf(width, pitch)) + 0.35) + lines * LINE + 2;
}

/**
 * Dots that share the fan's vertical axis: from `x` to the right, or to the left for the second of two scenarios.
 * The middle half is dark; dots above the picture are rings over it, those without bound triangles.
 */
export function dotsBeside({ values, quartiles, position, top, bottom, high, x, width, colour, side = 1, curve, draws, unit, lit }) {
  const { pitch } = rowsOver(bottom - top);
  const places = placed(values, { position, from: bottom, to: top, pitch });
  const widest = Math.max(1, ...places.map((place) => (place ? place.column : 0)));
  const step = Math.min(pitch, (width - pitch) / widest);
  const radius = (FILLING * pitch) / 2;
  const across = (column) => x + side * (0.75 * pitch + column * step);
  const marks = [];
  let outside = 0;
  const perRow = perRowOf(width, pitch);
  values.forEach((value, index) => {
    const place = places[index];
    const common = { "data-dot": index };
    if (place) {
      const isMiddle = quartiles[0] !== null && value >= quartiles[0] && (quartiles[1] === null || value <= quartiles[1]);
      const paint = isMiddle ? { fill: colour.dark } : { fill: colour.light, stroke: colour.edge, "stroke-width": 0.75 };
      if (index === lit) Object.assign(paint, { stroke: "ink", "stroke-width": 2 });
      marks.push(circle(across(place.column), bottom - (place.row + 0.5) * pitch, radius - (isMiddle ? 0 : 0.35), { ...paint, ...common }));
      return;
    }
    const [cx, cy] = [across(outside % perRow), top - pitch * (0.72 + Math.floor(outside / perRow))];
    outside += 1;
    if (value === null) {
      const r = radius;
      marks.push(path(`M${cx - r} ${cy + r}L${cx} ${cy - r}L${cx + r} ${cy + r}Z`, { fill: "warn", ...common }));
    } else marks.push(circle(cx, cy, radius - 0.6, { fill: "none", stroke: colour.edge, "stroke-width": 1.2, ...common }));
  });
  const rowsOutside = Math.ceil(outside / perRow);
  const words = beyond(curve, high, draws, unit).map((said, index, all) =>
    text(x + side * 2, top - pitch * (rowsOutside + 0.35) - LINE * (all.length - 1 - index) - 1, said, {
      anchor: side > 0 ? "start" : "end", fill: "ink2",
    }),
  );
  return group({}, ...marks, ...words);
}

/** How many outcomes lie above the picture and how many have no bound, in words; nothing where there are none. */
export function beyond(curve, high, draws, unit) {
  const infinite = curve.filter((value) => value === null).length / curve.length;
  const above = shareAbove(curve, high) - infinite;
  const said = [];
  if (above > 0) said.push(`${chance(above, draws)} above ${unit(high)} ↑`);
  if (infinite > 0) said.push(`${chance(infinite, draws)} without bound`);
  return said;
}

/** Dots on a horizontal axis of their own, for narrow pages. */
export function dotsAlong({ values, quartiles, ticks, position, label, width, height, colour, curve, draws, unit, each }) {
  const [left, right, bottom] = [2, width - 2, height - 22];
  const pitch = Math.min(LARGEST_DOT, Math.max(11, width / 24));
  const columns = Math.max(4, Math.round((right - left) / pitch));
  const bin = (right - left) / columns;
  const at = (value) => left + position(value) * (right - left);
  const places = placed(values, { position: at, from: left, to: right, pitch: bin });
  const tallest = Math.max(1, ...places.map((place) => (place ? place.column + 1 : 0)));
  const step = Math.min(bin, (bottom - 20) / tallest);
  const radius = (FILLING * Math.min(bin, pitch)) / 2;
  let outside = 0;
  const marks = values.map((value, index) => {
    const place = places[index];
    if (place) {
      const isMiddle = quartiles[0] !== null && value >= quartiles[0] && (quartiles[1] === null || value <= quartiles[1]);
      const paint = isMiddle ? { fill: colour.dark } : { fill: colour.light, stroke: colour.edge, "stroke-width": 0.75 };
      return circle(left + (place.row + 0.5) * bin, bottom - (place.column + 0.55) * step, radius, paint);
    }
    const [cx, cy] = [right - radius - outside * 2.2 * radius, 26];
    outside += 1;
    if (value === null) return path(`M${cx - radius} ${cy + radius}L${cx} ${cy - radius}L${cx + radius} ${cy + radius}Z`, { fill: "warn" });
    return circle(cx, cy, radius, { fill: "none", stroke: colour.edge, "stroke-width": 1.2 });
  });
  const said = beyond(curve, ticks.at(-1), draws, unit);
  const last = ticks.length - 1;
  return group(
    {},
    line(left, bottom, right, bottom, { stroke: "ctl" }),
    ...ticks.map((tick, index) =>
      text(at(tick), height - 6, label(tick, index === last), { anchor: index === 0 ? "start" : index === last ? "end" : "middle" }),
    ),
    ...marks,
    text(left, 12, each, { fill: "ink2" }),
    ...(said.length ? [text(right, 12, said.join(", "), { anchor: "end" })] : []),
  );
}
