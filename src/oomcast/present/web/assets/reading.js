// The scenarios that are on the screen as the server reads them, before and after what was changed in them.

import { get, post } from "./api.js";
import { quantile } from "./chart_density.js";
import { fitted, person } from "./naming.js";
import { CHANGES, LETTERS, changesIn, lettersOf, source } from "./store.js";
import { believed, joined, spelledOut } from "./words.js";

/** Every belief with its name, and a label where the server gives none. */
function labelled({ scenario }) {
  for (const table of [scenario.parameters, scenario.parameters_known]) {
    for (const [name, about] of Object.entries(table)) about.label ??= spelledOut(name);
  }
  return scenario;
}

const unchanged = Object.fromEntries(CHANGES.map((table) => [table, {}]));

export class Reading {
  constructor(presets) {
    Object.assign(this, { presets, now: {}, bases: {}, cache: new Map(), round: 0 });
  }

  /** A preset with every belief in numbers; null where there is none of that name. */
  async preset(name) {
    if (!this.presets.some((preset) => preset.name === name)) return null;
    if (!this.cache.has(name)) this.cache.set(name, get(`/api/scenarios/${encodeURIComponent(name)}`).then(labelled));
    return this.cache.get(name);
  }

  /** The scenario of a side before any change. */
  async base(side) {
    if (side.toml === undefined) return this.preset(side.scenario);
    return labelled(await post("/api/check", source({ ...side, ...unchanged })));
  }

  /**
   * Reads the scenarios of a state: {isLatest, renewed, problems}. `renewed` are the letters that stand on another
   * scenario than before; a later reading makes this one no longer the latest, and its failures nobody's.
   */
  async read(state) {
    const round = (this.round += 1);
    try {
      return await this.readAll(state, round);
    } catch (problem) {
      if (round === this.round) throw problem;
      return { isLatest: false, renewed: [], problems: [] };
    }
  }

  async readAll(state, round) {
    const found = { isLatest: true, renewed: [], problems: [] };
    for (const letter of LETTERS) {
      const side = state[letter];
      if (!side) {
        delete this.now[letter];
        delete this.bases[letter];
        continue;
      }
      const base = await this.base(side);
      if (base === null) return { ...found, isLatest: false, problems: [`There is no preset called ${side.scenario} here.`] };
      const now = changesIn(side) ? labelled(await post("/api/check", source(side))) : base;
      if (round !== this.round) return { ...found, isLatest: false };
      if (this.bases[letter] !== base) found.renewed.push(letter);
      this.bases[letter] = base;
      this.now[letter] = now;
      if (side.hash && !base.hash.startsWith(side.hash) && side.toml === undefined) {
        found.problems.push(`The preset ${side.scenario} has changed since this link was made: it is now that of ${base.date}.`);
      }
    }
    return found;
  }

  /** What the other presets believe about a parameter. */
  async others(name, { than }) {
    const all = await Promise.all(this.presets.map((preset) => this.preset(preset.name)));
    return all.filter((scenario) => scenario?.name !== than && scenario?.parameters[name]?.own && scenario.parameters[name].spelled !== null)
      .map((scenario) => ({ scenario, theirs: scenario.parameters[name] }));
  }

  /** The beliefs of these names as the server has them now, put in the place of those of a letter. */
  renew(letter, beliefs) {
    const now = this.now[letter];
    const parameters = { ...now.parameters };
    for (const [name, belief] of Object.entries(beliefs)) if (parameters[name]) parameters[name] = { ...parameters[name], ...belief };
    this.now[letter] = { ...now, parameters };
    return this.now[letter];
  }

  label(name) {
    for (const scenario of Object.values(this.now)) {
      const found = scenario.parameters[name] ?? scenario.parameters_known?.[name];
      if (found?.label) return found.label;
    }
    return spelledOut(name);
  }

  amount(name, value) {
    const belief = this.now.a?.parameters[name];
    if (value === null) return belief?.none_means ? "none" : "∞";
    return belief?.is_date ? value.toFixed(1) : joined(believed(Number(value.toPrecision(2))), belief?.unit ?? "1");
  }

  /** The middle of what a scenario believes about a parameter; null where it believes nothing about it. */
  middle(letter, name) {
    const belief = this.now[letter]?.parameters[name];
    return belief ? quantile(belief, 0.5) : null;
  }

  /** Whose beliefs they are, from A on, as far as there is room; with the date where a person is there twice. */
  names(state, room = Infinity) {
    const letters = lettersOf(state);
    const bases = letters.map((letter) => this.bases[letter]);
    return letters.map((letter, index) => {
      const base = bases[index];
      if (!base) return letter.toUpperCase();
      const namesakes = bases.filter((each) => each && each !== base && person(each) === person(base));
      const year = String(base.date).slice(0, 4);
      const dated = namesakes.some((each) => String(each.date).startsWith(year)) ? base.date : year;
      const said = [person(base), namesakes.length && dated, Object.keys(state[letter].set).length && "changed"];
      return fitted(said.filter(Boolean).join(", "), room);
    });
  }
}
