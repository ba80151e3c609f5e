// What is taken as given: conditions as on the command line, typed below the beliefs, each with what is wrong at its field.

import { Refused, Unreachable, post } from "./api.js";
import { button, clear, freshId, h, icon, say } from "./dom.js";
import { countedDraws } from "./frames.js";
import { source } from "./store.js";
import { chance, count, countOfDraws } from "./words.js";

const NO_LIMIT = "none";

/** What a side takes as given as texts; limits as the command line says them. */
export function conditionsOf(given) {
  if (Array.isArray(given)) return given;
  return Object.entries(given).map(([name, limits]) => (limits === NO_LIMIT ? `${name} ${NO_LIMIT}`
    : `${name} ${Object.entries(limits).map(([side, value]) => `${side} ${value}`).join(" and ")}`));
}

/** Whether all of it can be said as texts: a limit taken away cannot. */
const isSayable = (given) => Array.isArray(given) || !Object.values(given).includes(NO_LIMIT);

export class Given {
  constructor(bench) {
    this.bench = bench;
    const id = freshId("given");
    this.list = h("ul", { class: "given-list" });
    this.input = h("input", {
      id, type: "text", class: "wide", spellcheck: "false", autocomplete: "off", autocapitalize: "off", placeholder: "initial_speedup > 20",
      "aria-describedby": `${id}-problem ${id}-hint`,
      on: { keydown: (event) => event.key === "Escape" && this.forget() },
    });
    this.problem = h("p", { id: `${id}-problem`, class: "field-problem", role: "alert", hidden: true });
    this.hint = h("p", { id: `${id}-hint`, class: "hint" });
    const form = h("form", { class: "given-row", on: { submit: (event) => {
      event.preventDefault();
      this.add();
    } } }, this.input, h("button", { type: "submit" }, "Add"));
    this.box = h("section", { class: "taken-as-given" }, h("label", { for: id, class: "given-name" }, "Taken as given"), this.list, form, this.problem, this.hint);
    this.show();
  }

  get side() {
    return this.bench.state[this.bench.state.active];
  }

  /** The conditions of the side whose beliefs are moved, and how many draws they leave. */
  show() {
    this.showList(conditionsOf(this.side.given));
    const { shown, state } = this.bench;
    const place = shown?.letters.indexOf(state.active);
    const answer = place ? shown?.others[place - 1] : shown?.answer;
    if (shown?.asked.isMoving) return;
    const given = answer?.given;
    say(this.hint, given
      ? `${count(Math.round(given.effective_sample_size))} of ${countOfDraws(answer.provenance.draws)} count (effective), a chance of ${chance(given.share, answer.provenance.draws)}.`
      : `All ${answer ? countOfDraws(countedDraws(answer)) : "draws"} count. A condition on any belief or result keeps those in which it holds.`);
  }

  /** The conditions, each with a way to take it back; made anew only where they differ, since a hand may be on one. */
  showList(conditions) {
    const said = JSON.stringify(conditions);
    if (said === this.listed) return;
    this.listed = said;
    clear(this.list, conditions.map((one, index) => h("li", {}, h("code", {}, one),
      button(icon("close"), () => this.remove(index), { class: "quiet icon-button", "aria-label": `No longer given: ${one}` }))));
    this.list.hidden = !conditions.length;
  }

  /** Takes what is typed as given, once the server can read it. */
  async add() {
    const said = this.input.value.trim();
    if (!said) return;
    const { side } = this;
    if (!isSayable(side.given)) {
      this.complain("expected no limit that is taken away by this link; remove that first");
      return;
    }
    const given = [...conditionsOf(side.given), said];
    try {
      await post("/api/check", source({ ...side, given }));
    } catch (problem) {
      if (!(problem instanceof Refused || problem instanceof Unreachable)) throw problem;
      this.complain(problem.message);
      return;
    }
    this.forget();
    this.bench.changes.setGiven(given);
  }

  remove(index) {
    const { given } = this.side;
    const rest = Array.isArray(given) ? given.filter((_, each) => each !== index) : Object.fromEntries(Object.entries(given).filter((_, each) => each !== index));
    this.complain("");
    this.bench.changes.setGiven(Array.isArray(rest) && !rest.length ? {} : rest);
    this.input.focus();
  }

  forget() {
    this.input.value = "";
    this.complain("");
  }

  complain(words) {
    say(this.problem, words);
    this.problem.hidden = !words;
    this.input.setAttribute("aria-invalid", String(Boolean(words)));
  }

  /** Whether a refusal is about what is given; it is then told here. */
  hears(problem) {
    const isAbout = /\bgiven\b/.test(problem.field) || (problem.code === "run" && conditionsOf(this.side.given).length > 0);
    if (isAbout) this.complain(problem.message);
    return isAbout;
  }
}
