// The beliefs as rows: those of the first tier, below them what may be spoken of as well, and the editor of one.

import { button, clear, freshId, h } from "./dom.js";
import { editor } from "./editor.js";
import { Row } from "./row.js";

const MOST_ROWS = 8;

/** The names of the rows to show: uncertain beliefs of the first tier, then single values, in the order of the model. */
export function rowNames(scenario) {
  const core = scenario.core.filter((name) => Object.hasOwn(scenario.parameters, name));
  const [spread, points] = [[], []];
  for (const name of core) (scenario.parameters[name].is_point ? points : spread).push(name);
  return [...spread, ...points];
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
