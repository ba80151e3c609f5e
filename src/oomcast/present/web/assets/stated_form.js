// Three fields in which a person states the answer: a quarter below, even odds, a quarter above.

import { button, freshId, h, say } from "./dom.js";
import { typed } from "./spelling.js";
import { believed, unitWord } from "./words.js";

const KEYS = ["p25", "p50", "p75"];
const LEVELS = { p25: "0.25", p50: "0.5", p75: "0.75" };
const NAMES = { p25: "1 in 4 below", p50: "even odds", p75: "1 in 4 above" };
const MADE_HERE = { source: "stated in the workbench", evidence: "elicited" };

/** The fields, filled with what is stated, or else with what is implied, to be overwritten. */
export function statedForm(panel) {
  const inputs = Object.fromEntries(KEYS.map((key) => [key, h("input", {
    id: freshId("stated"), type: "text", inputmode: "decimal", autocomplete: "off", spellcheck: "false",
    on: { change: () => apply(), keydown: (event) => escape(event) },
  })]));
  const unit = h("span", { class: "editor-unit" });
  const problem = h("p", { class: "field-problem", role: "alert", hidden: true });
  const back = button("Take it back", () => state(null), { class: "quiet" });
  const done = button("Done", () => panel.toggle(), { class: "quiet" });
  const box = h("div", { class: "stated-form", role: "group", "aria-label": "State the answer yourself" },
    h("div", { class: "editor-fields" }, KEYS.map((key) => h("div", { class: "editor-field" }, h("label", { for: inputs[key].id }, NAMES[key]), inputs[key])), unit),
    problem, h("div", { class: "editor-buttons" }, back, done));

  const name = () => panel.wanted;
  const output = () => panel.answer.outputs[name()];

  function escape(event) {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    panel.toggle();
  }

  function complain(words, key = null) {
    say(problem, words);
    problem.hidden = !words;
    for (const each of KEYS) inputs[each].setAttribute("aria-invalid", String(each === key));
  }

  /** Reads all three; the first that makes no sense is told, and what was stated before stays. */
  function apply() {
    const about = { unit: output().unit, lower: null, upper: null, none_means: null };
    const values = {};
    for (const key of KEYS) {
      const meant = typed(inputs[key].value, about);
      if (meant.number === undefined) return complain(meant.problem ?? "Expected one number.", key);
      values[key] = meant.number;
    }
    for (const [low, high] of [["p25", "p50"], ["p50", "p75"]]) {
      if (values[low] >= values[high]) return complain(`Expected more than ${believed(values[low])} for “${NAMES[high]}”, got ${believed(values[high])}.`, high);
    }
    complain("");
    return state({ ...values, ...MADE_HERE });
  }

  /** States it, or takes it back (null), and shows that at once: the server's answer changes no implied number. */
  function state(statement) {
    panel.bench.changes.setStated(name(), statement);
    panel.show();
  }

  function show() {
    say(unit, unitWord(output().unit));
    const here = panel.typed(name());
    back.disabled = !here;
    if (box.contains(document.activeElement) && document.activeElement.tagName === "INPUT") return;
    const found = here ?? panel.answer.stated[name()]?.quantiles ?? {};
    const { quantiles } = output();
    for (const key of KEYS) {
      const value = found[LEVELS[key]] ?? quantiles[LEVELS[key]];
      inputs[key].value = value === null || value === undefined ? "" : believed(Number(value.toPrecision(here ? 6 : 2)));
    }
  }

  show();
  return { box, show, focus: () => inputs.p25.select() };
}
