// Reading the fan off: how many outcomes lie at or above a level, by pointer or arrows, and one future by itself.

import { PAIR } from "./frames.js";
import { h } from "./dom.js";
import { rowNames } from "./beliefs.js";
import { readout } from "./chart_fan.js";
import { readoutOfMany } from "./chart_many.js";
import { unscale } from "./axis.js";
import { text } from "./svg.js";

const LIT_BELIEFS = 5; // lines for which there is room over a future
const STEP = 0.01; // of the axis, for an arrow; ten times as much for a page

export class FanReader {
  constructor(fan) {
    Object.assign(this, { fan, value: null, lit: undefined });
    this.box = h("div", {
      class: "reader", role: "slider", tabindex: "0", "aria-label": "Outcomes at or above a level", "aria-orientation": "vertical",
      on: {
        pointermove: (event) => this.point(event), pointerleave: () => this.read(null), blur: () => this.read(null),
        keydown: (event) => this.key(event), focus: () => this.focus(),
      },
    });
  }

  get page() {
    return this.fan.page;
  }

  /** Where reading starts: at the median, or at the top where that is infinite. */
  get first() {
    return this.page.frame.ends["0.5"] ?? this.page.ticks.at(-1);
  }

  /** What lies over the picture while it is read; puts the slider where the picture is. */
  over(drawn) {
    const { box } = drawn;
    this.drawn = drawn;
    Object.assign(this.box.style, { left: `${box.left}px`, top: `${box.top}px`, height: `${box.bottom - box.top}px`, right: "0px" });
    this.describe();
    const futures = this.lit === undefined ? null : this.fan.futures();
    if (futures) return this.drawLit(futures[this.lit]);
    return this.value === null ? [] : this.readout(this.value).nodes;
  }

  readout(value) {
    const { frame, frames } = this.page;
    const { box, y } = this.drawn;
    return frames.length > PAIR ? readoutOfMany(frames, { box, y, value }) : readout(frame, { box, y, value, dots: frame.dots, whose: frames.length > 1 ? "A: " : "" });
  }

  /** What the slider says to those who listen. */
  describe() {
    const { ticks } = this.page;
    const value = this.value ?? this.first;
    const said = { "aria-valuenow": value, "aria-valuemin": ticks[0], "aria-valuemax": ticks.at(-1), "aria-valuetext": this.readout(value).words };
    for (const [name, words] of Object.entries(said)) this.box.setAttribute(name, words);
  }

  /** What was drawn of the uncertain beliefs in the future that is lit. */
  drawLit(future) {
    const { bench, frame } = this.page;
    const { inputs } = bench.shown.answer.screen.futures;
    const scenario = bench.scenarios.a;
    const { box } = this.drawn;
    const names = rowNames(scenario).filter((name) => !scenario.parameters[name].is_point && Object.hasOwn(inputs[this.lit], name));
    const lines = [
      `one future, ending at ${frame.phrase(future.path.at(-1))}`,
      ...names.slice(0, LIT_BELIEFS).map((name) => `${bench.label(name)} ${bench.amount(name, inputs[this.lit][name])}`),
    ];
    return lines.map((said, index) => text(box.left + 10, box.top + 16 + 16 * index, said, { fill: "ink", weight: index ? 400 : 600, halo: "bg" }));
  }

  point(event) {
    if (!this.drawn) return;
    const { ticks } = this.page;
    const place = this.fan.figure.plot.getBoundingClientRect();
    const [x, y] = [event.clientX - place.left, event.clientY - place.top];
    const { box } = this.drawn;
    this.lit = this.nearest(x, y);
    const value = unscale(ticks[0], ticks.at(-1), box.bottom, box.top, this.page.isLog())(y);
    this.read(Math.max(ticks[0], Math.min(ticks.at(-1), value)));
  }

  /** The future whose course passes nearest below or above a place in the picture. */
  nearest(x, y) {
    const futures = this.fan.futures();
    if (!futures) return undefined;
    const { times } = this.page.frame;
    const at = times.reduce((best, time, index) => (Math.abs(this.drawn.x(time) - x) < Math.abs(this.drawn.x(times[best]) - x) ? index : best), 0);
    const away = futures.map(({ path }) => (path[at] === null ? Infinity : Math.abs(this.drawn.y(path[at]) - y)));
    return away.indexOf(Math.min(...away));
  }

  focus() {
    if (this.page.frame && this.box.matches(":focus-visible")) this.read(this.value ?? this.first);
  }

  key(event) {
    if (!this.page.frame) return;
    const [low, high] = [this.page.ticks[0], this.page.ticks.at(-1)];
    const step = (high - low) * STEP;
    const now = this.value ?? this.first;
    const to = { ArrowUp: now + step, ArrowDown: now - step, PageUp: now + 10 * step, PageDown: now - 10 * step, Home: low, End: high }[event.key];
    if (to === undefined) {
      if (event.key === "Escape") this.read(null);
      return;
    }
    event.preventDefault();
    this.read(Math.min(high, Math.max(low, to)));
  }

  read(value) {
    if (value === null && document.activeElement === this.box && this.box.matches(":focus-visible")) return;
    this.value = value;
    if (value === null) this.lit = undefined;
    this.fan.figure.paint();
  }
}
