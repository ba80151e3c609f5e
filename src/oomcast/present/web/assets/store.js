// What the person has chosen: six scenarios at most, the seed, and how they are looked at. It changes by whole states, so
// that every settled change can be undone.

/** Of each scenario its letter, in the order in which they are set beside the first. */
export const LETTERS = ["a", "b", "c", "d", "e", "f"];

const NOBODY = Object.fromEntries(LETTERS.map((letter) => [letter, null]));

const MOST_STEPS = 200;
const ONE_CHANGE = 1000; // milliseconds within which presses of a key on one belief are one change

/** A scenario: a dated preset or the text of a file, with what was changed in it and stated of its answer. */
export const sideOf = (base) => ({ set: {}, structure: {}, given: {}, stated: {}, ...base });

/** The letters of the scenarios that there are, without a gap. */
export const lettersOf = (state) => LETTERS.filter((letter) => state[letter]);

/** All sides of a state, with these scenarios in order and no others. */
export const sidesInOrder = (sides) => ({ ...NOBODY, ...Object.fromEntries(sides.map((side, index) => [LETTERS[index], side])) });

/** What was changed in a scenario, by the tables of a request. */
export const CHANGES = ["set", "structure", "given", "stated"];
export const changesIn = (side) => CHANGES.reduce((sum, table) => sum + Object.keys(side[table] ?? {}).length, 0);

/** Whether two states ask the same question: the same scenarios, untouched since, on the same luck. */
export const asksTheSame = (one, other) => Boolean(one && other) && one.seed === other.seed && LETTERS.every((letter) => one[letter] === other[letter]);

const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);

export class Store {
  constructor(state) {
    this.state = { ...NOBODY, seed: 0, active: "a", view: {}, ...state };
    this.past = [];
    this.future = [];
    this.settled = this.undoable();
    this.listeners = [];
  }

  undoable() {
    const { active: _, view: __, ...kept } = this.state;
    return kept;
  }

  listen(listener) {
    this.listeners.push(listener);
  }

  /** Another state. One that is `settled` can be undone as a whole, however many unsettled ones led there. */
  change(part, { settled = true, kind = "beliefs", merge = null } = {}) {
    this.state = { ...this.state, ...part };
    if (settled && !isSame(this.settled, this.undoable())) {
      const isMore = merge !== null && merge === this.merged?.name && Date.now() - this.merged.at < ONE_CHANGE;
      if (!isMore) this.past = [...this.past.slice(-MOST_STEPS + 1), this.settled];
      this.merged = { name: merge, at: Date.now() };
      this.future = [];
      this.settled = this.undoable();
    }
    this.tell({ settled, kind });
  }

  tell(how) {
    for (const listener of this.listeners) listener(this.state, how);
  }

  view(part) {
    this.change({ view: { ...this.state.view, ...part } }, { kind: "view" });
  }

  undo() {
    this.step(this.past, this.future);
  }

  redo() {
    this.step(this.future, this.past);
  }

  step(from, to) {
    if (!from.length) return;
    to.push(this.settled);
    this.settled = from.pop();
    this.state = { ...this.state, ...this.settled };
    if (!this.state[this.state.active]) this.state.active = "a";
    this.tell({ settled: true, kind: "history" });
  }
}

/** What a request says of a scenario. */
export function source(side) {
  const base = side.toml === undefined ? { scenario: side.scenario } : { toml: side.toml, file: side.file };
  const changes = CHANGES.filter((table) => Object.keys(side[table] ?? {}).length).map((table) => [table, side[table]]);
  return { ...base, ...Object.fromEntries(changes) };
}
