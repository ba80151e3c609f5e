// The beliefs as rows: name and value, a small density whose middle is a slider, what it says in words, how it is known.

import { button, clear, freshId, h, say } from "./dom.js";
import { axisOf, density, domainOf, isLog, quantile } from "./chart_density.js";
import { believed, joined, unitWord } from "./words.js";
import { room, shifted, typed } from "./spelling.js";
import { node, toDom, widthOf } from "./svg.js";
import { editor } from "./editor.js";

const HEIGHT = 40;
const STEP = 0.01;
const PAGE = 0.1;
export const MOST_ROWS = 8;

/** A value with its unit, as a row shows it. */
export function valueOf(belief) {
  const middle = quantile(belief, 0.5);
  if (middle === null) return belief.none_means ? "none" : "∞";
  return belief.is_date ? middle.toFixed(1) : joined(believed(middle), belief.unit);
}

const shown = (value, belief) => (value === null ? "none" : belief.is_date ? value.toFixed(1) : believed(value));

/** What a belief says below its picture. */
export function spreadOf(belief) {
  if (belief.is_point && quantile(belief, 0.5) === null) return belief.none_means ?? "without limit";
  if (belief.is_point) return "one value, nothing uncertain";
  return `half between ${shown(quantile(belief, 0.25), belief)} and ${shown(quantile(belief, 0.75), belief)}`;
}

/** The names of the rows to show: uncertain beliefs of the first tier, then single values, in the order of the model. */
export function rowNames(scenario) {
  const core = scenario.core.filter((name) => Object.hasOwn(scenario.parameters, name));
  const [spread, points] = [[], []];
  for (const name of core) (scenario.parameters[name].is_point ? points : spread).push(name);
  return [...spread, ...points];
}

/** One row. `actions` are those of the application; `side` says whose belief it is. */
class Row {
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
    new ResizeObserver(() => this.belief && this.draw()).observe(this.plot);
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
    const width = this.plot.clientWidth;
    if (!width || !this.domain) return;
    const height = this.belief.is_point ? 24 : HEIGHT;
    const tree = node(
      "svg", { viewBox: `0 0 ${width} ${height}`, width, height, "aria-hidden": "true" },
      density(this.belief, { domain: this.domain, width, height, by: this.by, ghost: this.isChanged ? this.preset : null }),
    );
    clear(this.picture, toDom(tree));
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
    const at = (event) => event.clientX - this.plot.getBoundingClientRect().left;
    const ownAt = (event) => this.own(Math.max(axisOf(this.domain, this.plot.clientWidth).value(at(event)), this.domain.log ? 1e-300 : -Infinity));
    this.plot.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || quantile(this.belief, 0.5) === null) return;
      this.plot.setPointerCapture(event.pointerId);
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

/** The column of beliefs of one scenario. */
export class Beliefs {
  constructor(actions) {
    this.actions = actions;
    this.rows = new Map();
    this.open = null;
    this.unfolded = new Set();
    this.list = h("ul", { class: "rows" });
    this.more = h("div", { class: "deeper" });
    this.box = h("div", { class: "belief-rows" }, this.list, this.more);
  }

  /** Whose beliefs these are; the rows of another side have nothing to do with them. */
  reset() {
    this.rows.clear();
    this.open = null;
  }

  toggle(name) {
    this.open = this.open === name ? null : name;
    this.show(this.last.scenario, this.last);
    const row = this.rows.get(name);
    if (this.open) row?.room.querySelector("[data-first]")?.focus({ preventScroll: true });
    row?.box.scrollIntoView({ block: "nearest" });
  }

  row(name) {
    if (!this.rows.has(name)) this.rows.set(name, new Row(name, { ...this.actions, open: (which) => this.toggle(which) }));
    return this.rows.get(name);
  }

  /** Shows a scenario, of which `preset` is the state before any change and `set` what was replaced. */
  show(scenario, { preset, set, answered = set, changed = null }) {
    this.last = { scenario, preset, set, answered };
    const names = rowNames(scenario);
    const first = names.slice(0, MOST_ROWS);
    const rest = names.slice(MOST_ROWS);
    const others = Object.keys(scenario.parameters).filter((name) => !scenario.core.includes(name));
    const here = new Set([...first, ...(this.unfolded.has("rest") ? rest : []), ...(this.unfolded.size ? others : [])]);
    if (this.open && !Object.hasOwn(scenario.parameters, this.open)) this.open = null;
    if (this.open) here.add(this.open);
    for (const name of here) {
      if (!Object.hasOwn(scenario.parameters, name)) continue;
      // What a hand has moved on since is shown where the hand is, until the server has answered to that.
      const isOld = answered[name] !== set[name];
      if (this.rows.get(name)?.belief && (isOld || (changed && !changed.includes(name)))) continue;
      const row = this.row(name);
      const isOpen = this.open === name;
      row.show(scenario.parameters[name], {
        preset: preset?.parameters[name], isChanged: Object.hasOwn(set, name), isOpen, isShrunk: this.open !== null && !isOpen,
        doubt: scenario.warnings.find((said) => said.startsWith(`${name} `)),
      });
      if (isOpen && !row.editor) {
        row.editor = editor(row.belief, this.actions, { name, onClose: () => this.toggle(name) });
        clear(row.room, row.editor.box);
      } else if (!isOpen && row.editor) {
        row.editor = null;
        clear(row.room);
      }
      row.editor?.show(scenario.parameters[name], { preset: preset?.parameters[name], isChanged: Object.hasOwn(set, name) });
    }
    if (changed) return;
    const wanted = [...first, ...(this.unfolded.has("rest") || rest.includes(this.open) ? rest : [])].map((name) => this.row(name).box);
    if (wanted.length !== this.list.children.length || wanted.some((box, index) => this.list.children[index] !== box)) clear(this.list, wanted);
    this.showDeeper(scenario, rest);
  }

  complain(name, words) {
    const row = this.rows.get(name);
    if (!row) return false;
    if (row.editor) row.editor.complain(words);
    else row.complain(words);
    return true;
  }

  /** What lies below the rows: the beliefs that had no room, and what may be spoken of as well. */
  showDeeper(scenario, rest) {
    const folds = [];
    if (rest.length && !rest.includes(this.open)) folds.push(this.fold("rest", `${rest.length} more belief${rest.length > 1 ? "s" : ""} of this tier`, () => []));
    for (const [tier, title] of [[2, "Where the first speed-up comes from"], [3, "What else may matter"]]) {
      const parts = scenario.mechanisms_known.filter((part) => part.tier === tier);
      const choices = scenario.choices.filter((choice) => choiceTier(choice) === tier);
      if (!parts.length) continue;
      const adds = new Set(parts.flatMap((part) => Object.keys(part.parameters))).size;
      const atWork = parts.filter((part) => part.present).length;
      const words = `${title}, adds ${adds}${atWork ? ` (${atWork} at work)` : ""}`;
      folds.push(this.fold(`tier-${tier}`, words, () => this.parts(scenario, parts, choices)));
    }
    clear(this.more, folds);
  }

  fold(key, words, fill) {
    const isOpen = this.unfolded.has(key);
    const id = freshId("fold");
    const opener = button([h("span", { class: "fold-mark", "aria-hidden": "true" }, isOpen ? "–" : "+"), words], () => {
      if (isOpen) this.unfolded.delete(key);
      else this.unfolded.add(key);
      this.show(this.last.scenario, this.last);
      this.more.querySelector(`[data-fold="${key}"]`)?.focus();
    }, { class: "fold", "aria-expanded": String(isOpen), "aria-controls": id, "data-fold": key });
    return h("div", { class: "fold-box" }, opener, h("div", { id }, isOpen ? fill() : []));
  }

  parts(scenario, parts, choices) {
    const rowsOf = (names) => names.filter((name) => Object.hasOwn(scenario.parameters, name)).map((name) => this.row(name).box);
    const known = (part) => Object.keys(part.parameters);
    const shownAlready = new Set(scenario.core);
    return [
      ...parts.map((part) => {
        const names = known(part).filter((name) => !shownAlready.has(name));
        for (const name of names) shownAlready.add(name);
        return h(
          "section", { class: "part" },
          h("div", { class: "part-head" },
            h("span", { class: "part-title" }, part.title),
            part.present
              ? h("span", { class: "part-state" }, "at work")
              : button("Switch on", (event) => this.actions.switchOn(part, event.currentTarget), { class: "quiet" })),
          part.present ? h("ul", { class: "rows" }, rowsOf(names)) : h("p", { class: "part-adds" }, `adds ${known(part).length}: ${known(part).map((name) => scenario.parameters_known[name].label).join(", ")}`),
        );
      }),
      ...choices.map((choice) => h(
        "label", { class: "choice" }, h("span", {}, choice.title),
        h("select", { on: { change: (event) => this.actions.choose(choice.name, event.target.value) } },
          choice.options.map((option) => h("option", { value: option.name, selected: option.name === choice.chosen }, option.title))),
        ...rowsOf(choice.options.find((option) => option.name === choice.chosen)?.parameters.filter((name) => !shownAlready.has(name)) ?? []),
      )),
    ];
  }
}

const choiceTier = (choice) => Math.max(2, Math.min(...choice.options.map((option) => option.tier)));
