// The forecast: the answer in a sentence, its chips, the fan with its dots, stated against implied, what drives it.

import { clear, h, icon, popover, say, segmented } from "./dom.js";
import { Figure } from "./figure.js";
import { HEADLINE, UNITS, blended, countedDraws, frameOf, offers } from "./frames.js";
import { BLUE, fan, readout, ticksFor } from "./chart_fan.js";
import { dotsAlong } from "./chart_dots.js";
import { signedBars, statedAgainstImplied, tornado } from "./chart_bars.js";
import { roundAxis, scale, unscale } from "./axis.js";
import { MOST_BARS, drivesWords, gapSentence, gapWords, labelOf, sentenceFor, tornadoOf } from "./findings.js";
import { lookPanel } from "./look.js";
import { drawMilestones, milestoneRows } from "./milestones.js";
import { aligned, believed, capital, chance, dateWords, error, fixed, joined, number, plain, quantity, toldSmall } from "./words.js";
import { rowNames } from "./beliefs.js";
import { node, text } from "./svg.js";

const EASE = 150; // milliseconds from the coarse picture to the refined one
const LIT_BELIEFS = 5; // lines for which there is room over a future
const FIRST_OF_YEAR = 2030; // a start date to begin with where nobody believes in one

const CHIPS = {
  ceiling_reached_by_horizon: (often, isPair) => [often, ` reach the software ceiling${isPair ? "" : " in ten years"}`],
  singular_by_horizon: (often, isPair) => [often, ` run into a singularity${isPair ? "" : " in ten years"}`],
  at_least_3_years_in_12mo: (often) => [often, " fit 3 years or more into one"],
  at_least_10_years_in_12mo: (often) => [often, " fit 10 years or more into one"],
};

const stillness = matchMedia("(prefers-reduced-motion: reduce)");

export class ForecastPage {
  constructor(bench) {
    this.bench = bench;
    this.sentence = h("h1", { class: "sentence", id: "sentence" });
    this.chips = h("ul", { class: "chips", "aria-label": "How often" });
    this.notes = h("div", { class: "notes" });
    this.units = segmented("Unit", [
      { value: "oom", words: "OOM", label: "Orders of magnitude" },
      { value: "years", words: "years", label: "Years of progress" },
      { value: "times", words: "×", label: "Multiplier" },
    ], "oom", (unit) => bench.view({ unit: unit === "years" && bench.state.view.isRate ? "rate" : unit }));
    this.look = popover("linear, 12 months, bands", () => lookPanel(bench, { start: () => this.start() }), { align: "end", attributes: { class: "quiet look" }, panelClass: "look-panel" });
    this.fan = new Figure({
      name: "Effective compute gained", controls: [this.units.box, this.look.box], fills: true, className: "fan-figure",
      draw: (width, height) => this.drawFan(width, height), rows: () => this.fanRows(), summary: () => this.spoken(),
    });
    this.reader = h("div", {
      class: "reader", role: "slider", tabindex: "0", "aria-label": "Outcomes at or above a level", "aria-orientation": "vertical",
      on: {
        pointermove: (event) => this.readAt(event), pointerleave: () => this.read(null), blur: () => this.read(null),
        keydown: (event) => this.readKey(event), focus: () => this.readFocus(),
      },
    });
    this.fan.over.append(this.reader);
    this.strip = new Figure({
      name: "Outcomes as dots", draw: (width) => this.drawStrip(width), className: "strip-figure",
      rows: () => this.dotRows(), summary: () => this.spoken(),
    });
    this.stated = new Figure({
      name: "Stated against implied", draw: (width) => this.drawStated(width), rows: () => this.statedRows(),
      summary: () => this.stated.message.textContent, className: "stated-figure",
    });
    this.statedMore = h("div", { class: "panel-more" });
    this.stated.box.append(this.statedMore);
    this.drives = new Figure({
      name: "What drives it", draw: (width) => this.drawDrives(width), rows: () => this.drivesRows(),
      summary: () => this.drives.message.textContent, className: "drives-figure",
    });
    this.strip12 = new Figure({
      name: "Milestones", unit: "time after full automation", draw: (width) => drawMilestones(bench.shown, width),
      rows: () => milestoneRows(bench.shown), summary: () => "Time to each milestone, from full automation on.", className: "milestone-figure",
    });
  }

  mount(answer, panels) {
    clear(answer, this.sentence, this.chips, this.notes, this.fan.box, this.strip.box, this.strip12.box);
    clear(panels, this.stated.box, this.drives.box);
  }

  /** Draws for paper, or for the screen again. */
  print(width) {
    const half = width && (width - 32) / 2;
    this.fan.print(width && { width, height: 216 });
    this.stated.print(width && { width: half, height: 0 });
    this.drives.print(width && { width: half, height: 0 });
  }

  /** Everything anew for an answer; `isMoving` while a hand is on a control: the axes hold still then. */
  show({ isMoving }) {
    const { shown, state } = this.bench;
    this.mark();
    if (!shown) {
      for (const figure of [this.fan, this.stated, this.drives]) figure.paint();
      return;
    }
    const before = this.frame;
    this.frames = [shown.answer, shown.other].map((answer, index) => answer && frameOf(answer, this.unit(), { usualPace: this.bench.usualPace(index) }));
    [this.frame] = this.frames;
    if (this.frame && (!isMoving || !this.ticks || this.ticksOf !== this.axisKey() || this.median() > this.ticks.at(-1))) {
      this.ticks = ticksFor(this.frames.filter(Boolean), { log: state.view.scale === "log" });
      this.ticksOf = this.axisKey();
    }
    clear(this.sentence, sentenceFor(this.bench));
    this.sentence.classList.toggle("is-pair", Boolean(shown.other));
    this.showChips();
    this.showNotes();
    this.ease(before, isMoving);
    this.strip.paint();
    this.strip12.paint();
    this.showStated();
    this.showDrives();
  }

  axisKey() {
    const { view, b } = this.bench.state;
    return [this.unit(), view.scale, Boolean(b)].join(" ");
  }

  median() {
    return this.frame.ends["0.5"] ?? -Infinity;
  }

  unit() {
    const wanted = this.bench.state.view.unit ?? "oom";
    const { shown } = this.bench;
    return shown && !offers(shown.answer, wanted) ? "oom" : wanted;
  }

  isLog() {
    return this.bench.state.view.scale === "log" && this.unit() !== "times";
  }

  /** The controls of the figure, in the state of the view. */
  mark() {
    const { view } = this.bench.state;
    const unit = this.unit();
    this.units.mark(unit === "rate" ? "years" : unit);
    const time = view.time === "calendar" ? `from ${dateWords(this.start())}` : "12 months";
    say(this.look.opener, [this.isLog() ? "log" : "linear", time, view.shape ?? "bands"].join(", "));
    const names = { oom: "OOM", years: "years at the usual pace", rate: `years at ${view.rate ?? 1} OOM a year`, times: "multiplier" };
    say(this.fan.unit, names[unit]);
    this.fan.tableButton.hidden = false;
  }

  start() {
    return Number(this.bench.state.view.start) || this.bench.startDate() || FIRST_OF_YEAR;
  }

  xTicks(width) {
    const months = width < 520 ? [0, 6, 12] : [0, 3, 6, 9, 12];
    if (this.bench.state.view.time === "calendar") return months.map((month) => ({ at: month / 12, words: dateWords(this.start() + month / 12) }));
    return months.map((month) => ({ at: month / 12, words: month === 12 ? "12 months" : String(month) }));
  }

  futures() {
    const { shown, state } = this.bench;
    const found = shown.answer.screen.futures?.courses?.[UNITS[this.unit()].course];
    return state.view.shape === "futures" && !shown.other && found ? found.map((path) => ({ path: path.slice(0, this.frame.times.length) })) : null;
  }

  /** From the picture so far to the refined one, unless a hand is moving or nothing should move by itself. */
  ease(before, isMoving) {
    cancelAnimationFrame(this.animation);
    const target = this.frame;
    this.painted = target;
    if (isMoving || !before || !target || stillness.matches || document.hidden) {
      this.fan.paint();
      return;
    }
    const began = performance.now();
    const step = (now) => {
      const share = Math.min(1, (now - began) / EASE);
      this.painted = blended(before, target, 1 - (1 - share) ** 3);
      this.fan.paint();
      if (share < 1) this.animation = requestAnimationFrame(step);
    };
    this.animation = requestAnimationFrame(step);
  }

  drawFan(width, height) {
    const { was } = this.bench;
    this.reader.hidden = !this.frame;
    if (!this.frame) return { nodes: emptyFan(width, height, this.bench), height };
    const frame = this.painted ?? this.frame;
    const second = this.frames[1];
    const before = was && was.key === undefined ? frameOf(was, this.unit(), { usualPace: null })?.bands["0.5"] : null;
    const drawn = fan(frame, {
      width, height, ticks: this.ticks, log: this.isLog(), xTicks: this.xTicks(width), was: second ? null : before,
      other: second ? { frame: second } : null, futures: this.futures(), lit: this.lit, names: this.bench.names(94),
    });
    this.drawn = drawn;
    const { box } = drawn;
    Object.assign(this.reader.style, { left: `${box.left}px`, top: `${box.top}px`, height: `${box.bottom - box.top}px`, right: "0px" });
    this.describeReader();
    const value = this.reading ?? null;
    if (this.lit !== undefined && this.futures()) return [...drawn.nodes, ...this.drawLit()];
    return value === null ? drawn.nodes : [...drawn.nodes, ...this.readout(value).nodes];
  }

  readout(value) {
    const { frame, drawn } = this;
    return readout(frame, { box: drawn.box, y: drawn.y, value, dots: frame.dots, whose: this.bench.state.b ? "A: " : "" });
  }

  /** What the reader of levels says to those who listen; it starts at the median. */
  describeReader() {
    const value = this.reading ?? this.frame.ends["0.5"] ?? this.ticks.at(-1);
    const said = { "aria-valuenow": value, "aria-valuemin": this.ticks[0], "aria-valuemax": this.ticks.at(-1), "aria-valuetext": this.readout(value).words };
    for (const [name, words] of Object.entries(said)) this.reader.setAttribute(name, words);
  }

  /** What was drawn of the uncertain beliefs in the future that is lit. */
  drawLit() {
    const { futures } = this.bench.shown.answer.screen;
    const scenario = this.bench.scenarios.a;
    const { box } = this.drawn;
    const names = rowNames(scenario).filter((name) => !scenario.parameters[name].is_point && Object.hasOwn(futures.inputs[this.lit], name));
    const end = this.frame.phrase(this.futures()[this.lit].path.at(-1));
    const lines = [`one future, ending at ${end}`, ...names.slice(0, LIT_BELIEFS).map((name) => `${this.bench.label(name)} ${this.bench.amount(name, futures.inputs[this.lit][name])}`)];
    return lines.map((said, index) => text(box.left + 10, box.top + 16 + 16 * index, said, { fill: "ink", weight: index ? 400 : 600, halo: "bg" }));
  }

  valueAt(pixel) {
    const { box } = this.drawn;
    return unscale(this.ticks[0], this.ticks.at(-1), box.bottom, box.top, this.isLog())(pixel);
  }

  readAt(event) {
    if (!this.drawn) return;
    const place = this.fan.plot.getBoundingClientRect();
    const [x, y] = [event.clientX - place.left, event.clientY - place.top];
    this.lit = this.nearestFuture(x, y);
    this.read(Math.max(this.ticks[0], Math.min(this.ticks.at(-1), this.valueAt(y))));
  }

  /** The future whose course passes nearest below or above a place in the picture. */
  nearestFuture(x, y) {
    const futures = this.futures();
    if (!futures) return undefined;
    const { times } = this.frame;
    const at = times.reduce((best, time, index) => (Math.abs(this.drawn.x(time) - x) < Math.abs(this.drawn.x(times[best]) - x) ? index : best), 0);
    const away = futures.map(({ path }) => (path[at] === null ? Infinity : Math.abs(this.drawn.y(path[at]) - y)));
    return away.indexOf(Math.min(...away));
  }

  readFocus() {
    if (this.frame && this.reader.matches(":focus-visible")) this.read(this.reading ?? this.frame.ends["0.5"] ?? this.ticks.at(-1));
  }

  readKey(event) {
    if (!this.frame) return;
    const [low, high] = [this.ticks[0], this.ticks.at(-1)];
    const step = (high - low) / 100;
    const now = this.reading ?? this.frame.ends["0.5"] ?? high;
    const to = { ArrowUp: now + step, ArrowDown: now - step, PageUp: now + 10 * step, PageDown: now - 10 * step, Home: low, End: high }[event.key];
    if (to === undefined) {
      if (event.key === "Escape") this.read(null);
      return;
    }
    event.preventDefault();
    this.read(Math.min(high, Math.max(low, to)));
  }

  read(value) {
    if (value === null && document.activeElement === this.reader && this.reader.matches(":focus-visible")) return;
    this.reading = value;
    if (value === null) this.lit = undefined;
    this.fan.paint();
  }

  drawStrip(width) {
    if (!this.frame || width > 520) return null;
    const frame = this.frame;
    const ticks = this.ticks;
    const height = 108;
    const position = scale(ticks[0], ticks.at(-1), 0, 1, this.isLog());
    return {
      height,
      nodes: [dotsAlong({
        values: frame.fewDots, quartiles: [frame.ends["0.25"], frame.ends["0.75"]], ticks, position, label: frame.label,
        width, height, colour: BLUE, curve: frame.curve, draws: frame.draws, unit: (value) => frame.label(value, false), each: "each dot: 1 in 20",
      })],
    };
  }

  spoken() {
    return this.frame ? `${this.sentence.textContent} Bands of outcomes over twelve months.` : "Nothing to see yet.";
  }

  fanRows() {
    const { frame } = this;
    if (!frame) return null;
    const heads = ["1 in 20 below", "1 in 4 below", "median", "3 in 4 below", "19 in 20 below"];
    const levels = ["0.05", "0.25", "0.5", "0.75", "0.95"];
    const months = [1, 2, 3, 4, 6, 9, 12];
    const place = (month) => frame.times.findIndex((time) => Math.abs(time * 12 - month) < 1e-6);
    return {
      caption: `Effective compute gained, ${this.fan.unit.textContent}`, head: ["months", ...heads],
      rows: months.filter((month) => place(month) >= 0).map((month) => [
        String(month), ...frame.numbers(levels.map((level) => (month === 12 ? frame.ends[level] : frame.bands[level][place(month)]))),
      ]),
    };
  }

  dotRows() {
    const { frame } = this;
    return frame && { caption: "Twenty equally likely outcomes", head: ["dot", "outcome"], rows: frame.numbers(frame.fewDots).map((said, index) => [String(index + 1), said]) };
  }

  showChips() {
    const { shown } = this.bench;
    const [ours, theirs] = [shown.answer, shown.other].map((answer) => answer && new Map(answer.screen.frequencies.map((each) => [each.name, each])));
    const made = [];
    const always = ["ceiling_reached_by_horizon", "singular_by_horizon"];
    const often = (name) => {
      const [a, b] = [ours.get(name), theirs?.get(name)];
      if (!theirs) return h("b", {}, a.words);
      const [, ours_, theirs_] = /^(\d+) in 100 \| (\d+) in 100$/.exec(`${a.words} | ${b?.words}`) ?? [];
      if (ours_) return h("b", {}, `A ${ours_}, B ${theirs_} in 100`);
      return [h("b", {}, "A ", a.words), ", ", h("b", {}, "B ", b ? b.words : "no answer")];
    };
    for (const name of [...always, "at_least_3_years_in_12mo", "at_least_10_years_in_12mo"]) {
      const found = [ours.get(name), theirs?.get(name)].filter(Boolean);
      if (!ours.get(name)) continue;
      const isEnding = always.includes(name);
      if (isEnding && !found.some((each) => each.share > 0)) continue;
      const kind = name === "singular_by_horizon" ? "chip is-warning" : "chip";
      made.push(h("li", { class: kind, "data-event": name, title: `± ${error(100 * (ours.get(name).mc_error ?? 0)).slice(1)} in 100` },
        isEnding ? icon(name === "singular_by_horizon" ? "diverging" : "ceiling") : null, h("span", {}, CHIPS[name](often(name), Boolean(theirs)))));
    }
    clear(this.chips, made);
  }

  showNotes() {
    const { shown } = this.bench;
    const { answer } = shown;
    const notes = [answer.screen.given_sentence, answer.screen.at_work_sentence].filter(Boolean).map((said) => h("p", {}, said));
    const warnings = [];
    const unresolved = answer.outcomes.unresolved + answer.outcomes.invalid;
    if (unresolved) warnings.push(h("p", { class: "warning" }, `${chance(unresolved / answer.provenance.draws, answer.provenance.draws)} could not be followed to the end; they are counted, not dropped.`));
    clear(this.notes, notes, warnings);
  }

  /** Which stated answer is shown: that of the unit looked at, else the headline's, else the first. */
  statedOne() {
    const { stated } = this.bench.shown.answer;
    const names = Object.keys(stated);
    const wanted = this.unit() === "years" ? "years_of_progress_12mo" : "oom_total_12mo";
    const name = names.includes(wanted) ? wanted : names[0];
    return name ? { name, ...stated[name] } : null;
  }

  showStated() {
    const { shown, state } = this.bench;
    const found = this.statedOne();
    this.stated.unit.textContent = !found ? "" : found.name === HEADLINE ? "OOM" : labelOf(shown.answer, found.name, found.unit);
    if (!found) {
      this.stated.say("Nobody has stated an answer to these beliefs. A scenario file can, under [stated]; it would stand here beside what is implied, and never change it.");
      clear(this.statedMore);
      this.stated.paint();
      return;
    }
    this.stated.say(`${state.b ? "A: " : ""}${gapSentence(found)}`);
    const others = Object.entries(shown.answer.stated).filter(([name, statement]) => name !== found.name && statement.implied?.["0.5"] !== undefined);
    const conflicts = shown.answer.beside.filter((pair) => pair.is_conflict);
    const lines = [
      ...conflicts.map((pair) => h("li", { class: "warning" }, `${capital(shown.answer.screen.labels.implied[pair.implied] ?? pair.implied)}: implied ${believed(pair.value)}, believed ${believed(pair.stated_median)}. They do not agree.`)),
      ...others.map(([name, statement]) => h("li", {}, `${labelOf(shown.answer, name, "1")}: stated ${quantity(statement.quantiles["0.5"], statement.unit)}, implied ${quantity(statement.implied["0.5"], statement.unit)} ${error(statement.mc_error["0.5"])}`)),
    ];
    clear(this.statedMore, lines.length ? h("ul", {}, lines) : []);
    this.stated.paint();
  }

  drawStated(width) {
    const { shown } = this.bench;
    const found = shown && this.statedOne();
    if (!found) return null;
    const implied = shown.answer.outputs[found.name]?.quantiles ?? found.implied;
    const values = [...Object.values(found.quantiles), ...["0.05", "0.25", "0.5", "0.75", "0.95"].map((level) => implied[level])].filter((value) => value !== null && value !== undefined);
    const ticks = roundAxis(Math.min(0, ...values), Math.max(...values));
    const stated = found.quantiles;
    const label = (tick, isLast) => (isLast ? joined(plain(tick), found.unit) : plain(tick));
    return statedAgainstImplied({ stated, implied, ticks, label, numbers: aligned }, { width });
  }

  statedRows() {
    const { shown } = this.bench;
    const found = shown && this.statedOne();
    if (!found) return null;
    const levels = Object.keys(found.quantiles);
    const row = (name, values) => [name, ...aligned(levels.map((level) => values[level]))];
    return {
      caption: `${labelOf(shown.answer, found.name, found.unit)}, stated and implied`, head: ["", ...levels.map((level) => `${number(100 * level, 3)} in 100 below`)],
      rows: [
        row("stated", found.quantiles), row("implied", found.implied), ["Monte-Carlo error", ...levels.map((level) => error(found.mc_error[level]))],
        ["implied outcomes below the stated", ...levels.map((level) => chance(found.share_below[level].value, countedDraws(shown.answer)))],
      ],
    };
  }

  showDrives() {
    const { state, insight } = this.bench;
    say(this.drives.name.firstChild, "");
    this.drives.name.firstChild.textContent = state.b ? "What explains the gap" : "What drives it";
    this.drives.say(state.b ? gapWords(insight.compare, this.bench) : drivesWords(insight.explain, this.bench));
    this.drives.paint();
  }

  drawDrives(width) {
    const { state, insight } = this.bench;
    if (state.b) {
      const found = insight.compare?.document;
      if (!found) return null;
      const rows = found.cruxes.slice(0, MOST_BARS).map((step) => ({ name: this.bench.label(step.belief), value: step.value }));
      const reach = Math.max(...rows.map((row) => Math.abs(row.value)), 0.01);
      return signedBars({ rows: rows.map((row) => ({ ...row, shown: toldSmall(row.value, reach < 1 ? 2 : 1) })), ticks: roundAxis(Math.min(0, ...rows.map((row) => row.value)), Math.max(0, ...rows.map((row) => row.value))), unit: found.output.unit }, { width });
    }
    const found = insight.explain?.document;
    if (!found || found.answer.value === null) return null;
    return tornado({ ...tornadoOf(found, this.bench), label: (tick, isLast) => (isLast ? joined(plain(tick), found.output.unit) : plain(tick)) }, { width });
  }

  drivesRows() {
    const { state, insight } = this.bench;
    if (state.b) {
      const found = insight.compare?.document;
      return found && { caption: "What each belief adds to the gap", head: ["belief", found.output.unit, "±"], rows: found.cruxes.map((step) => [this.bench.label(step.belief), fixed(step.value, 2), error(step.mc_error)]) };
    }
    const found = insight.explain?.document;
    return found && {
      caption: "The median with one belief at a time at its low and high end", head: ["belief", "low end", "median then", "high end", "median then"],
      rows: Object.entries(found.swing).map(([name, row]) => [this.bench.label(name), number(row.at_low, 3), number(row.low), number(row.at_high, 3), number(row.high)]),
    };
  }
}

/** Axes without a picture, and why there is none yet. */
function emptyFan(width, height, bench) {
  const words = bench.waitingWords;
  return [
    node("line", { x1: 40, x2: width - 122, y1: height - 24, y2: height - 24, stroke: "ctl" }),
    node("line", { x1: 40, x2: 40, y1: 40, y2: height - 24, stroke: "line" }),
    node("text", { x: 56, y: height / 2, "font-size": 14, fill: "ink2" }, words),
  ];
}
