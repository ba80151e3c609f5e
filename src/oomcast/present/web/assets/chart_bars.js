// Charts made of bars: stated against implied, the tornado, the waterfall of cruxes, companies, parts, milestones.
// Each returns the height it needs and its nodes, so that the figure can be as tall as its rows.

import { scale, spread } from "./axis.js";
import { number } from "./words.js";
import { circle, line, path, rect, text, widthOf, wrapped } from "./svg.js";

const AXIS = 24;
const NARROW = 380;
const MATERIAL = {
  belief: { bar: "belief50", mark: "beliefmed" },
  implied: { bar: "b50", mark: "med", edge: "edge" },
};

const within = (value, low, high) => value !== null && value >= low && value <= high;

/** A horizontal axis under rows that end at `y`: a hairline per tick, the unit on the last. */
export function axisBelow(ticks, x, top, y, label) {
  const last = ticks.length - 1;
  const said = ticks.map((tick, index) => label(tick, index === last));
  const reach = (index) => (index === 0 ? [x(ticks[0]), x(ticks[0]) + widthOf(said[0])]
    : index === last ? [x(ticks[last]) - widthOf(said[last]), x(ticks[last])]
    : [x(ticks[index]) - widthOf(said[index]) / 2, x(ticks[index]) + widthOf(said[index]) / 2]);
  // A number that would touch the last one, which carries the unit, is left to its line.
  const isFree = (index) => index === last || reach(index)[1] + 6 < reach(last)[0];
  return [
    ...ticks.map((tick) => line(x(tick), top, x(tick), y, { stroke: "line" })),
    line(x(ticks[0]), y, x(ticks[last]), y, { stroke: "ctl" }),
    ...ticks.flatMap((tick, index) =>
      isFree(index) ? [text(x(tick), y + 16, said[index], { anchor: index === 0 ? "start" : index === last ? "end" : "middle" })] : [],
    ),
  ];
}

/** Horizontal positions at which texts of these widths do not overlap, as close to the wished ones as can be. */
function sideBySide(wished, sizes, low, high) {
  const gap = Math.max(...sizes) + 6;
  return spread(wished, { gap, low: low + sizes[0] / 2, high: high - sizes.at(-1) / 2 });
}

/** One interval: thin line 5 to 95, bar 25 to 75, tick at the median, an arrow where it leaves the axis. */
export function interval(quantiles, { x, y, low, high, material, thickness = 12 }) {
  const paint = MATERIAL[material];
  const end = (value, fallback) => (value === null ? fallback : Math.min(Math.max(value, low), high));
  const nodes = [];
  const has = (level) => quantiles[level] !== undefined;
  const leaves = ["0.95", "0.9", "0.75", "0.5"].some((level) => has(level) && (quantiles[level] === null || quantiles[level] > high));
  const [outerLow, outerHigh] = has("0.05") && has("0.95") ? ["0.05", "0.95"] : ["0.1", "0.9"];
  if (has(outerLow) && has(outerHigh) && quantiles[outerLow] !== null) {
    nodes.push(line(x(end(quantiles[outerLow], low)), y, x(end(quantiles[outerHigh], high)), y, { stroke: paint.mark, "stroke-width": 1.25 }));
  }
  if (has("0.25") && has("0.75") && quantiles["0.25"] !== null) {
    const [from, to] = [x(end(quantiles["0.25"], low)), x(end(quantiles["0.75"], high))];
    nodes.push(rect(from, y - thickness / 2, Math.max(1, to - from), thickness, { fill: paint.bar, stroke: paint.edge ?? paint.mark, "stroke-width": 1 }));
  }
  if (has("0.5") && within(quantiles["0.5"], low, high)) {
    nodes.push(rect(x(quantiles["0.5"]) - 1.5, y - thickness / 2 - 3, 3, thickness + 6, { fill: paint.mark }));
  }
  if (leaves) nodes.push(path(`M${x(high) + 2} ${y - 4.5}L${x(high) + 9} ${y}L${x(high) + 2} ${y + 4.5}Z`, { fill: "warn" }));
  return nodes;
}

/** Two bars on one axis, what is stated above what is implied, with their three numbers below each. */
export function statedAgainstImplied({ stated, implied, ticks, label, numbers }, { width }) {
  const left = 58;
  const right = width - 14;
  const x = scale(ticks[0], ticks.at(-1), left, right);
  const rows = [["stated", stated, "belief"], ["implied", implied, "implied"]];
  const pitch = 44;
  const bottom = rows.length * pitch + 2;
  const nodes = axisBelow(ticks, x, 2, bottom, label);
  rows.forEach(([name, quantiles, material], index) => {
    const y = 13 + index * pitch;
    nodes.push(text(0, y + 4, name, { size: 13, fill: "ink" }));
    nodes.push(...interval(quantiles, { x, y, low: ticks[0], high: ticks.at(-1), material }));
    const levels = ["0.25", "0.5", "0.75"].filter((level) => quantiles[level] !== undefined);
    const shown = numbers(levels.map((level) => quantiles[level]));
    const sizes = shown.map((said, place) => widthOf(said, 13, levels[place] === "0.5" ? 600 : 400));
    const wished = levels.map((level) => x(Math.min(quantiles[level] ?? ticks.at(-1), ticks.at(-1))));
    sideBySide(wished, sizes, left, width).forEach((at, place) => {
      const isMedian = levels[place] === "0.5";
      nodes.push(text(at, y + 23, shown[place], { anchor: "middle", size: 13, weight: isMedian ? 600 : 400, fill: "ink", halo: "bg" }));
    });
  });
  return { height: bottom + AXIS - 2, nodes };
}

/** Bars from the median of the run to the median with one belief at its 1-in-10 low (hollow) or high (solid). */
export function tornado({ rows, centre, ticks, label, more }, { width }) {
  const isNarrow = width < NARROW; // names stand above their bars then
  const left = isNarrow ? 0 : Math.min(168, Math.max(96, ...rows.map((row) => widthOf(row.name, 13) + 10)));
  const reach = Math.max(30, ...rows.flatMap((row) => [widthOf(row.atLow), widthOf(row.atHigh)])) + 8;
  const pitch = isNarrow ? 40 : 22;
  const x = scale(ticks[0], ticks.at(-1), left + reach, width - reach);
  const bottom = rows.length * pitch + 4;
  const nodes = axisBelow(ticks, x, 2, bottom, label);
  rows.forEach((row, index) => {
    const y = 4 + index * pitch + (isNarrow ? 28 : pitch / 2 - 2);
    nodes.push(text(0, isNarrow ? y - 14 : y + 4, row.name, { size: 13, fill: "ink", halo: isNarrow ? "bg" : undefined }));
    const sides = [["low", row.low, row.atLow], ["high", row.high, row.atHigh]];
    const isAbove = ([, value]) => value === null || value > centre; // null: without bound
    const isBelow = ([, value]) => value !== null && value < centre;
    const sameSide = sides.every(isAbove) || sides.every(isBelow);
    for (const [which, value, at] of sides) {
      const end = Math.min(Math.max(value ?? ticks.at(-1), ticks[0]), ticks.at(-1));
      const [from, to] = [Math.min(x(centre), x(end)), Math.max(x(centre), x(end))];
      const [top, thick] = sameSide ? [which === "low" ? y - 6 : y, 6] : [y - 6, 12];
      const paint = which === "low" ? { fill: "bg", stroke: "edge", "stroke-width": 1.25 } : { fill: "edge" };
      nodes.push(rect(from, top, to - from, thick, paint));
      if (value === null) nodes.push(path(`M${to + 1} ${top - 2}L${to + 8} ${top + thick / 2}L${to + 1} ${top + thick + 2}Z`, { fill: "warn" }));
      const reachOf = value === null ? 9 : 0;
      const rightward = sameSide ? which === "high" : x(end) >= x(centre) ? true : false;
      const isRight = x(end) === x(centre) ? which === "high" : rightward;
      if (sameSide && which === "low") continue;
      nodes.push(text(isRight ? to + 5 + reachOf : from - 5, y + 4, at, { anchor: isRight ? "start" : "end" }));
    }
  });
  nodes.push(line(x(centre), 0, x(centre), bottom, { stroke: "med", "stroke-width": 2 }));
  if (more) nodes.push(text(0, bottom + 16, more));
  return { height: bottom + AXIS - 2, nodes };
}

/** What each belief adds to a gap: bars from zero, solid up, hollow down. */
export function signedBars({ rows, ticks, unit }, { width }) {
  const isNarrow = width < NARROW;
  const left = isNarrow ? 0 : Math.min(178, Math.max(96, ...rows.map((row) => widthOf(row.name, 13) + 10)));
  const pitch = isNarrow ? 40 : 22;
  const x = scale(ticks[0], ticks.at(-1), left + 40, width - 44);
  const bottom = rows.length * pitch + 4;
  const label = (tick, isLast) => (isLast ? `${number(tick)} ${unit}` : number(tick));
  const nodes = axisBelow(ticks, x, 2, bottom, label);
  rows.forEach((row, index) => {
    const y = 4 + index * pitch + (isNarrow ? 28 : pitch / 2 - 2);
    const [a, b] = [x(0), x(row.value)];
    const up = row.value >= 0;
    nodes.push(
      text(0, isNarrow ? y - 14 : y + 4, row.name, { size: 13, fill: "ink", halo: isNarrow ? "bg" : undefined }),
      rect(Math.min(a, b), y - 6, Math.max(1, Math.abs(b - a)), 12, up ? { fill: "edge" } : { fill: "bg", stroke: "edge", "stroke-width": 1.25 }),
      text(up ? b + 5 : b - 5, y + 4, (up ? "+" : "") + row.shown, { anchor: up ? "start" : "end", fill: "ink", weight: 600 }),
    );
  });
  nodes.push(line(x(0), 0, x(0), bottom, { stroke: "ink", "stroke-width": 1 }));
  return { height: bottom + AXIS - 2, nodes };
}

/** From the median of one scenario to that of another, one bar for each belief that differs; solid up, hollow down. */
export function waterfall({ from, to, steps, ticks, label, unit, names }, { width }) {
  const wide = width >= 560;
  const left = wide ? Math.min(330, Math.max(180, width * 0.36)) : 4;
  const pitch = wide ? 44 : 60;
  const x = scale(ticks[0], ticks.at(-1), left + 10, width - 70);
  const first = 38;
  const bottom = first + steps.length * pitch + 34;
  const nodes = axisBelow(ticks, x, 14, bottom, label);
  nodes.push(
    circle(x(from), 14, 6, { fill: "sa" }),
    text(x(from) + 11, 18.5, `A ${unit(from)}`, { size: 13, weight: 600, fill: "sa", halo: "bg" }),
    text(0, 18, wide ? names[0] : "", { size: 13, fill: "ink" }),
  );
  let running = from;
  steps.forEach((step, index) => {
    const y = first + index * pitch + (wide ? 12 : 30);
    const next = running + step.value;
    const [a, b] = [x(running), x(next)];
    const up = step.value >= 0;
    nodes.push(line(a, y - pitch + (index ? 7 : 10), a, y - 7, { stroke: "ctl", "stroke-dasharray": "2 3" }));
    nodes.push(rect(Math.min(a, b), y - 7, Math.max(1.5, Math.abs(b - a)), 14, up ? { fill: "edge" } : { fill: "bg", stroke: "edge", "stroke-width": 1.25 }));
    if (Math.abs(b - a) > 16) {
      const [middle, tip] = [(a + b) / 2, up ? 3 : -3];
      nodes.push(path(`M${middle - tip} ${y - 4}L${middle + tip} ${y}L${middle - tip} ${y + 4}`, { fill: "none", stroke: up ? "bg" : "edge", "stroke-width": 1.5 }));
    }
    const said = `${up ? "+" : ""}${step.shown}`;
    const sizes = [widthOf(said, 13, 600), step.range ? widthOf(step.range) + 8 : 0];
    const isRight = Math.max(a, b) + 6 + sizes[0] + sizes[1] <= width;
    const start = isRight ? Math.max(a, b) + 6 : Math.min(a, b) - 6 - sizes[0] - sizes[1];
    nodes.push(text(start, y + 4.5, said, { size: 13, weight: 600, fill: "ink", halo: "bg" }));
    if (step.range) nodes.push(text(start + sizes[0] + 8, y + 4.5, step.range, { halo: "bg" }));
    const top = wide ? y - 2 : y - 26;
    nodes.push(text(0, top, step.name, { size: 13, fill: "ink" }));
    if (step.detail) {
      const words = wrapped(step.detail, wide ? left - 16 : width)[0];
      nodes.push(text(0, top + 15, words === step.detail ? words : `${words} …`));
    }
    running = next;
  });
  const end = bottom - 14;
  nodes.push(
    line(x(running), end - 20, x(running), end - 5, { stroke: "ctl", "stroke-dasharray": "2 3" }),
    circle(x(to), end, 6, { fill: "sb" }),
    text(x(to) + 11, end + 4.5, `B ${unit(to)}`, { size: 13, weight: 600, fill: "sb", halo: "bg" }),
    text(0, end + 4, wide ? names[1] : "", { size: 13, fill: "ink" }),
  );
  return { height: bottom + AXIS, nodes };
}

/** One row per company: how much usual progress it makes, on a logarithmic axis with a dotted line at one. */
export function companies({ rows, ticks, label, one }, { width }) {
  const wide = width >= 560;
  const left = wide ? 168 : 8;
  const pitch = wide ? 62 : 82;
  const x = scale(ticks[0], ticks.at(-1), left, width - 16, true);
  const bottom = rows.length * pitch + 14;
  const nodes = axisBelow(ticks, x, 4, bottom, label);
  if (one) nodes.push(line(x(one), 0, x(one), bottom, { stroke: "ink2", "stroke-width": 1.25, "stroke-dasharray": "1.5 3" }));
  rows.forEach((row, index) => {
    const y = 20 + index * pitch + (wide ? 0 : 26);
    nodes.push(
      text(0, wide ? y - 1 : y - 30, row.name, { size: 14, weight: 600, fill: "ink" }),
      wide ? text(0, y + 15, row.detail) : text(widthOf(row.name, 14, 600) + 8, y - 30, row.detail),
      ...interval(row.quantiles, { x, y, low: ticks[0], high: ticks.at(-1), material: "implied" }),
    );
    const levels = ["0.25", "0.5", "0.75"];
    const sizes = row.shown.map((said, place) => widthOf(said, 13, place === 1 ? 600 : 400));
    const wished = levels.map((level) => x(Math.min(Math.max(row.quantiles[level] ?? ticks.at(-1), ticks[0]), ticks.at(-1))));
    sideBySide(wished, sizes, left, width).forEach((at, place) => {
      nodes.push(text(at, y + 26, row.shown[place], { anchor: "middle", size: 13, weight: place === 1 ? 600 : 400, fill: "ink", halo: "bg" }));
    });
  });
  return { height: bottom + AXIS, nodes };
}

/** The parts of the first year end to end: what adds runs to the right, what takes away back below it. */
export function parts({ items, total, ticks, label, unit }, { width }) {
  const x = scale(ticks[0], ticks.at(-1), 2, width - 16);
  const nodes = axisBelow(ticks, x, 0, 84, label);
  let running = 0;
  for (const item of items) {
    const next = running + item.value;
    const [a, b] = [x(Math.min(running, next)), x(Math.max(running, next))];
    const isBack = item.value < 0;
    const y = isBack ? 36 : 8;
    nodes.push(rect(a + 1, y, Math.max(1, b - a - 2), 22, isBack ? { fill: "bg", stroke: item.colour, "stroke-width": 1.5 } : { fill: item.colour }));
    if (isBack) nodes.push(line(x(running), 8, x(running), 60, { stroke: "ctl", "stroke-dasharray": "2 3" }));
    running = next;
  }
  nodes.push(
    line(x(total), 0, x(total), 84, { stroke: "ink", "stroke-width": 1.5 }),
    text(x(total) + 6, 78, `${unit(total)} in all`, { size: 13, weight: 600, fill: "ink", halo: "bg" }),
  );
  return { height: 84 + AXIS, nodes };
}

/** A row per milestone: 10 to 90 as a line, the middle half as a bar, and how many come later or diverge. */
export function milestones({ rows, ticks, label }, { width }) {
  const wide = width >= 480;
  const left = 72;
  const right = width - (wide ? 148 : 92);
  const pitch = 26;
  const x = scale(ticks[0], ticks.at(-1), left, right, true);
  const bottom = rows.length * pitch + 4;
  const nodes = axisBelow(ticks, x, 2, bottom, label);
  rows.forEach((row, index) => {
    const y = 14 + index * pitch;
    nodes.push(
      text(0, y + 4, row.name, { size: 13, fill: "ink" }),
      ...interval(row.quantiles, { x, y, low: ticks[0], high: ticks.at(-1), material: "implied", thickness: 10 }),
      text(width, y + 4, wide ? row.later : row.later.replace(" later", ""), { anchor: "end" }),
    );
  });
  return { height: bottom + AXIS, nodes };
}

/** For each part of an answer about companies the curve of models that give it, and where they meet. */
export function plane({ curves, meet, yTicks, yLabel, xName, yName }, { width, height }) {
  const left = 46;
  const bottom = height - 40;
  const x = scale(0, 1, left, width - 8);
  const y = scale(yTicks[0], yTicks.at(-1), bottom, 28);
  const nodes = [
    text(0, 12, yName),
    ...yTicks.map((tick) => line(left, y(tick), width - 8, y(tick), { stroke: tick === yTicks[0] ? "ctl" : "line" })),
    ...yTicks.map((tick) => text(left - 8, y(tick) + 4, yLabel(tick), { anchor: "end" })),
    ...[0, 0.25, 0.5, 0.75, 1].map((tick) => text(x(tick), bottom + 17, number(tick), { anchor: tick === 0 ? "start" : tick === 1 ? "end" : "middle" })),
    text(x(0.5), bottom + 34, xName, { anchor: "middle" }),
  ];
  const said = [];
  for (const { points, colour, dash, name } of curves) {
    const shown = points.map(([at, value]) => (within(value, yTicks[0], yTicks.at(-1)) ? [x(at), y(value)] : null));
    const d = shown.reduce((out, point, index) => out + (point ? `${shown[index - 1] ? "L" : "M"}${point[0].toFixed(1)} ${point[1].toFixed(1)}` : ""), "");
    nodes.push(path(d, { fill: "none", stroke: colour, "stroke-width": 2.25, "stroke-dasharray": dash }));
    const last = shown.findLast((point) => point !== null);
    if (last) said.push({ at: last, name, colour });
  }
  said.sort((a, b) => a.at[1] - b.at[1]);
  const heights = spread(said.map((item) => item.at[1] - 8), { gap: 17, low: 16, high: bottom - 6 });
  said.forEach((item, index) => nodes.push(text(Math.min(item.at[0], width - 12), heights[index], item.name, { anchor: "end", size: 13, weight: 600, fill: item.colour, halo: "bg" })));
  if (meet) {
    nodes.push(
      circle(x(meet.x), y(meet.y), 5.5, { fill: "bg", stroke: "ink", "stroke-width": 2 }),
      text(x(meet.x) + 11, y(meet.y) + (y(meet.y) > bottom - 24 ? -10 : 18), meet.words, { size: 13, fill: "ink", halo: "bg" }),
    );
  }
  return { height, nodes };
}
