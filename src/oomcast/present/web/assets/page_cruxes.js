// Cruxes: which of the beliefs that differ between two scenarios make the difference between their answers.

import { clear, h } from "./dom.js";
import { Figure } from "./figure.js";
import { waterfall } from "./chart_bars.js";
import { quantile, ridges } from "./chart_density.js";
import { roundAxis } from "./axis.js";
import { believed, chance, countOfDraws, error, fixed, joined, number, plain, quantity, toldSmall, unitWord } from "./words.js";
import { sidePicker } from "./menus.js";

const RANGE_SHARE = 1 / 3; // where the order of replacement matters by more than this share of a bar, its range is printed

const CLEAR = 2; // errors beyond which a difference is one

/** A name within a sentence; one that begins with an abbreviation keeps it. */
const lower = (label) => (/^[A-Z][a-z]/.test(label) ? label.slice(0, 1).toLowerCase() + label.slice(1) : label);

/** A belief as its median and middle half. */
function briefly(belief) {
  const [low, middle, high] = [0.25, 0.5, 0.75].map((level) => quantile(belief, level));
  if (middle === null) return "none";
  const said = joined(believed(middle), belief.unit);
  return belief.is_point ? said : `${said} (${believed(low)} to ${high === null ? "∞" : believed(high)})`;
}

export class CruxesPage {
  constructor(bench) {
    this.bench = bench;
    this.title = h("h1", { class: "sentence page-sentence" });
    this.remark = h("p", { class: "page-remark" });
    this.choose = h("div", { class: "page-choose" });
    this.steps = new Figure({
      name: "From A to B", draw: (width) => this.draw(width), rows: () => this.rows(), summary: () => this.title.textContent,
    });
    this.source_ = h("p", { class: "hint" });
    this.steps.box.append(this.source_);
    this.beliefs = h("section", { class: "figure ridges" });
  }

  mount(answer) {
    clear(answer, this.title, this.remark, this.choose, this.steps.box, this.beliefs);
  }

  show() {
    const { bench } = this;
    const { state, insight } = bench;
    const hasTwo = Boolean(state.b);
    this.steps.box.hidden = !hasTwo;
    this.beliefs.hidden = !hasTwo;
    if (!hasTwo) {
      clear(this.title, "Two people who disagree about the answer disagree about beliefs. Which of them make the difference?");
      clear(this.remark, "Choose whose beliefs to set beside these. Both are drawn with the same luck, so that nothing but beliefs differs.");
      clear(this.choose, sidePicker(bench, "b"));
      return;
    }
    clear(this.choose);
    const found = insight.compare;
    if (!found?.document) {
      clear(this.title, found?.problem ?? "Working out which beliefs make the difference.");
      clear(this.remark);
      this.steps.paint();
      return;
    }
    const { document: doc } = found;
    clear(this.title, this.reading(doc));
    const share = doc.paired?.share_above;
    clear(this.remark, [
      `The ${doc.output.statistic} goes from ${quantity(doc.scenarios[0].value, doc.output.unit)} to ${quantity(doc.scenarios[1].value, doc.output.unit)}`,
      ` (difference ${fixed(doc.difference, 2)} ${error(doc.difference_mc_error)}).`,
      share ? ` On the same luck B is above A in ${chance(share.value, doc.provenance.draws)}.` : "",
    ].join(""));
    this.steps.unit.textContent = `${doc.output.statistic}, ${doc.output.unit}`;
    this.steps.paint();
    clear(this.source_, this.source(doc));
    this.showBeliefs(doc);
  }

  /** The difference and its largest crux, in the words of the beliefs themselves. */
  reading(doc) {
    const { output, cruxes, scenarios, difference: gap, difference_mc_error: doubt } = doc;
    const [a, b] = this.bench.names();
    const [first, second] = scenarios.map((each) => quantity(each.value, output.unit));
    if (!cruxes.length) return `On these beliefs the ${output.statistic} of the first year is ${first} for ${a}, and the same for ${b}: they differ in nothing.`;
    const ends = `On these beliefs the ${output.statistic} of the first year is ${first} for ${a} (A) and ${second} for ${b} (B)`;
    if (gap === null || (doubt !== null && Math.abs(gap) <= CLEAR * doubt)) return `${ends}: no clear difference.`;
    const top = cruxes.find((crux) => crux.value * gap > 0);
    const share = cruxes.length > 1 ? `: ${toldSmall(top.value, 1)} of ${joined(toldSmall(gap, 1), output.unit)}` : "";
    const said = this.fromTo(top);
    return `${ends}. The largest part of the difference comes from ${lower(this.bench.label(top.belief))}${said ? ` (${said})` : ""}${share}.`;
  }

  /** Where the numbers come from: fewer draws than the forecast above, since each belief is replaced in every order. */
  source(doc) {
    const { draws, seed } = doc.provenance;
    return `${countOfDraws(draws)} for each replacement, seed ${seed} · difference ${joined(error(doc.difference_mc_error), doc.output.unit)}`;
  }

  draw(width) {
    const doc = this.bench.insight.compare?.document;
    if (!doc || !this.bench.state.b) return null;
    const [from, to] = doc.scenarios.map((each) => each.value);
    if (from === null || to === null) return null;
    const decimals = Math.abs(doc.difference) < 1 ? 2 : 1;
    const steps = doc.cruxes.map((crux) => {
      const spread = (crux.most ?? crux.value) - (crux.least ?? crux.value);
      const isOrdered = spread > RANGE_SHARE * Math.abs(crux.value) && Math.abs(crux.value) > 2 * (crux.mc_error ?? 0);
      return {
        name: this.bench.label(crux.belief), value: crux.value, shown: toldSmall(crux.value, decimals),
        detail: this.fromTo(crux), range: isOrdered ? `${fixed(crux.least, decimals)} to ${fixed(crux.most, decimals)} by order` : "",
      };
    });
    const sums = steps.reduce((all, step) => [...all, all.at(-1) + step.value], [from]);
    const ticks = roundAxis(Math.min(0, ...sums, to), Math.max(...sums, to));
    const { unit } = doc.output;
    return waterfall({
      from, to, steps, ticks, label: (tick, isLast) => (isLast ? joined(plain(tick), unit) : plain(tick)),
      unit: (value) => quantity(value, unit), names: this.bench.names(300),
    }, { width });
  }

  /** What both believe, in few words: the median and the middle half of each. */
  fromTo(crux) {
    const words = this.believed(crux);
    return words.every(Boolean) ? words.join(" → ") : "";
  }

  /** The belief of A and that of B, with the unit. */
  believed(crux) {
    return ["a", "b"].map((side) => {
      const belief = this.bench.scenarios[side]?.parameters[crux.belief];
      return belief ? briefly(belief) : (side === "a" ? crux.from : crux.to) ?? "";
    });
  }

  rows() {
    const doc = this.bench.insight.compare?.document;
    return doc && {
      caption: `What each belief adds, ${doc.output.unit}`, head: ["belief", "adds", "±", "replaced first", "replaced last", "A believes", "B believes"],
      rows: doc.cruxes.map((crux) => [this.bench.label(crux.belief), fixed(crux.value, 2), error(crux.mc_error), number(crux.alone), number(crux.last), ...this.believed(crux)]),
    };
  }

  /** The beliefs that differ, A's above B's. */
  showBeliefs(doc) {
    const [a, b] = [this.bench.scenarios.a, this.bench.scenarios.b];
    if (!a || !b) return;
    const names = doc.cruxes.map((crux) => crux.belief).filter((name) => a.parameters[name] && b.parameters[name]);
    this.ridges ??= new Map();
    const shown = names.map((name) => {
      const [before, after] = [a.parameters[name], b.parameters[name]];
      const figure = new Figure({
        name: before.label, unit: unitWord(before.unit), level: 3, hasTable: false,
        draw: (width) => ridges({ before, after, names: ["A", "B"], label: believed, materials: ["belief", "belief"] }, { width }),
        rows: () => ({
          caption: before.label, head: ["", "1 in 4 below", "median", "3 in 4 below"],
          rows: [["A", before], ["B", after]].map(([letter, belief]) => [letter, ...[0.25, 0.5, 0.75].map((level) => number(quantile(belief, level), 3))]),
        }),
        summary: () => `${before.label}: A ${before.belief}; B ${after.belief}`,
      });
      return figure.box;
    });
    clear(this.beliefs, h("h2", { class: "figure-name" }, "The beliefs that differ"), h("div", { class: "ridge-grid" }, shown));
  }
}
