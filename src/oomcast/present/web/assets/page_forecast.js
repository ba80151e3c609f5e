// The forecast: the answer in a sentence, its chips, the fan with its dots, stated against implied, what drives it.

import { clear, h, say } from "./dom.js";
import { Figure } from "./figure.js";
import { PAIR, frameOf, offers } from "./frames.js";
import { ticksFor } from "./chart_fan.js";
import { ticksForMany } from "./chart_many.js";
import { chipsOf, notesOf } from "./chips.js";
import { DotsStrip } from "./dots_strip.js";
import { DrivesPanel } from "./drives_panel.js";
import { FanFigure } from "./fan_figure.js";
import { StatedPanel } from "./stated_panel.js";
import { sentenceFor } from "./findings.js";
import { drawMilestones, milestoneRows } from "./milestones.js";

export class ForecastPage {
  constructor(bench) {
    this.bench = bench;
    this.sentence = h("h1", { class: "sentence", id: "sentence" });
    this.chips = h("ul", { class: "chips", "aria-label": "How often" });
    this.notes = h("div", { class: "notes" });
    this.fanFigure = new FanFigure(this);
    this.strip = new DotsStrip(this);
    this.stated = new StatedPanel(this);
    this.drives = new DrivesPanel(bench);
    this.milestones = new Figure({
      name: "Milestones", unit: "time after full automation", draw: (width) => drawMilestones(bench.shown, width),
      rows: () => milestoneRows(bench.shown), summary: () => "Time to each milestone, from full automation on.", className: "milestone-figure",
    });
  }

  /** The figure of this page that is taken along as a file. */
  get fan() {
    return this.fanFigure.figure;
  }

  mount(answer, panels) {
    clear(answer, this.sentence, this.chips, this.notes, this.fan.box, this.strip.figure.box, this.milestones.box);
    clear(panels, this.stated.figure.box, this.drives.figure.box);
  }

  /** Draws for paper, or for the screen again. */
  print(width) {
    const half = width && (width - 32) / 2;
    this.fan.print(width && { width, height: 216 });
    for (const panel of [this.stated, this.drives]) panel.figure.print(width && { width: half, height: 0 });
  }

  /** Everything anew for an answer; `isMoving` while a hand is on a control: the axes hold still then. */
  show({ isMoving }) {
    const { shown, state } = this.bench;
    this.fanFigure.mark();
    if (!shown) {
      for (const figure of [this.fan, this.stated.figure, this.drives.figure]) figure.paint();
      return;
    }
    const before = this.frame;
    const isByDate = state.view.time === "calendar";
    const framed = (answer, index) => {
      const letter = shown.letters[index];
      return frameOf(answer, this.unit(), { usualPace: this.bench.usualPace(letter), letter, isByDate });
    };
    this.frames = [shown.answer, ...shown.others].map(framed).filter(Boolean);
    [this.frame] = this.frames;
    if (this.frame && (!isMoving || !this.ticks || this.ticksOf !== this.axisKey() || this.median() > this.ticks.at(-1))) {
      const ticks = this.frames.length > PAIR ? ticksForMany : ticksFor;
      this.ticks = ticks(this.frames, { log: state.view.scale === "log" });
      this.ticksOf = this.axisKey();
    }
    say(this.sentence, sentenceFor(this.bench));
    this.sentence.classList.toggle("is-pair", shown.others.length === 1);
    this.sentence.classList.toggle("is-many", shown.others.length > 1);
    this.showOften(shown);
    this.fanFigure.ease(before, isMoving);
    this.strip.figure.paint();
    say(this.milestones.unit, `${shown.others.length ? "A, " : ""}time after full automation`);
    this.milestones.paint();
    this.stated.show();
    this.drives.show();
  }

  /** Chips and notes, made anew only where they say something else. */
  showOften(shown) {
    const chips = chipsOf(shown);
    const said = (list) => list.map((each) => each.textContent).join("|");
    if (said(chips) !== said([...this.chips.children])) clear(this.chips, chips);
    const notes = notesOf(shown);
    if (said(notes) !== said([...this.notes.children])) clear(this.notes, notes);
  }

  axisKey() {
    const { view } = this.bench.state;
    return [this.unit(), view.scale, view.time, this.frames.map((frame) => frame.letter).join("")].join(" ");
  }

  /** The highest of the medians, which must never leave the picture. */
  median() {
    return Math.max(...this.frames.map((frame) => frame.ends["0.5"] ?? -Infinity));
  }

  unit() {
    const wanted = this.bench.state.view.unit ?? "oom";
    const { shown } = this.bench;
    return shown && ![shown.answer, ...shown.others].every((answer) => offers(answer, wanted)) ? "oom" : wanted;
  }

  isLog() {
    return this.bench.state.view.scale === "log" && this.unit() !== "times";
  }

  spoken() {
    if (!this.frame) return "Nothing to see yet.";
    const what = this.frames.length > PAIR ? "Medians with their middle halves" : "Bands of outcomes";
    return `${this.sentence.textContent} ${what} ${this.frame.isByDate ? "by date" : "over twelve months"}.`;
  }
}
