// What would have to be believed for the stated answer to follow: asked for, in a sentence, and belief by belief.

import { button, h, say } from "./dom.js";
import { Refused, Unreachable, isCalledOff, post } from "./api.js";
import { Figure } from "./figure.js";
import { moves } from "./chart_moves.js";
import { source } from "./store.js";
import { aligned, error, number } from "./words.js";

const MOST_ROWS = 6;
const LEVELS = ["0.05", "0.25", "0.5", "0.75", "0.95"];

export class StatedMoves {
  constructor(bench) {
    Object.assign(this, { bench, found: null, about: null });
    this.ask = button("What would have to change?", () => this.work(), { class: "link" });
    this.words = h("p", { class: "figure-message", role: "status" });
    this.figure = new Figure({
      name: "What would have to be believed", level: 3, draw: (width) => this.draw(width), rows: () => this.rows(), summary: () => this.words.textContent,
    });
    this.remark = h("p", { class: "hint" });
    this.result = h("div", { class: "stated-moves", hidden: true }, this.words, this.figure.box, this.remark);
    this.box = h("div", {}, this.ask, this.result);
  }

  /** Shows what was found about this stated answer of this letter; what was found about another is gone. */
  show(stated, letter) {
    const side = this.bench.state[letter];
    const isSame = this.about && this.about.side === side && this.about.name === stated?.name;
    this.now = { side, name: stated?.name };
    if (!isSame) {
      this.controller?.abort();
      Object.assign(this, { found: null, about: null });
    }
    this.ask.hidden = !stated || isSame;
    this.result.hidden = !isSame;
  }

  async work() {
    this.about = this.now;
    const { side, name } = this.about;
    this.controller?.abort();
    this.controller = new AbortController();
    this.ask.hidden = true;
    this.result.hidden = false;
    this.figure.box.hidden = true;
    say(this.words, "Weighing worlds until the stated answer follows.");
    say(this.remark, "");
    try {
      const asked = { ...source(side), seed: this.bench.state.seed, outputs: [name] };
      const found = await post("/api/reconcile", asked, { signal: this.controller.signal, place: true });
      if (this.about?.side !== side) return;
      this.found = found;
      this.tell();
    } catch (problem) {
      if (isCalledOff(problem)) return;
      if (!(problem instanceof Refused || problem instanceof Unreachable)) throw problem;
      say(this.words, problem.message);
    }
  }

  label(name) {
    return this.found.screen.labels[name] ?? this.bench.label(name);
  }

  /** The finding in words, with the names that the rows have. */
  tell() {
    const { found } = this;
    const { screen } = found;
    const [most] = Object.keys(found.beliefs);
    const able = Object.keys(screen.alone);
    const said = found.possible && most
      ? [`The beliefs together would have to change by ${number(found.bits)} bits ${error(found.bits_mc_error)}; most of all ${this.label(most).toLowerCase()}: ${screen.moves[most]}.`]
      : [screen.sentence];
    if (found.possible) said.push(able.length ? `${able.map((name) => this.label(name)).join(", ")} could do it alone.` : "No single belief could do it alone.");
    say(this.words, said.join(" "));
    this.figure.box.hidden = !found.possible;
    const certain = found.certain.map((name) => this.label(name).toLowerCase());
    say(this.remark, ["1 bit is what the toss of a coin tells. The smallest change is no advice which belief to change.",
      certain.length ? `Single values cannot move: ${certain.join(", ")}.` : ""].filter(Boolean).join(" "));
    if (found.possible) this.figure.paint();
  }

  draw(width) {
    if (!this.found?.possible) return null;
    const rows = Object.entries(this.found.beliefs).slice(0, MOST_ROWS).map(([name, move]) => ({ name: this.label(name), ...move }));
    return moves(rows, { width });
  }

  rows() {
    return this.found && {
      caption: "Quantiles as believed, and as they would have to be", head: ["", "", "p05", "p25", "p50", "p75", "p95", "bits"],
      rows: Object.entries(this.found.beliefs).flatMap(([name, move]) => ["before", "after"].map((when) => [
        when === "before" ? this.label(name) : "", when === "before" ? "believed" : "would be", ...aligned(LEVELS.map((level) => move[when][level])),
        when === "after" ? `${number(move.bits)} ${error(move.bits_mc_error)}` : "",
      ])),
    };
  }
}
