// What a person does to what is believed: each change is a new state, set against the picture before it.

import { Refused, post } from "./api.js";
import { lettersOf, sideOf, sidesInOrder, source } from "./store.js";
import { count } from "./words.js";

const LARGEST_FILE = 1_048_576;

export class Changes {
  constructor(bench) {
    Object.assign(this, { bench, isMoving: false });
  }

  /** Another state of the side that is moved; changes of one name soon after each other are one. */
  changeSide(part, merge = null) {
    const { bench } = this;
    bench.was = bench.settledAnswer;
    bench.store.change({ [bench.state.active]: { ...bench.side, ...part } }, { merge });
  }

  setBelief(name, spelling, { settled, merge = null }) {
    if (!this.isMoving) {
      this.isMoving = true;
      this.bench.was = this.bench.settledAnswer;
    }
    const side = { ...this.bench.side, set: { ...this.bench.side.set, [name]: spelling } };
    this.bench.store.change({ [this.bench.state.active]: side }, { settled, merge: merge ?? name });
  }

  resetBelief(name) {
    if (!Object.hasOwn(this.bench.side.set, name)) return;
    const { [name]: _, ...set } = this.bench.side.set;
    this.changeSide({ set });
  }

  async switchOn(part, opener) {
    const { side } = this.bench;
    opener.disabled = true;
    try {
      const reference = await this.bench.reading.preset("reference-full");
      const names = Object.keys(part.parameters);
      const known = names.find((name) => part.parameters[name] === null && reference?.parameters[name]?.spelled !== undefined);
      const name = known ?? names.find((each) => part.parameters[each] !== null) ?? names[0];
      const spelling = known ? reference.parameters[known].spelled : part.parameters[name] ?? "none";
      const set = { ...side.set, [name]: spelling };
      await post("/api/check", source({ ...side, set }));
      this.changeSide({ set });
    } catch (problem) {
      this.bench.fail(problem);
      opener.disabled = false;
    }
  }

  choose(name, option) {
    this.changeSide({ structure: { ...this.bench.side.structure, [name]: option } });
  }

  backToPreset() {
    this.changeSide({ set: {}, structure: {}, given: {}, stated: {} });
  }

  choosePreset(side, preset) {
    this.bench.was = side === "a" && !this.bench.state.b ? this.bench.settledAnswer : null;
    this.bench.store.change({ [side]: sideOf({ scenario: preset.name, date: preset.date, hash: preset.hash }), active: side });
  }

  /** Takes a scenario away; those after it move up. */
  remove(letter) {
    const { state, store } = this.bench;
    this.bench.was = null;
    store.change({ ...sidesInOrder(lettersOf(state).filter((each) => each !== letter).map((each) => state[each])), active: "a" });
  }

  /** Takes conditions as given, in the place of those before. */
  setGiven(given) {
    this.changeSide({ given });
  }

  /** States an answer of one's own, or takes it back (null). */
  setStated(name, statement) {
    const { [name]: _, ...stated } = this.bench.side.stated;
    this.changeSide({ stated: statement ? { ...stated, [name]: statement } : stated }, statement && `stated ${name}`);
  }

  async openFile(side, chosen) {
    if (chosen.size > LARGEST_FILE) {
      this.bench.notice(`${chosen.name}: expected a scenario of at most 1 MiB, got ${count(chosen.size)} bytes.`);
      return;
    }
    await this.openText(side, chosen.name, await chosen.text());
  }

  /** Opens the text of a file, or shows what is wrong with it and where; whether it is open. */
  async openText(side, name, text) {
    const next = sideOf({ toml: text, file: name });
    try {
      await post("/api/check", source(next));
      this.bench.column.hideFile();
      this.bench.was = null;
      this.bench.store.change({ [side]: next, active: side });
      return true;
    } catch (problem) {
      if (problem instanceof Refused) this.bench.column.showFile(side, { name, text, problem });
      else this.bench.fail(problem);
      return false;
    }
  }
}
