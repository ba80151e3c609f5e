// A tree of ideas as one company has climbed it in one sampled world, and what more people gain on this tree and others.

import { logAxis, scale, spread } from "./axis.js";
import { count as counted, number, plain, roundEven } from "./words.js";
import { circle, line, path, rect, text, through, widthOf } from "./svg.js";

const UPRIGHT = 480; // below this width layers run from top to bottom
const BEAM = 190; // room across the layers, left to right
const ROW = 40; // and along them, top to bottom
const FEWEST_PIXELS = 7; // along for one layer; where there is less, layers are drawn together
const DOT = 4.5;

/** A share of so many worlds as a frequency. */
export const ofWorlds = (share, worlds) => (share >= 1 ? `all of ${worlds}` : `${roundEven(100 * share)} in 100`);

/** Layers that are drawn as one, so that none is thinner than can be seen: [first, last] of each. */
function bundles(count, room) {
  const size = Math.max(1, Math.ceil((count * FEWEST_PIXELS) / room));
  return Array.from({ length: Math.ceil(count / size) }, (_, index) => [index * size, Math.min(count, (index + 1) * size) - 1]);
}

/** Places on the page from a layer and a place within it; `isUpright` for layers from top to bottom. */
function frame(layers, width, extra) {
  const isUpright = width < UPRIGHT;
  const rows = Math.min(layers, 30);
  const height = isUpright ? 26 + Math.max(6, rows) * ROW : BEAM + 62;
  const [from, to] = isUpright ? [26, height - 8] : [extra, width - extra];
  const step = (to - from) / layers;
  const across = isUpright ? [64, width - 84] : [30, 30 + BEAM];
  const along = (layer) => from + (layer + 0.5) * step;
  const beside = scale(0, 1, across[0], across[1]);
  const at = (layer, place) => (isUpright ? [beside(place), along(layer)] : [along(layer), beside(place)]);
  return { isUpright, height, step, room: to - from, across, along, at };
}

/** Layers left to right in time, or top to bottom where it is narrow: done filled, open hollow, the longest chain on top. */
export function tree(world, { width }) {
  const shape = frame(world.layers.length, width, 24);
  const body = world.points.length ? singleNodes(world, shape) : counts(world, shape);
  return { height: shape.height, nodes: [...body, ...layerNames(world, shape), ...chain(world, shape, width)] };
}

/** Each layer as a beam as wide as it has nodes; what is done is filled, from the middle. */
function counts(world, { isUpright, step, room, across, along }) {
  const groups = bundles(world.layers.length, room).map(([first, last]) => {
    const inside = world.layers.slice(first, last + 1);
    const sum = (key) => inside.reduce((total, layer) => total + layer[key], 0);
    return { middle: (first + last) / 2, size: last - first + 1, nodes: sum("nodes"), done: sum("done") };
  });
  const widest = Math.max(...groups.map((group) => group.nodes));
  const half = (across[1] - across[0]) / 2;
  const centre = (across[0] + across[1]) / 2;
  const beam = (group, count, paint) => {
    const thick = Math.min(52, Math.max(2, 0.66 * step * group.size));
    const reach = (half * count) / widest;
    const [x, y, wide, tall] = [along(group.middle) - thick / 2, centre - reach, thick, 2 * reach];
    return isUpright ? rect(y, x, tall, wide, paint) : rect(x, y, wide, tall, paint);
  };
  const nodes = groups.flatMap((group) => [
    beam(group, group.nodes, { fill: "bg", stroke: "ctl", "stroke-width": 1 }),
    ...(group.done ? [beam(group, group.done, { fill: "b50" })] : []),
  ]);
  const said = groups.map((group) => (isUpright ? `${counted(group.done)} of ${counted(group.nodes)}` : counted(group.done)));
  let last = isUpright ? -Infinity : widthOf("done");
  groups.forEach((group, index) => {
    const place = along(group.middle);
    const size = isUpright ? 16 : widthOf(said[index]) + 10;
    // Of layers where nothing is done the first says so for all.
    if (place - last < size || (!isUpright && !group.done && index && !groups[index - 1].done)) return;
    last = place;
    nodes.push(isUpright ? text(across[1] + 8, place + 4, said[index]) : text(place, across[0] - 12, said[index], { anchor: "middle" }));
  });
  if (!isUpright) nodes.push(text(0, across[0] - 12, "done"));
  return nodes;
}

/** Every node and every link, where there are few. */
function singleNodes(world, { at }) {
  const place = (index) => at(world.points[index].level, world.points[index].place);
  const links = world.drawn_links.map(([from, to]) => line(...place(from), ...place(to), { stroke: "ctl", "stroke-width": 1, "stroke-opacity": 0.5 }));
  const dots = world.points.map((point, index) => circle(...place(index), DOT,
    point.done ? { fill: "b50", stroke: "edge", "stroke-width": 1 } : { fill: "bg", stroke: "ctl", "stroke-width": 1.25 }));
  return [...links, ...dots];
}

/** Numbers of layers, as many as there is room for. */
function layerNames(world, { isUpright, across, along, height }) {
  const count = world.layers.length;
  const size = isUpright ? 20 : widthOf(String(count)) + 14;
  const every = Math.max(1, Math.ceil(size / Math.abs(along(1) - along(0))));
  const kept = Array.from({ length: count }, (_, layer) => layer).filter((layer) => layer % every === 0);
  if (isUpright) return [text(0, 14, "layer"), ...kept.map((layer) => text(22, along(layer) + 4, String(layer + 1), { anchor: "end" }))];
  return [text(0, height - 6, "layer"), ...kept.filter((layer) => along(layer) > 44).map((layer) => text(along(layer), height - 6, String(layer + 1), { anchor: "middle" }))];
}

/** The longest chain: a heavy line with the share of worlds at each step that has room for it. */
function chain(world, { isUpright, at }, width) {
  if (!world.chain.length) return [];
  const steps = world.chain.map((step) => ({ ...step, at: at(step.level, step.place) }));
  const course = through(steps.map((step) => step.at));
  const nodes = [
    path(course, { fill: "none", stroke: "bg", "stroke-width": 5.5, "stroke-linejoin": "round" }),
    path(course, { fill: "none", stroke: "med", "stroke-width": 2.5, "stroke-linejoin": "round" }),
    ...steps.map((step) => circle(...step.at, 4, { fill: "med", stroke: "bg", "stroke-width": 1.5 })),
  ];
  const boxes = [];
  for (const step of steps) {
    const said = ofWorlds(step.share, world.worlds);
    const size = widthOf(said, 12, 600);
    const [x, y] = step.at;
    const isRight = isUpright && x + 9 + size <= width - 84;
    const left = isUpright ? (isRight ? x + 9 : x - 9 - size) : Math.min(Math.max(0, x - size / 2), width - size);
    const base = isUpright ? y - 7 : y > 48 ? y - 9 : y + 20;
    const box = [left, base - 11, left + size, base + 3];
    if (boxes.some(([a, b, c, d]) => box[0] < c + 4 && box[2] > a - 4 && box[1] < d && box[3] > b)) continue;
    boxes.push(box);
    nodes.push(text(left, base, said, { weight: 600, fill: "ink", halo: "bg" }));
  }
  return nodes;
}

const STROKES = [
  { stroke: "med", "stroke-width": 2.5 }, { stroke: "edge", "stroke-width": 2, "stroke-dasharray": "9 4" },
  { stroke: "edge", "stroke-width": 2, "stroke-dasharray": "2 3" }, { stroke: "edge", "stroke-width": 2, "stroke-dasharray": "9 3 2 3" },
];
const GUIDE = { stroke: "ctl", "stroke-width": 1, "stroke-dasharray": "1 4" };

/** Speed-up against people, both on powers: this tree heavy, wide and deep ones dashed, exponents often assumed dotted. */
export function wideOrDeep(curves, { width }) {
  const isNarrow = width < UPRIGHT;
  const { people } = curves;
  const guides = curves.guides.map((exponent) => ({ name: `people to the power ${number(exponent)}`, values: people.map((each) => (each / people[0]) ** exponent), paint: GUIDE, isGuide: true }));
  const trees = curves.trees.map((each, index) => ({ name: each.name, values: each.speedup, paint: STROKES[index % STROKES.length] }));
  const all = [...guides, ...trees];
  const known = all.flatMap((curve) => curve.values).filter((value) => value > 0);
  const yTicks = logAxis(Math.min(1, ...known), Math.max(2, ...known));
  const xTicks = logAxis(people[0], people.at(-1)).filter((tick) => tick >= people[0] && tick <= people.at(-1));
  const left = Math.max(...yTicks.map((tick) => widthOf(`${plain(tick)}×`))) + 10;
  const names = all.map((curve) => (curve.isGuide ? curve.name : `${curve.name}: ${number(curve.values.at(-1))}×`));
  const right = width - (isNarrow ? 46 : Math.max(...names.map((name) => widthOf(name, 13, 600))) + 14);
  const [top, bottom] = [10, 250];
  const x = scale(people[0], people.at(-1), left, right, true);
  const y = scale(yTicks[0], yTicks.at(-1), bottom, top, true);
  const points = (values) => values.map((value, index) => (value === null ? null : [x(people[index]), y(value)]));
  const ends = all.map((curve, index) => ({ ...curve, said: names[index], end: curve.values.at(-1) })).filter((curve) => curve.end !== null).sort((one, other) => y(one.end) - y(other.end));
  const places = spread(ends.map((curve) => y(curve.end)), { gap: 16, low: top + 4, high: bottom - 2 });
  const nodes = [
    ...yTicks.map((tick) => line(left, y(tick), right, y(tick), { stroke: tick === 1 ? "ctl" : "line" })),
    ...yTicks.map((tick) => text(left - 8, y(tick) + 4, `${plain(tick)}×`, { anchor: "end" })),
    line(left, bottom, right, bottom, { stroke: "ctl" }),
    ...xTicks.map((tick, index) => text(x(tick), bottom + 17, index === xTicks.length - 1 && !isNarrow ? `${plain(tick)} people` : plain(tick), { anchor: "middle" })),
    ...all.map((curve) => path(through(points(curve.values)), { fill: "none", ...curve.paint })),
  ];
  ends.forEach((curve, index) => {
    const isOwn = curve.paint.stroke === "med";
    nodes.push(line(right + 2, y(curve.end), right + 9, places[index], { stroke: "line" }));
    nodes.push(text(right + 12, places[index] + 4, isNarrow ? `${number(curve.end)}×` : curve.said, { size: isNarrow ? 12 : 13, weight: isOwn ? 600 : 400, fill: curve.isGuide ? "ink2" : "ink" }));
  });
  if (!isNarrow) return { height: bottom + 24, nodes };
  // Names stand below where they do not fit beside the lines.
  all.forEach((curve, index) => {
    const row = bottom + 42 + 20 * index;
    nodes.push(line(0, row - 4, 30, row - 4, curve.paint), text(40, row, names[index], { fill: curve.isGuide ? "ink2" : "ink" }));
  });
  return { height: bottom + 50 + 20 * all.length, nodes };
}
