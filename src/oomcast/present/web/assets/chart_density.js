// A belief as a picture: its mass in strips, the middle half darker, its median a knob. What a person believes is sand.

import { scale, unscale } from "./axis.js";
import { between, circle, group, line, path, rect, text, through } from "./svg.js";

export const quantile = (belief, level) => belief.quantiles[String(level)];

/** Whether a belief is pictured in powers: a factor that stays above zero. */
export const isLog = (belief) => Boolean(belief.is_factor && (belief.density ? belief.density.scale === "log" : quantile(belief, 0.5) > 0));

const REACH = 0.14; // how much wider than the belief its axis is, so that there is room to move it
const POINT_REACH = 3; // a single factor can be moved by this factor to either side before the axis has to grow

/** The stretch of the axis under one or more beliefs about one parameter, within its hard bounds. */
export function domainOf(beliefs) {
  const log = beliefs.every(isLog);
  const [ins, out] = log ? [Math.log, Math.exp] : [(value) => value, (value) => value];
  let [low, high] = [Infinity, -Infinity];
  for (const belief of beliefs) {
    const middle = quantile(belief, 0.5);
    const edges = belief.density ? belief.density.edges : null;
    if (edges) {
      low = Math.min(low, ins(edges[0]));
      high = Math.max(high, ins(edges.at(-1)));
    } else if (middle !== null) {
      const reach = log ? Math.log(POINT_REACH) : Math.max(1e-9, Math.abs(middle) * 0.5) || 1;
      low = Math.min(low, ins(middle) - reach);
      high = Math.max(high, ins(middle) + reach);
    }
  }
  if (!(low < high)) [low, high] = log ? [ins(0.1), ins(10)] : [0, 1];
  const more = (high - low) * REACH;
  const { lower, upper } = beliefs[0];
  const least = lower === null ? -Infinity : log ? (lower > 0 ? Math.log(lower) : -Infinity) : lower;
  const most = upper === null ? Infinity : log ? Math.log(upper) : upper;
  return { low: out(Math.max(low - more, least)), high: out(Math.min(high + more, most)), log };
}

/** Scale from the parameter to pixels, and back. */
export function axisOf(domain, width, pad = 10) {
  return {
    x: scale(domain.low, domain.high, pad, width - pad, domain.log),
    value: unscale(domain.low, domain.high, pad, width - pad, domain.log),
  };
}

/** Corners of the outline of a density whose tallest strip is `height` tall, standing on `base`. */
function outline(density, x, base, height, move) {
  const tallest = Math.max(...density.mass);
  const points = [];
  density.mass.forEach((mass, index) => {
    const [a, b] = [move(density.edges[index]), move(density.edges[index + 1])];
    const y = base - (mass / tallest) * height;
    // Straight lines between the middles of the strips; the outermost reach the edges, so that a hard bound is a wall.
    if (index === 0) points.push([x(a), base], [x(a), y]);
    points.push([(x(a) + x(b)) / 2, y]);
    if (index === density.mass.length - 1) points.push([x(b), y], [x(b), base]);
  });
  return points;
}

/** Height of the outline above the base at a pixel. */
function heightAt(points, at) {
  for (let index = 1; index < points.length; index += 1) {
    const [a, b] = [points[index - 1], points[index]];
    if (at >= a[0] && at <= b[0] && b[0] > a[0]) return a[1] + ((at - a[0]) / (b[0] - a[0])) * (b[1] - a[1]);
  }
  return null;
}

const movedBy = (domain, by) => (domain.log ? (value) => value * Math.exp(by) : (value) => value + by);

/**
 * The density of a belief over `domain`; `by` moves the whole of it, in its own scale, while a hand is on it. `ghost` is
 * the belief before the change, as a dashed outline.
 */
export function density(belief, { domain, width, height, by = 0, ghost, knob = true, pad = 10, material = "belief" }) {
  const { x } = axisOf(domain, width, pad);
  const base = height - 10;
  const tall = base - 4;
  const move = movedBy(domain, by);
  const paint = material === "belief" ? { soft: "belief", dark: "belief50", mark: "beliefmed" } : { soft: "b90", dark: "b50", mark: "med" };
  const nodes = [line(pad, base, width - pad, base, { stroke: "ctl" })];
  if (ghost?.density) nodes.push(path(through(outline(ghost.density, x, base, tall, (value) => value)), { fill: "none", stroke: "was", "stroke-width": 1.25, "stroke-dasharray": "4 3" }));
  else if (ghost && quantile(ghost, 0.5) !== null) nodes.push(line(x(quantile(ghost, 0.5)), base - tall, x(quantile(ghost, 0.5)), base, { stroke: "was", "stroke-dasharray": "4 3" }));
  if (belief.density) {
    const points = outline(belief.density, x, base, tall, move);
    const floor = points.map(([at]) => [at, base]);
    nodes.push(path(between(floor, points), { fill: paint.soft }));
    const [low, high] = [0.25, 0.75].map((level) => quantile(belief, level)).map((value) => (value === null ? null : x(move(value))));
    if (low !== null && high !== null) {
      const inner = [[low, heightAt(points, low) ?? base], ...points.filter(([at]) => at > low && at < high), [high, heightAt(points, high) ?? base]];
      nodes.push(path(between(inner.map(([at]) => [at, base]), inner), { fill: paint.dark }));
    }
    nodes.push(path(through(points.slice(1, -1)), { fill: "none", stroke: paint.mark, "stroke-width": 1, "stroke-opacity": 0.55 }));
  }
  const middle = quantile(belief, 0.5);
  if (knob && middle !== null) {
    const at = x(move(middle));
    const top = belief.density ? (heightAt(outline(belief.density, x, base, tall, move), at) ?? base) : base;
    nodes.push(
      line(at, Math.min(top, base - 6), at, base, { stroke: paint.mark, "stroke-width": 2 }),
      circle(at, base, 6.5, { fill: paint.mark, stroke: "surface", "stroke-width": 2, class: "knob" }),
    );
  }
  return group({}, ...nodes);
}

/** Two beliefs about one thing, the one before above the one after, equal in area, on one axis. */
export function ridges({ before, after, names, label, materials = ["belief", "implied"] }, { width }) {
  const domain = domainOf([before, after].filter(Boolean));
  const { x } = axisOf(domain, width - 40, 6);
  // Mass to a pixel, so that both have the same area; the taller one fills its row.
  const peak = ({ edges, mass }) => Math.max(...mass.map((share, index) => share / Math.max(1e-9, x(edges[index + 1]) - x(edges[index]))));
  const tallest = Math.max(0, ...[before, after].filter((belief) => belief?.density).map((belief) => peak(belief.density)));
  const nodes = [];
  [before, after].forEach((belief, index) => {
    if (!belief) return;
    const base = 40 + index * 48;
    const [soft, mark] = materials[index] === "belief" ? ["belief", "beliefmed"] : ["b50", "med"];
    const dash = index === 0 ? "4 3" : null;
    if (belief.density) {
      const tall = 34 * (peak(belief.density) / tallest);
      const points = outline(belief.density, x, base, tall, (value) => value);
      nodes.push(path(`${through(points)}Z`, { fill: soft }), path(through(points), { fill: "none", stroke: mark, "stroke-width": 1, "stroke-dasharray": dash }));
    }
    nodes.push(line(6, base, width - 46, base, { stroke: "ctl" }));
    const middle = quantile(belief, 0.5);
    if (middle !== null) {
      const at = x(middle);
      nodes.push(rect(at - 1.25, base - 8, 2.5, 12, { fill: mark }), text(at, base + 16, label(middle), { anchor: "middle", weight: 600, fill: "ink", halo: "bg" }));
    }
    nodes.push(text(width, base, names[index], { anchor: "end", size: 13, weight: 600, fill: index === 0 ? "sa" : "sb" }));
  });
  return { height: 112, nodes };
}
