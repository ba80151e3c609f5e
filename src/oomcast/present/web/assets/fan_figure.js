// The fan as a figure: its controls, the way from a coarse picture to a refined one, and the same as a table.

import { popover, say, segmented } from "./dom.js";
import { Figure } from "./figure.js";
import { FanReader } from "./fan_reader.js";
import { UNITS, blended, frameOf } from "./frames.js";
import { LEVELS, fan } from "./chart_fan.js";
import { lookPanel } from "./look.js";
import { dateWords } from "./words.js";
import { node } from "./svg.js";

const EASE = 150; // milliseconds from the coarse picture to the refined one
const FIRST_OF_YEAR = 2030; // a start date to begin with where nobody believes in one
const NAME_ROOM = 94; // pixels for whose beliefs a line is
const NARROW = 520;
const MONTHS_IN_TABLE = [1, 2, 3, 4, 6, 9, 12];
const HEADS = ["1 in 20 below", "1 in 4 below", "median", "3 in 4 below", "19 in 20 below"];
const CHOICES = [
  { value: "oom", words: "OOM", label: "Orders of magnitude" }, { value: "years", words: "years", label: "Years of progress" },
  { value: "times", words: "×", label: "Multiplier" },
];

const stillness = matchMedia("(prefers-reduced-motion: reduce)");

export class FanFigure {
  constructor(page) {
    Object.assign(this, { page, bench: page.bench });
    const { bench } = this;
    this.units = segmented("Unit", CHOICES, "oom", (unit) => bench.view({ unit: unit === "years" && bench.state.view.isRate ? "rate" : unit }));
    this.look = popover("linear, 12 months, bands", () => lookPanel(bench, { start: () => this.start() }), { align: "end", attributes: { class: "quiet look" }, panelClass: "look-panel" });
    this.figure = new Figure({
      name: "Effective compute gained", controls: [this.units.box, this.look.box], fills: true, className: "fan-figure",
      draw: (width, height) => this.draw(width, height), rows: () => this.rows(), summary: () => page.spoken(),
    });
    this.reader = new FanReader(this);
    this.figure.over.append(this.reader.box);
  }

  /** The controls, in the state of the view. */
  mark() {
    const { view } = this.bench.state;
    const unit = this.page.unit();
    this.units.mark(unit === "rate" ? "years" : unit);
    const time = view.time === "calendar" ? `from ${dateWords(this.start())}` : "12 months";
    say(this.look.opener, [this.page.isLog() ? "log" : "linear", time, view.shape ?? "bands"].join(", "));
    const names = { oom: "OOM", years: "years at the usual pace", rate: `years at ${view.rate ?? 1} OOM a year`, times: "multiplier" };
    say(this.figure.unit, names[unit]);
  }

  start() {
    return Number(this.bench.state.view.start) || this.bench.startDate() || FIRST_OF_YEAR;
  }

  xTicks(width) {
    const months = width < NARROW ? [0, 6, 12] : [0, 3, 6, 9, 12];
    if (this.bench.state.view.time === "calendar") return months.map((month) => ({ at: month / 12, words: dateWords(this.start() + month / 12) }));
    return months.map((month) => ({ at: month / 12, words: month === 12 ? "12 months" : String(month) }));
  }

  /** Single futures, where they are wanted in place of bands. */
  futures() {
    const { shown, state } = this.bench;
    const found = shown.answer.screen.futures?.courses?.[UNITS[this.page.unit()].course];
    return state.view.shape === "futures" && !shown.other && found ? found.map((path) => ({ path: path.slice(0, this.page.frame.times.length) })) : null;
  }

  /** From the picture so far to the refined one, unless a hand is moving or nothing should move by itself. */
  ease(before, isMoving) {
    cancelAnimationFrame(this.animation);
    const target = this.page.frame;
    this.painted = target;
    if (isMoving || !before || !target || stillness.matches || document.hidden) {
      this.figure.paint();
      return;
    }
    const began = performance.now();
    const step = (now) => {
      const share = Math.min(1, (now - began) / EASE);
      this.painted = blended(before, target, 1 - (1 - share) ** 3);
      this.figure.paint();
      if (share < 1) this.animation = requestAnimationFrame(step);
    };
    this.animation = requestAnimationFrame(step);
  }

  draw(width, height) {
    const { frame, frames, ticks } = this.page;
    this.reader.box.hidden = !frame;
    if (!frame) return { nodes: emptyFan(width, height, this.bench.waitingWords), height };
    const second = frames[1];
    const { was } = this.bench;
    const before = was && !second ? frameOf(was, this.page.unit(), { usualPace: null })?.bands["0.5"] : null;
    this.drawn = fan(this.painted ?? frame, {
      width, height, ticks, log: this.page.isLog(), xTicks: this.xTicks(width), was: before,
      other: second ? { frame: second } : null, futures: this.futures(), lit: this.reader.lit, names: this.bench.names(NAME_ROOM),
    });
    return [...this.drawn.nodes, ...this.reader.over(this.drawn)];
  }

  rows() {
    const { frame } = this.page;
    if (!frame) return null;
    const place = (month) => frame.times.findIndex((time) => Math.abs(time * 12 - month) < 1e-6);
    return {
      caption: `Effective compute gained, ${this.figure.unit.textContent}`, head: ["months", ...HEADS],
      rows: MONTHS_IN_TABLE.filter((month) => place(month) >= 0).map((month) => [
        String(month), ...frame.numbers(LEVELS.map((level) => (month === 12 ? frame.ends[level] : frame.bands[level][place(month)]))),
      ]),
    };
  }
}

/** Axes without a picture, and why there is none yet. */
function emptyFan(width, height, words) {
  return [
    node("line", { x1: 40, x2: width - 122, y1: height - 24, y2: height - 24, stroke: "ctl" }),
    node("line", { x1: 40, x2: 40, y1: 40, y2: height - 24, stroke: "line" }),
    node("text", { x: 56, y: height / 2, "font-size": 14, fill: "ink2" }, words),
  ];
}
