// A belief as a row: name and value, a small density whose middle is a slider, what it says in words, how it is known.

import { button, freshId, h, say } from "./dom.js";
import { axisOf, density, domainOf, isLog, quantile } from "./chart_density.js";
import { believed, joined, unitWord } from "./words.js";
import { room, shifted, typed } from "./spelling.js";
import { node, redraw, widthOf } from "./svg.js";

const HEIGHT = 40;
const STEP = 0.01;
const PAGE = 0.1;

/** A value with its unit, as a row shows it. */
function valueOf(belief) {
  const middle = quantile(belief, 0.5);
  if (middle === null) return belief.none_means ? "none" : "∞";
  return belief.is_date ? middle.toFixed(1) : joined(believed(middle), belief.unit);
}

const shown = (value, belief) => (value === null ? "none" : belief.is_date ? value.toFixed(1) : believed(value));

/** What a belief says below its picture. */
function spreadOf(belief) {
  if (belief.is_point && quantile(belief, 0.5) === null) return belief.none_means ?? "without limit";
  if (belief.is_point) return "one value, nothing uncertain";
  return `half between ${shown(quantile(belief, 0.25), belief)} and ${shown(quantile(belief, 0.75), belief)}`;
}

/** One row. `actions` are those of the application; `side` says whose belief it is. */
export class Row {
  constructor(name, actions) {
    Object.assign(this, { name, actions, by: 0, dragging: false, domain: null });
    const labelId = freshId("belief");
    this.title = button("", () => actions.open(this.name), { class: "row-name", id: labelId, "aria-expanded": "false" });
    this.value = h("input", {
      class: "row-value", type: "text", inputmode: "decimal", spellcheck: "false", autocomplete: "off",
      on: {
        change: () => this.entered(),
        focus: () => this.value.select(),
        keydown: (event) => {
          if (event.key === "Escape") {
            this.fill();
            this.complain("");
          }
        },
      },
    });
    this.picture = h("div", { class: "row-picture" });
    this.knob = h("div", { class: "knob-hit", role: "slider", tabindex: "0", "aria-labelledby": labelId });
    this.plot = h("div", { class: "row-plot" }, this.picture, this.knob);
    this.words = h("span", { class: "row-words" });
    this.grade = h("span", { class: "row-grade" });
    this.problem = h("p", { class: "field-problem", hidden: true, role: "alert" });
    this.body = h("div", { class: "row-body" }, this.plot, h("div", { class: "row-foot" }, this.words, this.grade));
    this.room = h("div", { class: "row-editor" });
    this.box = h("li", { class: "row", "data-belief": name }, h("div", { class: "row-head" }, this.title, this.value), this.problem, this.body, this.room);
    this.listen();
    this.width = 0; // as the browser says it: to ask would lay the page out anew at each step of a hand
    new ResizeObserver(([{ contentRect }]) => {
      this.width = Math.floor(contentRect.width);
      if (this.belief) this.draw();
    }).observe(this.plot);
  }

  /** Shows a belief; the domain of its axis stays while a hand is on it. */
  show(belief, { preset, isChanged, isOpen, isShrunk, doubt }) {
    Object.assign(this, { preset, isChanged });
    if (!this.dragging) {
      this.belief = belief;
      this.by = 0;
      this.domain = domainOf(preset && preset !== belief ? [belief, preset] : [belief]);
    }
    say(this.title, belief.label);
    this.title.setAttribute("aria-expanded", String(isOpen));
    if (document.activeElement !== this.value || this.dragging) this.fill();
    this.value.setAttribute("aria-label", `${belief.label}, middle value${unitWord(belief.unit) ? `, in ${unitWord(belief.unit)}` : ""}`);
    say(this.words, doubt ? `beyond the plausible ${shown(belief.plausible[0], belief)} to ${shown(belief.plausible[1], belief)}` : spreadOf(belief));
    this.words.classList.toggle("is-doubtful", Boolean(doubt));
    this.words.title = doubt ?? "";
    say(this.grade, isChanged ? "changed by you" : belief.evidence);
    this.box.classList.toggle("is-changed", isChanged);
    this.box.classList.toggle("is-point", Boolean(belief.is_point));
    this.body.hidden = isOpen || isShrunk;
    this.box.classList.toggle("is-open", isOpen);
    this.draw();
  }

  /** The value in its field, which is as wide as it is long. */
  fill() {
    this.value.value = this.movedValue();
    this.value.style.width = `${Math.ceil(widthOf(this.value.value, 16, 600)) + 14}px`;
  }

  movedValue() {
    const middle = quantile(this.belief, 0.5);
    if (!this.by || middle === null) return valueOf(this.belief);
    const at = isLog(this.belief) ? middle * Math.exp(this.by) : middle + this.by;
    return this.belief.is_date ? at.toFixed(1) : joined(believed(at), this.belief.unit);
  }

  draw() {
    const { width } = this;
    if (!width || !this.domain) return;
    const height = this.belief.is_point ? 24 : HEIGHT;
    const tree = node(
      "svg", { viewBox: `0 0 ${width} ${height}`, width, height, "aria-hidden": "true" },
      density(this.belief, { domain: this.domain, width, height, by: this.by, ghost: this.isChanged ? this.preset : null }),
    );
    redraw(this.picture, tree);
    const middle = quantile(this.belief, 0.5);
    this.knob.hidden = middle === null;
    if (middle === null) return;
    const at = isLog(this.belief) ? middle * Math.exp(this.by) : middle + this.by;
    this.knob.style.left = `${axisOf(this.domain, width).x(at)}px`;
    this.knob.style.top = `${height - 10}px`;
    this.knob.setAttribute("aria-valuemin", this.domain.low);
    this.knob.setAttribute("aria-valuemax", this.domain.high);
    this.knob.setAttribute("aria-valuenow", at);
    this.knob.setAttribute("aria-valuetext", `half above ${this.movedValue()}`);
  }

  own(value) {
    return isLog(this.belief) ? Math.log(value) : value;
  }

  /** Moves the whole belief, within what the hard bounds leave. */
  move(by, { settled }) {
    const [down, up] = room(this.start ?? this.belief);
    this.by = Math.min(up, Math.max(down, by));
    this.fill();
    this.draw();
    this.actions.set(this.name, shifted(this.start ?? this.belief, this.by), { settled });
  }

  listen() {
    let from = null;
    let left = 0;
    const at = (event) => event.clientX - left;
    const ownAt = (event) => this.own(Math.max(axisOf(this.domain, this.width).value(at(event)), this.domain.log ? 1e-300 : -Infinity));
    this.plot.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || quantile(this.belief, 0.5) === null) return;
      this.plot.setPointerCapture(event.pointerId);
      ({ left } = this.plot.getBoundingClientRect());
      Object.assign(this, { dragging: true, start: this.belief });
      from = { pixel: at(event), own: ownAt(event), hasMoved: false };
      this.knob.focus({ preventScroll: true });
      event.preventDefault();
    });
    this.plot.addEventListener("pointermove", (event) => {
      if (!from) return;
      if (!from.hasMoved && Math.abs(at(event) - from.pixel) < 2) return;
      from.hasMoved = true;
      this.move(ownAt(event) - from.own, { settled: false });
    });
    const release = (event) => {
      if (!from) return;
      const { hasMoved, own } = from;
      from = null;
      const by = hasMoved ? this.by : event.type === "pointerup" ? own - this.own(quantile(this.start, 0.5)) : 0;
      if (by) this.move(by, { settled: true });
      Object.assign(this, { dragging: false, start: null });
    };
    this.plot.addEventListener("pointerup", release);
    this.plot.addEventListener("pointercancel", release);
    this.knob.addEventListener("keydown", (event) => this.key(event));
  }

  key(event) {
    const span = this.own(this.domain.high) - this.own(Math.max(this.domain.low, this.domain.log ? 1e-300 : -Infinity));
    const middle = this.own(quantile(this.belief, 0.5));
    const steps = {
      ArrowRight: STEP * span, ArrowUp: STEP * span, ArrowLeft: -STEP * span, ArrowDown: -STEP * span,
      PageUp: PAGE * span, PageDown: -PAGE * span,
      Home: this.own(this.domain.low) - middle, End: this.own(this.domain.high) - middle,
    };
    if (!Object.hasOwn(steps, event.key)) return;
    event.preventDefault();
    this.start = null;
    this.move(steps[event.key], { settled: true });
  }

  entered() {
    const meant = typed(this.value.value, this.belief);
    if (meant.problem) {
      this.complain(meant.problem);
      return;
    }
    this.complain("");
    if (meant.none) this.actions.set(this.name, "none", { settled: true });
    else if (meant.number !== undefined) {
      const middle = quantile(this.belief, 0.5);
      const canMove = middle !== null && (!isLog(this.belief) || meant.number > 0);
      this.start = null;
      if (canMove) this.move(this.own(meant.number) - this.own(middle), { settled: true });
      else this.actions.set(this.name, meant.number, { settled: true });
    } else this.actions.set(this.name, `${meant.low} to ${meant.high}`, { settled: true });
  }

  complain(words) {
    say(this.problem, words);
    this.problem.hidden = !words;
    this.value.setAttribute("aria-invalid", String(Boolean(words)));
  }
}
