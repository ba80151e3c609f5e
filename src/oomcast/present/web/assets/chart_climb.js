// How fast companies climb, tree by tree, and what the time of their longest chain goes into.

import { logAxis, scale } from "./axis.js";
import { axisBelow } from "./chart_bars.js";
import { plain, roundEven } from "./words.js";
import { circle, line, rect, text, widthOf } from "./svg.js";

const WIDE = 560;
const CLOSE = 64; // pixels between ticks

/** A speed-up on an axis; what is slower than the yardstick as a fraction. */
const tickWords = (value) => (value < 1 ? `1/${plain(1 / value)}` : `${plain(value)}×`);

/** Speed-ups over the yardstick on a logarithmic axis: a dot for each tree, the median as a tick with its number. */
export function speedups({ rows, said }, { width }) {
  const isWide = width >= WIDE;
  const left = isWide ? Math.max(...rows.map((row) => widthOf(row.name, 14, 600))) + 20 : 8;
  const pitch = isWide ? 46 : 64;
  const known = rows.flatMap((row) => row.values).filter((value) => value > 0);
  const ticks = logAxis(Math.min(1, ...known), Math.max(1, ...known));
  const x = scale(ticks[0], ticks.at(-1), left, width - 20, true);
  const bottom = rows.length * pitch + 8;
  // Where ticks are close, every second one has a number, that of one among them.
  const isClose = ticks.length > 1 && x(ticks[1]) - x(ticks[0]) < CLOSE;
  const one = ticks.indexOf(1);
  const nodes = axisBelow(ticks, x, 4, bottom, (tick) => (isClose && (ticks.indexOf(tick) - one) % 2 ? "" : tickWords(tick)));
  nodes.push(line(x(1), 0, x(1), bottom, { stroke: "ink2", "stroke-width": 1.25, "stroke-dasharray": "1.5 3" }));
  rows.forEach((row, index) => {
    const y = 18 + index * pitch + (isWide ? 0 : 18);
    nodes.push(text(0, isWide ? y + 5 : y - 14, row.name, { size: 14, weight: 600, fill: "ink" }));
    const middle = x(row.median);
    nodes.push(...row.values.filter((value) => value > 0).map((value) => circle(x(value), y, 5, { fill: "b50", stroke: "edge", "stroke-width": 1 })));
    nodes.push(rect(middle - 1.5, y - 10, 3, 20, { fill: "med" }));
    const words = said(row);
    const half = widthOf(words, 13, 600) / 2;
    const place = Math.min(Math.max(middle, left + half), width - half);
    nodes.push(text(place, y + 23, words, { anchor: "middle", size: 13, weight: 600, fill: "ink", halo: "bg" }));
  });
  return { height: bottom + 24, nodes };
}

/** One bar to a company, end to end what the time of its longest chain goes into; shares below where there is room. */
export function timeBars({ rows, parts }, { width }) {
  const isWide = width >= WIDE;
  const left = isWide ? Math.max(...rows.map((row) => widthOf(row.name, 14, 600))) + 20 : 0;
  const pitch = isWide ? 52 : 68;
  const x = scale(0, 1, left, width - 2);
  const nodes = [];
  rows.forEach((row, index) => {
    const y = 4 + index * pitch + (isWide ? 0 : 18);
    nodes.push(text(0, isWide ? y + 15 : y - 5, row.name, { size: 14, weight: 600, fill: "ink" }));
    let running = 0;
    for (const part of parts) {
      const share = row.shares[part.name] ?? 0;
      const [a, b] = [x(running), x(running + share)];
      running += share;
      if (b - a < 0.5) continue;
      const gap = b - a > 4 ? 1 : 0;
      const paint = part.isHollow ? { fill: part.colour, stroke: "edge", "stroke-width": 1 } : { fill: part.colour };
      nodes.push(rect(a + gap, y, b - a - 2 * gap, 22, paint));
      const said = `${roundEven(100 * share)} %`;
      if (b - a > widthOf(said) + 4) nodes.push(text((a + b) / 2, y + 37, said, { anchor: "middle" }));
    }
  });
  return { height: rows.length * pitch, nodes };
}
