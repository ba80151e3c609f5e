// What drives an answer, or what makes the gap between two: asked once the answer stands, dropped when it changes.

import { Refused, Unreachable, isCalledOff, post } from "./api.js";
import { HEADLINE } from "./frames.js";
import { source } from "./store.js";

const QUIET = 250; // milliseconds after an answer before it is asked what drives it
const DRAWS = { explain: 4_000, compare: 2_000 }; // a few seconds' work; each number carries its error

export class Why {
  /** `show` is called when there is something new in `found`, by kind: {}, {document} or {problem}. */
  constructor(show) {
    Object.assign(this, { show, found: {}, timer: null, controller: null });
  }

  drop() {
    this.controller?.abort();
    clearTimeout(this.timer);
    this.found = {};
  }

  /** Asks `wanted`, explain or compare, about an answer of a state, unless that is known or asked already. */
  ask(wanted, state, about = { output: HEADLINE }) {
    clearTimeout(this.timer);
    if (this.found[wanted]) return;
    this.timer = setTimeout(() => this.work(wanted, state, about), QUIET);
  }

  /** Says why `wanted` is not asked. */
  leave(wanted, problem) {
    if (this.found[wanted]) return;
    this.found[wanted] = { problem };
    this.show();
  }

  async work(wanted, state, about) {
    this.controller?.abort();
    this.controller = new AbortController();
    const { signal } = this.controller;
    const found = (this.found[wanted] = {});
    this.show();
    const size = { draws: DRAWS[wanted], seed: state.seed, ...about };
    const asked = wanted === "explain" ? { ...source(state.a), ...size } : { scenarios: [source(state.a), source(state.b)], ...size };
    try {
      found.document = await post(`/api/${wanted}`, asked, { signal, place: true });
    } catch (problem) {
      if (isCalledOff(problem)) return;
      if (!(problem instanceof Refused || problem instanceof Unreachable)) throw problem;
      found.problem = problem.message;
    }
    if (this.found[wanted] === found) this.show();
  }
}
