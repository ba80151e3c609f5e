// Axes: round ticks, positions, and labels that do not overlap. The rules of present/histogram.py and present/fan.py.

const FEWEST_TICKS = 4;
const MOST_TICKS = 7;
const ROUND_STEPS = [1, 2, 2.5, 5, 10];

const tidy = (value) => Number(value.toPrecision(12));

/** Round tick positions that enclose low..high, evenly spaced, between four and seven of them where possible. */
export function roundAxis(low, high) {
  const span = high - low;
  if (!(Number.isFinite(span) && span > 0)) {
    const centre = Number.isFinite(low) ? low : 0;
    const reach = 0.5 * Math.max(1, Math.abs(centre));
    return roundAxis(centre - reach, centre + reach);
  }
  let best = null;
  const scale = 10 ** Math.floor(Math.log10(span / MOST_TICKS));
  for (const power of [1, 10]) {
    for (const factor of ROUND_STEPS) {
      const step = scale * power * factor;
      const first = Math.floor(low / step + 1e-9);
      const last = Math.ceil(high / step - 1e-9);
      const size = last - first + 1;
      if (size < FEWEST_TICKS || size > MOST_TICKS) continue;
      if (best && (last - first) * step >= best.at(-1) - best[0]) continue;
      best = Array.from({ length: size }, (_, index) => tidy((first + index) * step));
    }
  }
  return best ?? [low, high];
}

/** Round ticks on a logarithmic axis that enclose low..high, both positive: powers of ten, with 2 and 5 where few. */
export function logAxis(low, high) {
  const first = Math.floor(Math.log10(low) + 1e-9);
  const last = Math.ceil(Math.log10(high) - 1e-9);
  if (last - first >= 3) {
    const step = Math.ceil((last - first) / (MOST_TICKS - 1));
    const ticks = [];
    for (let power = first; power < last + step; power += step) ticks.push(10 ** power);
    return ticks.map(tidy);
  }
  const all = [];
  for (let power = first - 1; power <= last; power += 1) for (const factor of [1, 2, 5]) all.push(tidy(factor * 10 ** power));
  const from = all.findLastIndex((tick) => tick <= low * (1 + 1e-9));
  const to = all.findIndex((tick) => tick >= high * (1 - 1e-9));
  return all.slice(Math.max(0, from), to + 1);
}

/** A scale from low..high to pixels from..to; `log` for a logarithmic one, on which what is not positive lies at the low end. */
export function scale(low, high, from, to, log = false) {
  if (!log) return (value) => from + ((value - low) / (high - low || 1)) * (to - from);
  const [start, end] = [Math.log(low), Math.log(high)];
  return (value) => from + ((Math.log(Math.max(value, low)) - start) / (end - start || 1)) * (to - from);
}

/** The value at a pixel: the inverse of `scale`. */
export function unscale(low, high, from, to, log = false) {
  const share = (pixel) => (pixel - from) / (to - from || 1);
  if (!log) return (pixel) => low + share(pixel) * (high - low);
  return (pixel) => Math.exp(Math.log(low) + share(pixel) * (Math.log(high) - Math.log(low)));
}

/** Ascending positions at least `gap` apart, within low..high if they fit, as close to the wished ones as can be. */
export function spread(wished, { gap, low, high }) {
  const blocks = [];
  for (const position of wished) {
    blocks.push({ start: position, size: 1, sum: position });
    while (blocks.length > 1) {
      const [before, last] = blocks.slice(-2);
      if (last.start >= before.start + before.size * gap) break;
      blocks.pop();
      before.sum += last.sum - last.size * before.size * gap;
      before.size += last.size;
      before.start = before.sum / before.size;
    }
  }
  const placed = blocks.flatMap(({ start, size }) => Array.from({ length: size }, (_, index) => start + index * gap));
  for (let index = 0; index < placed.length; index += 1) {
    placed[index] = Math.max(placed[index], index ? placed[index - 1] + gap : low);
  }
  for (let index = placed.length - 1; index >= 0; index -= 1) {
    placed[index] = Math.min(placed[index], index < placed.length - 1 ? placed[index + 1] - gap : high);
  }
  return placed;
}
