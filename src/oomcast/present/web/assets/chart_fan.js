// The fan: bands of outcomes over the first year, each line with its number and its words where it ends, and beside it
// the outcomes as dots on the same axis. Follows present/fan.py; look.md section 5 says what each mark means.

import { logAxis, roundAxis, scale, spread } from "./axis.js";
import { dotsBeside, roomAbove, rowsOver } from "./chart_dots.js";
import { between, group, line, node, path, rect, text, through, widthOf } from "./svg.js";

export const LEVELS = ["0.05", "0.25", "0.5", "0.75", "0.95"];
const END_WORDS = { 0.95: "19 in 20 below", 0.75: "3 in 4 below", 0.5: "median", 0.25: "1 in 4 below", 0.05: "1 in 20 below" };
const BEYOND = { 0.05: "19 in 20", 0.25: "3 in 4", 0.5: "half", 0.75: "1 in 4", 0.95: "1 in 20" };
const ROOM_FOR_TWO_LINES = 255;
const THICK_ENOUGH = 24;
const LONG_NUMBER = 52; // a number wider than this leaves no room for words on a narrow page
const LEAST_TOP = 40; // room over the picture for a row of rings and how many there are
const ENDS_STEP = 12; // the room for numbers grows by steps, so that the picture stands still while they change
const LOWEST_SHARE_ON_LOG = 0.05; // a logarithmic axis starts at this share of the lowest end, since a gain starts at 0

export const BLUE = { dark: "med", light: "b50", edge: "edge" };
export const RUST = { dark: "sb", light: "bg", edge: "sb" };

const finite = (values) => values.filter((value) => value !== null && Number.isFinite(value));

/** The ticks of a picture that encloses every quantile of one or more frames. */
export function ticksFor(frames, { log = false } = {}) {
  const highs = frames.flatMap((frame) => finite(Object.values(frame.ends)));
  const lows = frames.flatMap((frame) => finite([frame.dots[0]]));
  if (!highs.length) return roundAxis(0, Math.max(1, ...finite(frames.flatMap((frame) => frame.bands["0.05"]))));
  if (log) {
    const low = Math.min(...frames.map((frame) => (frame.ends["0.05"] > 0 ? frame.ends["0.05"] : 1)));
    return logAxis(low * LOWEST_SHARE_ON_LOG, Math.max(...highs, low));
  }
  return roundAxis(Math.min(0, ...lows), Math.max(0, ...highs));
}

/** Where the parts of the picture stand in a width and height. */
export function layoutFor(frame, { width, height, ticks, other }) {
  const beside = width >= 520;
  const label = (tick, isLast) => frame.label(tick, isLast);
  const left = Math.ceil(Math.max(...ticks.slice(0, -1).map((tick) => widthOf(label(tick, false))))) + 10;
  const bottom = height - 24;
  const { pitch } = rowsOver(bottom - LEAST_TOP);
  const dotsWidth = beside ? Math.round(Math.max(122, Math.min(pitch * 9, 0.2 * width))) : 0;
  const otherWidth = beside && other ? 92 : 0;
  const numbers = frame.numbers(LEVELS.map((level) => frame.ends[level]).filter((value) => value !== null));
  const column = Math.max(24, ...numbers.map((said) => widthOf(said, 15, 600))) + (other ? 14 : 0);
  const words = beside ? widthOf("19 in 20 below") : column > LONG_NUMBER ? 0 : widthOf("¾ below");
  const top = beside ? Math.max(LEAST_TOP, roomAbove(frame, { high: ticks.at(-1), pitch, width: dotsWidth })) : 22;
  const ends = ENDS_STEP * Math.ceil((23 + column + words) / ENDS_STEP);
  const right = width - dotsWidth - otherWidth - ends - (beside ? 14 : 0);
  return { beside, left, right, top, bottom, dotsWidth, otherWidth, dotsAt: width - dotsWidth, ends };
}

/**
 * The picture as a list of nodes, with what a reader of positions needs.
 *
 * `frame` has times (in years), bands {level: values}, ends {level: value}, dots, curve, usualPace, unit and label(tick,
 * isLast); null stands for what has diverged. `span` are the first and the last time of the picture, `was` is the median
 * before the last change, `other` a second scenario.
 */
export function fan(frame, { width, height, ticks, log = false, xTicks, span, was, other, futures, lit, names }) {
  const box = layoutFor(frame, { width, height, ticks, other });
  const { left, right, top, bottom } = box;
  const [low, high] = [ticks[0], ticks.at(-1)];
  const y = scale(low, high, bottom, top, log);
  const x = scale(span[0], span[1], left, right);
  const inside = (value) => value !== null && value <= high * (1 + 1e-9);
  const points = (values, times = frame.times) => values.map((value, index) => (inside(value) ? [x(times[index]), y(value)] : null));
  const bands = Object.fromEntries(LEVELS.map((level) => [level, points(frame.bands[level])]));
  const shown = other && other.frame;
  const said = [];

  const nodes = [
    ...ticks.map((tick) => line(left, y(tick), right, y(tick), { stroke: tick === low ? "ctl" : "line" })),
    ...ticks.map((tick, index) =>
      index === ticks.length - 1
        ? text(0, y(tick) - 5, frame.label(tick, true))
        : text(left - 8, y(tick) + 4, frame.label(tick, false), { anchor: "end" }),
    ),
    ...xTicks.map(({ at, words, anchor }) => text(x(at), height - 6, words, { anchor })),
    ...xTicks.map(({ at }) => line(x(at), bottom, x(at), bottom + 4, { stroke: "ctl" })),
  ];

  if (futures) {
    nodes.push(...futures.map((future, index) =>
      path(through(points(future.path)), {
        fill: "none", stroke: index === lit ? "med" : "edge", "stroke-width": index === lit ? 2.5 : 1, "data-future": index,
      })));
  } else {
    nodes.push(
      path(between(bands["0.05"], bands["0.95"]), { fill: "b90", class: "band" }),
      path(between(bands["0.25"], bands["0.75"]), { fill: "b50", class: "band" }),
      ...["0.05", "0.25", "0.75", "0.95"].map((level) => path(through(bands[level]), { fill: "none", stroke: "edge", "stroke-width": 1 })),
    );
  }
  if (frame.usualPace !== null && !log) {
    const until = Math.min(1, (high - 0) / (frame.usualPace || 1));
    nodes.push(line(x(0), y(0), x(until * frame.times.at(-1)), y(until * frame.usualPace), {
      stroke: "ink2", "stroke-width": 1.25, "stroke-dasharray": "1.5 3",
    }));
  }
  if (was) nodes.push(path(through(points(was)), { fill: "none", stroke: "was", "stroke-width": 1.5, "stroke-dasharray": "5 4" }));
  if (shown) {
    const second = Object.fromEntries(["0.25", "0.5", "0.75"].map((level) => [level, through(points(shown.bands[level], shown.times))]));
    nodes.push(
      ...["0.25", "0.75"].map((level) => path(second[level], { fill: "none", stroke: "bg", "stroke-width": 4 })),
      path(second["0.5"], { fill: "none", stroke: "bg", "stroke-width": 5 }),
      ...["0.25", "0.75"].map((level) => path(second[level], { fill: "none", stroke: "sb", "stroke-width": 1.25, "stroke-dasharray": "1.5 3" })),
      path(second["0.5"], { fill: "none", stroke: "sb", "stroke-width": 2.25, "stroke-dasharray": "9 4" }),
    );
  }
  if (!futures) {
    nodes.push(
      path(through(bands["0.5"]), { fill: "none", stroke: "bg", "stroke-width": shown ? 5 : 0 }),
      path(through(bands["0.5"]), { fill: "none", stroke: "med", "stroke-width": 2.5, "stroke-linecap": "butt" }),
    );
    if (!shown) nodes.push(...bandWords(bands, { left, right }));
    for (const level of LEVELS) nodes.push(...arrow(frame.bands[level], bands[level], level, said));
  }
  nodes.push(...ends(frame, { y, box, high, was, shown, log, names }));
  if (box.beside) nodes.push(...besideDots(frame, { box, y, high, shown, futures, lit }));
  return { nodes, box, x, y };
}

function besideDots(frame, { box, y, high, shown, futures, lit }) {
  const axis = box.dotsAt;
  const common = { position: y, top: box.top, bottom: box.bottom, high, width: box.dotsWidth };
  const values = futures ? frame.fewDots : frame.dots;
  const nodes = [
    line(axis, box.top, axis, box.bottom, { stroke: "ctl" }),
    dotsBeside({
      ...common, values, quartiles: [frame.ends["0.25"], frame.ends["0.75"]], x: axis, colour: BLUE,
      curve: frame.curve, draws: frame.draws, unit: (value) => frame.label(value, false), lit: futures ? lit : undefined,
    }),
    text(axis + 2, box.bottom + 18, `each dot: 1 in ${values.length}`),
  ];
  if (shown) {
    nodes.push(dotsBeside({
      ...common, width: box.otherWidth, values: shown.dots, quartiles: [shown.ends["0.25"], shown.ends["0.75"]], x: axis, colour: RUST, side: -1,
      curve: shown.curve, draws: shown.draws, unit: (value) => frame.label(value, false),
    }));
  }
  return nodes;
}

/** Where a band is thick enough for its name, along its whole width; the widest such place. */
function bandWords(bands, { left, right }) {
  const room = (lower, upper, words) => {
    const reach = widthOf(words, 12) / 2 + 6;
    let best = { free: 0 };
    lower.forEach((point, middle) => {
      if (!point || point[0] - reach < left || point[0] + reach > right - 4) return;
      let [floor, ceiling] = [Infinity, -Infinity];
      for (let index = 0; index < lower.length; index += 1) {
        const [below, above] = [lower[index], upper[index]];
        const x = (below ?? above)?.[0];
        if (x === undefined || Math.abs(x - point[0]) > reach + 12) continue;
        if (!below || !above) return;
        floor = Math.min(floor, below[1]);
        ceiling = Math.max(ceiling, above[1]);
      }
      const free = floor - ceiling;
      if (free > best.free) best = { free, x: point[0], y: (floor + ceiling) / 2, words, middle };
    });
    return best;
  };
  const half = [room(bands["0.25"], bands["0.5"], "half of outcomes"), room(bands["0.5"], bands["0.75"], "half of outcomes")];
  const inner = half[0].free > half[1].free ? half[0] : half[1];
  const outer = room(bands["0.75"], bands["0.95"], "9 in 10");
  return [inner, outer]
    .filter((place) => place.free >= THICK_ENOUGH)
    .map((place) => text(place.x, place.y + 4, place.words, { anchor: "middle", fill: place.words === "9 in 10" ? "ink2" : "ink" }));
}

/** An arrow where a quantile leaves the picture before the year ends, with words if it does so by diverging. */
function arrow(values, points, level, said) {
  if (points.every((point) => point !== null)) return [];
  const last = points.findLastIndex((point) => point !== null);
  if (last < 0) return [];
  const [x, y] = points[last];
  const nodes = [path(`M${x - 4.5} ${y + 3}L${x} ${y - 6}L${x + 4.5} ${y + 3}Z`, { fill: "warn" })];
  const diverges = values[Math.min(last + 1, values.length - 1)] === null;
  const taken = said.some(([left, top]) => Math.abs(left - x) < 96 && Math.abs(top - y) < 16);
  if (diverges && !taken) {
    said.push([x, y]);
    nodes.push(text(x + 8, y - 2, `${BEYOND[level]} diverge`, { fill: "warn", halo: "bg" }));
  }
  return nodes;
}

/** Numbers and words where the lines end, the usual pace among them, spread so that none overlap. */
function ends(frame, { y, box, high, was, shown, log, names }) {
  const certain = frame.ends["0.05"] !== null && frame.ends["0.05"] === frame.ends["0.95"];
  const levels = (certain ? ["0.5"] : [...LEVELS].reverse()).filter((level) => frame.ends[level] !== null);
  const numbers = frame.numbers(levels.map((level) => frame.ends[level]));
  const list = levels.map((level, index) => ({
    value: frame.ends[level], shown: numbers[index], isMedian: level === "0.5", level,
    words: certain ? "every draw" : END_WORDS[level],
  }));
  const median = list.find((end) => end.isMedian);
  if (median && was && was.at(-1) !== null) {
    const before = frame.numbers([was.at(-1)])[0];
    if (before !== median.shown) median.was = `was ${before}`;
  }
  if (shown) {
    for (const end of list) if (end.isMedian) Object.assign(end, { words: names?.[0] ?? "A", colour: "sa", letter: "A" });
    const theirs = shown.ends["0.5"];
    if (theirs !== null) {
      list.push({ value: theirs, shown: frame.numbers([theirs])[0], words: names?.[1] ?? "B", colour: "sb", letter: "B", isMedian: true });
    }
  }
  if (frame.usualPace !== null && !log) {
    list.push({ value: frame.usualPace, shown: frame.numbers([frame.usualPace], 2)[0], words: "usual pace", isPace: true });
  }
  list.sort((a, b) => b.value - a.value);
  const tall = box.bottom - box.top >= ROOM_FOR_TWO_LINES && box.beside && list.length <= 7;
  const gap = tall ? 31 : 17;
  const heights = spread(list.map((end) => y(Math.min(end.value, high))), { gap, low: box.top - (tall ? 4 : 2), high: box.bottom + (tall ? -6 : 6) });
  const x = box.right;
  const size = (end) => (end.isMedian ? (tall ? 18 : 15) : 13);
  const column = Math.max(...list.map((end) => widthOf((end.letter ? `${end.letter} ` : "") + end.shown, size(end), 600)));
  return list.flatMap((end, index) => {
    const at = heights[index];
    const paint = end.colour ?? "ink";
    const lead = node("path", { d: `M${x + 3} ${y(Math.min(end.value, high))}L${x + 13} ${at}`, fill: "none", stroke: "ctl", "stroke-width": 1 });
    const shownNumber = (end.letter ? `${end.letter} ` : "") + end.shown;
    const strong = { size: size(end), weight: 600, fill: paint };
    if (tall) return [lead, text(x + 17, at + 2, shownNumber, strong), text(x + 17, at + 15, end.was ? `${end.words}, ${end.was}` : end.words)];
    const isSaid = (box.beside && !shown) || end.isMedian || end.level === "0.25" || end.level === "0.75" || end.isPace;
    const isLong = !box.beside && column > LONG_NUMBER;
    const narrow = { "usual pace": "usual", "3 in 4 below": "¾ below", "1 in 4 below": "¼ below" };
    const words = end.was ?? (box.beside ? end.words : (narrow[end.words] ?? end.words));
    return [
      lead,
      text(x + 17 + (box.beside ? column : 0), at + 4.5, shownNumber, { ...strong, anchor: box.beside ? "end" : "start" }),
      ...(isSaid && !isLong && (box.beside || !end.letter) ? [text(x + 17 + (box.beside ? column : widthOf(shownNumber, size(end), 600)) + 6, at + 4.5, words)] : []),
    ];
  });
}

/** A line across the picture at a height, with how many dots lie at or above it. */
export function readout(frame, { box, y, value, dots, whose = "" }) {
  const at = y(value);
  const above = dots.filter((dot) => dot === null || dot >= value).length;
  const words = `${whose}${above} of ${dots.length} at or above ${frame.phrase(value)}`;
  const width = widthOf(words, 12, 600) + 12;
  const right = box.beside ? box.dotsAt + box.dotsWidth : box.right;
  return {
    words,
    nodes: [
      line(box.left, at, right, at, { stroke: "ink", "stroke-width": 1, "stroke-dasharray": "2 2" }),
      rect(box.left + 8, at - 23, width, 19, { fill: "bg", rx: 4 }),
      text(box.left + 14, at - 9, words, { fill: "ink", weight: 600 }),
    ],
  };
}

/** A fan of a few pixels, for the bar that stays when the answer has scrolled away. */
export function sparkFan(frame, { width, height, ticks }) {
  const y = scale(ticks[0], ticks.at(-1), height - 1, 1);
  const x = scale(frame.times[0], frame.times.at(-1), 0, width);
  const points = (level) => frame.bands[level].map((value, index) => (value !== null && value <= ticks.at(-1) ? [x(frame.times[index]), y(value)] : null));
  return group(
    {},
    path(between(points("0.05"), points("0.95")), { fill: "b90" }),
    path(between(points("0.25"), points("0.75")), { fill: "b50" }),
    path(through(points("0.5")), { fill: "none", stroke: "med", "stroke-width": 2 }),
  );
}
