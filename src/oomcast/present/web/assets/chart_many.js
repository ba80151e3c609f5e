// Three to six scenarios on one axis: their medians, each ending in its letter, number and name, and to the right one bar
// per letter for its middle half. No bands and no dots: six of them could not be told apart.

import { logAxis, roundAxis, scale, spread } from "./axis.js";
import { DASHES } from "./palette.js";
import { line, path, rect, text, through, widthOf } from "./svg.js";

const NARROW = 520;
const TOP = 26;
const BAR = 12; // pixels of a bar; its tick stands out by four to either side
const PITCH = { wide: 26, narrow: 20 };
const LEAD = 13; // pixels between the end of a line and its label

const finite = (values) => values.filter((value) => value !== null && Number.isFinite(value));

/** The ticks of a picture that encloses the middle half of every frame. */
export function ticksForMany(frames, { log = false } = {}) {
  const highs = finite(frames.flatMap((frame) => [frame.ends["0.75"], frame.ends["0.5"], frame.ends["0.25"]]));
  const high = Math.max(...(highs.length ? highs : [1]));
  if (!log) return roundAxis(Math.min(0, ...finite(frames.map((frame) => frame.ends["0.25"]))), Math.max(0, high));
  const lows = finite(frames.map((frame) => frame.ends["0.25"])).filter((low) => low > 0);
  return logAxis(Math.min(high, ...lows) / 4, high);
}

/** Which part of the width is for what. */
function layout(frames, { width, height, ticks, names }) {
  const isWide = width >= NARROW;
  const pitch = isWide ? PITCH.wide : PITCH.narrow;
  const bars = frames.length * pitch;
  const left = Math.ceil(Math.max(...ticks.slice(0, -1).map((tick) => widthOf(frames[0].label(tick, false))))) + 10;
  const number = Math.max(...frames.map((frame) => widthOf(ended(frame), 15, 600)));
  const words = isWide ? Math.max(...names.map((name) => widthOf(name))) + 8 : 0;
  const ends = LEAD + 6 + Math.ceil(number + words);
  return { isWide, pitch, left, right: width - bars - ends - 12, barsAt: width - bars, top: TOP, bottom: height - 24, beside: false, width };
}

const ended = (frame) => `${frame.letter.toUpperCase()} ${frame.numbers([frame.ends["0.5"]])[0]}`;

/** The picture as nodes, with what a reader of positions needs; `span` are the first and the last time. */
export function many(frames, { width, height, ticks, log = false, xTicks, span, names }) {
  const box = layout(frames, { width, height, ticks, names });
  const { left, right, top, bottom } = box;
  const [low, high] = [ticks[0], ticks.at(-1)];
  const y = scale(low, high, bottom, top, log);
  const x = scale(span[0], span[1], left, right);
  const last = ticks.length - 1;
  const nodes = [
    ...ticks.flatMap((tick) => [[left, right], [box.barsAt - 4, width]].map(([from, to]) => line(from, y(tick), to, y(tick), { stroke: tick === low ? "ctl" : "line" }))),
    text(width, 12, "bar: half of outcomes", { anchor: "end" }),
    ...ticks.map((tick, index) => (index === last
      ? text(0, y(tick) - 5, frames[0].label(tick, true)) : text(left - 8, y(tick) + 4, frames[0].label(tick, false), { anchor: "end" }))),
    ...xTicks.map(({ at, words, anchor }) => text(x(at), height - 6, words, { anchor })),
    ...xTicks.map(({ at }) => line(x(at), bottom, x(at), bottom + 4, { stroke: "ctl" })),
  ];
  // From the last to the first, so that A lies on top.
  for (const frame of [...frames].reverse()) nodes.push(...course(frame, { x, y, high }));
  nodes.push(...labels(frames, { y, box, high, names }), ...bars(frames, { y, box, low, high }));
  return { nodes, box, x, y };
}

const inside = (value, high) => value !== null && value <= high * (1 + 1e-9);

/** One median; where it leaves the picture an arrow, with words where it diverges. */
function course(frame, { x, y, high }) {
  const values = frame.bands["0.5"];
  const points = values.map((value, index) => (inside(value, high) ? [x(frame.times[index]), y(value)] : null));
  const stroke = `s${frame.letter}`;
  const nodes = [path(through(points), { fill: "none", stroke, "stroke-width": frame.letter === "a" ? 2.75 : 2.25, "stroke-dasharray": DASHES[frame.letter] })];
  const end = points.findLastIndex((point) => point !== null);
  if (end < 0 || end === points.length - 1) return nodes;
  const [atX, atY] = points[end];
  nodes.push(path(`M${atX - 4.5} ${atY + 3}L${atX} ${atY - 6}L${atX + 4.5} ${atY + 3}Z`, { fill: stroke }));
  if (values[end + 1] === null) nodes.push(text(atX + 8, atY - 2, `${frame.letter.toUpperCase()}: half diverge`, { fill: stroke, halo: "bg" }));
  return nodes;
}

/** Letter, number and name where each median ends, spread so that none overlap. */
function labels(frames, { y, box, high, names }) {
  const list = frames.map((frame, index) => ({ frame, name: names[index], value: frame.ends["0.5"], end: endOf(frame, { box, y, high }) }))
    .filter(({ value }) => value !== null).sort((a, b) => b.value - a.value);
  const heights = spread(list.map(({ end }) => end), { gap: 19, low: box.top, high: box.bottom });
  const x = box.right;
  return list.flatMap(({ frame, name, end }, index) => {
    const fill = `s${frame.letter}`;
    const said = ended(frame);
    return [
      path(`M${x + 3} ${end}L${x + LEAD} ${heights[index]}`, { fill: "none", stroke: fill, "stroke-width": 1 }),
      text(x + LEAD + 4, heights[index] + 5, said, { size: 15, weight: 600, fill }),
      ...(box.isWide ? [text(x + LEAD + 12 + widthOf(said, 15, 600), heights[index] + 4.5, name, { fill })] : []),
    ];
  });
}

const endOf = (frame, { y, high }) => y(Math.min(frame.ends["0.5"] ?? high, high));

/** The middle half of each as a bar, its median as a tick wider than it. */
function bars(frames, { y, box, low, high }) {
  return frames.flatMap((frame, index) => {
    const centre = box.barsAt + (index + 0.5) * box.pitch;
    const paint = `s${frame.letter}`;
    const [from, middle, to] = ["0.25", "0.5", "0.75"].map((level) => frame.ends[level]);
    const nodes = [text(centre, box.bottom + 18, frame.letter.toUpperCase(), { anchor: "middle", weight: 600, fill: paint })];
    if (from !== null) {
      const [bottom, top] = [y(Math.max(from, low)), y(Math.min(to ?? high, high))];
      nodes.push(rect(centre - BAR / 2, top, BAR, Math.max(1, bottom - top), { fill: paint, "fill-opacity": 0.22, stroke: paint, "stroke-width": 1.25 }));
    }
    if (inside(middle, high)) nodes.push(rect(centre - BAR / 2 - 4, y(middle) - 1.5, BAR + 8, 3, { fill: paint }));
    if (to === null || to > high * (1 + 1e-9)) {
      const tip = y(high) - 4;
      nodes.push(path(`M${centre - 5} ${tip}L${centre} ${tip - 8}L${centre + 5} ${tip}Z`, { fill: paint }));
    }
    return nodes;
  });
}

/** A level across the picture, and of how many outcomes of each scenario lie at or above it, in words. */
export function readoutOfMany(frames, { box, y, value }) {
  const at = y(value);
  const above = (frame) => frame.dots.filter((dot) => dot === null || dot >= value).length;
  const counts = frames.map((frame) => `${frame.letter.toUpperCase()} ${above(frame)}`).join(", ");
  const words = `${counts} of ${frames[0].dots.length} at or above ${frames[0].phrase(value)}`;
  return {
    words,
    nodes: [
      line(box.left, at, box.width, at, { stroke: "ink", "stroke-width": 1, "stroke-dasharray": "2 2" }),
      rect(box.left + 8, at - 23, widthOf(words, 12, 600) + 12, 19, { fill: "bg", rx: 4 }),
      text(box.left + 14, at - 9, words, { fill: "ink", weight: 600 }),
    ],
  };
}
