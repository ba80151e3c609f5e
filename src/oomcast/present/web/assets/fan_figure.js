// The fan as a figure: its controls, the way from a coarse picture to a refined one, and the same as a table.

import { popover, say, segmented } from "./dom.js";
import { Figure } from "./figure.js";
import { FanReader } from "./fan_reader.js";
import { PAIR, UNITS, blended, frameOf } from "./frames.js";
import { LEVELS, fan } from "./chart_fan.js";
import { many } from "./chart_many.js";
import { dateTicks, startSentence } from "./dated.js";
import { FIRST_START } from "./engine.js";
import { lettersOf } from "./store.js";
import { lookPanel } from "./look.js";
import { dateWords } from "./words.js";
import { node } from "./svg.js";

const EASE = 150; // milliseconds from the coarse picture to the refined one
const NAME_ROOM = { two: 94, more: 140 }; // pixels for whose beliefs a line is
const NARROW = 520;
const START = "automation_year";
const MONTHS_IN_TABLE = [1, 2, 3, 4, 6, 9, 12];
const MOST_DATES = 12; // rows of the table by date
const SHORT = { 0.25: "¼ below", 0.5: "median", 0.75: "¾ below" };
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
    this.look = popover("linear, 12 months, bands", () => lookPanel(bench, { start: () => this.start(), isBelieved: this.isStartBelieved() }), { align: "end", attributes: { class: "quiet look" }, panelClass: "look-panel" });
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
    const isMany = this.bench.state.c;
    say(this.look.opener, [this.page.isLog() ? "log" : "linear", this.timeWords(), isMany ? "medians" : view.shape ?? "bands"].join(", "));
    const names = { oom: "OOM", years: "years at the usual pace", rate: `years at ${view.rate ?? 1} OOM a year`, times: "multiplier" };
    say(this.figure.unit, names[unit]);
    this.figure.say(this.dateSentence());
  }

  get isByDate() {
    return Boolean(this.page.frame?.isByDate);
  }

  timeWords() {
    if (this.bench.state.view.time !== "calendar") return "12 months";
    return this.isByDate ? "by date" : `from ${dateWords(this.start())}`;
  }

  /** What the picture by date holds of the belief about when it starts; nothing where it is not by date. */
  dateSentence() {
    const { shown, state } = this.bench;
    if (state.view.time !== "calendar" || !shown) return "";
    return startSentence([shown.answer, ...shown.others], { fixed: this.start(), letters: shown.letters });
  }

  /** Whether every scenario says when full automation comes. */
  isStartBelieved() {
    return lettersOf(this.bench.state).every((letter) => this.bench.reading.middle(letter, START) !== null);
  }

  /** When full automation comes where the beliefs do not say it. */
  start() {
    return Number(this.bench.state.view.start) || FIRST_START;
  }

  /** The first and the last time of the picture. */
  span() {
    const { frames } = this.page;
    return [Math.min(...frames.map((frame) => frame.times[0])), Math.max(...frames.map((frame) => frame.times.at(-1)))];
  }

  xTicks(width) {
    const isNarrow = width < NARROW;
    if (this.isByDate) return dateTicks(this.span(), isNarrow ? (this.page.frames.length > PAIR ? 2 : 4) : 6);
    const months = !isNarrow ? [0, 3, 6, 9, 12] : this.page.frames.length > PAIR ? [0, 12] : [0, 6, 12];
    const words = (month) => (this.bench.state.view.time === "calendar" ? dateWords(this.start() + month / 12) : month === 12 ? "12 months" : String(month));
    return months.map((month) => ({ at: month / 12, words: words(month), anchor: month === 0 ? "start" : month === 12 ? "end" : "middle" }));
  }

  /** Single futures, where they are wanted in place of bands. */
  futures() {
    const { shown, state } = this.bench;
    const found = shown.answer.screen.futures?.courses?.[UNITS[this.page.unit()].course];
    return state.view.shape === "futures" && !shown.others.length && !this.isByDate && found ? found.map((path) => ({ path: path.slice(0, this.page.frame.times.length) })) : null;
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
    const common = { width, height, ticks, log: this.page.isLog(), xTicks: this.xTicks(width), span: this.span(), names: this.bench.names(frames.length > PAIR ? NAME_ROOM.more : NAME_ROOM.two) };
    this.drawn = frames.length > PAIR ? many(frames, common) : fan(this.painted ?? frame, {
      ...common, was: this.before(), other: second ? { frame: second } : null, futures: this.futures(), lit: this.reader.lit,
    });
    return [...this.drawn.nodes, ...this.reader.over(this.drawn)];
  }

  /** The median before the last change, where there is one scenario alone. */
  before() {
    const { was } = this.bench;
    if (!was || this.page.frames.length > 1) return null;
    const frame = frameOf(was, this.page.unit(), { usualPace: null, isByDate: this.isByDate });
    return frame && Boolean(frame.isByDate) === this.isByDate && frame.times.length === this.page.frame.times.length ? frame.bands["0.5"] : null;
  }

  /** The same as a table for several scenarios: the quarters of each of two, the medians of more. */
  rowsOfSeveral(frames) {
    const levels = frames.length > PAIR ? ["0.5"] : ["0.25", "0.5", "0.75"];
    const names = this.bench.names();
    const [first] = frames;
    const isDate = this.isByDate;
    const times = isDate ? first.times.filter((_, index) => (first.times.length - 1 - index) % Math.ceil(first.times.length / MOST_DATES) === 0) : MONTHS_IN_TABLE.map((month) => month / 12);
    const at = (frame, time) => frame.times.findIndex((each) => Math.abs(each - time) < 1e-6);
    const cells = (frame, time) => {
      const index = at(frame, time);
      const isEnd = !isDate && time === 1;
      return frame.numbers(levels.map((level) => (isEnd ? frame.ends[level] : index < 0 ? null : frame.bands[level][index])));
    };
    return {
      caption: `Effective compute gained${isDate ? " by date" : ""}, ${this.figure.unit.textContent}${levels.length > 1 ? "" : ": medians"}`,
      head: [isDate ? "by" : "months", ...frames.flatMap((frame, index) => levels.map((level) => `${frame.letter.toUpperCase()}${levels.length > 1 ? ` ${SHORT[level]}` : ` ${names[index]}`}`))],
      rows: times.filter((time) => at(first, time) >= 0).map((time) => [isDate ? dateWords(time) : String(Math.round(time * 12)), ...frames.flatMap((frame) => cells(frame, time))]),
    };
  }

  rows() {
    const { frame, frames } = this.page;
    if (!frame) return null;
    if (frames.length > 1) return this.rowsOfSeveral(frames);
    if (this.isByDate) {
      const step = Math.ceil(frame.times.length / MOST_DATES);
      const places = frame.times.map((_, index) => index).filter((index) => (frame.times.length - 1 - index) % step === 0);
      return {
        caption: `Effective compute gained by date, ${this.figure.unit.textContent}`, head: ["by", ...HEADS],
        rows: places.map((index) => [dateWords(frame.times[index]), ...frame.numbers(LEVELS.map((level) => frame.bands[level][index]))]),
      };
    }
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
