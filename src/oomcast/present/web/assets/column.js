// The column of beliefs: whose they are, a file that could not be understood, and the rows of the side that is moved.

import { clear, h } from "./dom.js";
import { Beliefs } from "./beliefs.js";
import { fileProblem } from "./files.js";
import { Given } from "./given.js";
import { showWhose } from "./whose.js";

export class Column {
  constructor(bench) {
    this.bench = bench;
    const { changes, reading } = bench;
    this.whose = h("div", { class: "whose" });
    this.fileBox = h("div", { class: "file-box", hidden: true });
    this.rows = new Beliefs({
      set: (name, spelling, how) => changes.setBelief(name, spelling, how), reset: (name) => changes.resetBelief(name),
      others: (name) => reading.others(name, { than: bench.side.scenario }), switchOn: (part, opener) => changes.switchOn(part, opener),
      choose: (name, option) => changes.choose(name, option),
    });
    this.given = new Given(bench);
    this.complained = null;
    clear(document.getElementById("beliefs"), h("h2", { class: "visually-hidden" }, "Beliefs"), this.whose, this.fileBox, this.rows.box, this.given.box);
  }

  /** The rows have nothing to do with those of another scenario. */
  reset() {
    this.rows.reset();
  }

  /** Shows the side that is moved; `answered` is the state that the server has answered to. */
  show(answered = this.bench.state) {
    const { state, scenarios, bases } = this.bench;
    const { active } = state;
    showWhose(this.bench, this.whose);
    this.given.show();
    const scenario = scenarios[active];
    if (!scenario) return;
    if (this.shown !== active) this.reset();
    this.shown = active;
    this.rows.show(scenario, { preset: bases[active], set: state[active].set, answered: answered[active]?.set ?? {} });
  }

  /** Shows beliefs as the server has drawn them anew, of the side that was moved when it was asked. */
  renew(scenario, { names, asked }) {
    const { state, bases } = this.bench;
    const { active } = state;
    this.rows.show(scenario, { preset: bases[active], set: state[active].set, answered: asked.state[active].set, changed: names });
  }

  /** Says at the row of a belief, or at what is taken as given, what is wrong with it; whether there is such a place. */
  complain(problem) {
    const { state, scenarios } = this.bench;
    const name = (problem.field ?? "").split(".").find((part) => scenarios[state.active]?.parameters[part]);
    this.complained = name ?? null;
    return name ? this.rows.complain(name, problem.message) : this.given.hears(problem);
  }

  clearComplaint() {
    if (this.complained) this.rows.complain(this.complained, "");
    this.complained = null;
    this.given.complain("");
  }

  /** Shows the text of a file that could not be understood, and where. */
  showFile(side, { name, text, problem }) {
    this.fileBox.hidden = false;
    clear(this.fileBox, fileProblem(this.bench, side, { name, text, problem }, () => this.hideFile()));
  }

  hideFile() {
    clear(this.fileBox);
    this.fileBox.hidden = true;
  }
}
