// What the person has chosen: two scenarios at most, the seed, and how they are looked at. It changes by whole states, so
// that every settled change can be undone.

const MOST_STEPS = 200;
const ONE_CHANGE = 1000; // milliseconds within which presses of a key on one belief are one change

/** A scenario: a dated preset or the text of a file, with what was changed in it. */
export const sideOf = (base) => ({ set: {}, structure: {}, given: {}, ...base });

const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);

export class Store {
  constructor(state) {
    this.state = { seed: 0, active: "a", b: null, view: {}, ...state };
    this.past = [];
    this.future = [];
    this.settled = this.undoable();
    this.listeners = [];
  }

  undoable() {
    const { a, b, seed } = this.state;
    return { a, b, seed };
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
    if (!this.state.b) this.state.active = "a";
    this.tell({ settled: true, kind: "history" });
  }
}

/** What a request says of a scenario. */
export function source(side) {
  const base = side.toml === undefined ? { scenario: side.scenario } : { toml: side.toml, file: side.file };
  const said = { ...base };
  if (Object.keys(side.set).length) said.set = side.set;
  if (Object.keys(side.structure).length) said.structure = side.structure;
  if (Object.keys(side.given).length) said.given = side.given;
  return said;
}
