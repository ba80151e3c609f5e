// Stated against implied: what the person says the answer is, above what the beliefs imply.

import { clear, h } from "./dom.js";
import { Figure } from "./figure.js";
import { HEADLINE, countedDraws } from "./frames.js";
import { statedAgainstImplied } from "./chart_bars.js";
import { roundAxis } from "./axis.js";
import { gapSentence, labelOf } from "./findings.js";
import { aligned, believed, capital, chance, error, joined, number, plain, quantity } from "./words.js";

const NOBODY = "Nobody has stated an answer to these beliefs. A scenario file can, under [stated]; it would stand here beside what is implied, and never change it.";
const SHOWN_LEVELS = ["0.05", "0.25", "0.5", "0.75", "0.95"];

export class StatedPanel {
  constructor(page) {
    Object.assign(this, { page, bench: page.bench });
    this.figure = new Figure({
      name: "Stated against implied", draw: (width) => this.draw(width), rows: () => this.rows(),
      summary: () => this.figure.message.textContent, className: "stated-figure",
    });
    this.more = h("div", { class: "panel-more" });
    this.figure.box.append(this.more);
  }

  /** The stated answer that is shown: that of the unit looked at, else the headline's, else the first. */
  found() {
    const { stated } = this.bench.shown.answer;
    const names = Object.keys(stated);
    const wanted = this.page.unit() === "years" ? "years_of_progress_12mo" : HEADLINE;
    const name = names.includes(wanted) ? wanted : names[0];
    return name ? { name, ...stated[name] } : null;
  }

  show() {
    const { shown, state } = this.bench;
    const found = this.found();
    this.figure.unit.textContent = !found ? "" : found.name === HEADLINE ? "OOM" : labelOf(shown.answer, found.name, found.unit);
    this.figure.say(found ? `${state.b ? "A: " : ""}${gapSentence(found)}` : NOBODY);
    const lines = found ? this.others(found) : [];
    clear(this.more, lines.length ? h("ul", {}, lines) : []);
    this.figure.paint();
  }

  /** Beliefs that say of one thing something else, and the other stated answers, a line each. */
  others(found) {
    const { answer } = this.bench.shown;
    const others = Object.entries(answer.stated).filter(([name, statement]) => name !== found.name && statement.implied?.["0.5"] !== undefined);
    const conflicts = answer.beside.filter((pair) => pair.is_conflict);
    return [
      ...conflicts.map((pair) => h("li", { class: "warning" }, `${capital(answer.screen.labels.implied[pair.implied] ?? pair.implied)}: implied ${believed(pair.value)}, believed ${believed(pair.stated_median)}. They do not agree.`)),
      ...others.map(([name, statement]) => h("li", {}, `${labelOf(answer, name, "1")}: stated ${quantity(statement.quantiles["0.5"], statement.unit)}, implied ${quantity(statement.implied["0.5"], statement.unit)} ${error(statement.mc_error["0.5"])}`)),
    ];
  }

  draw(width) {
    const { shown } = this.bench;
    const found = shown && this.found();
    if (!found) return null;
    const implied = shown.answer.outputs[found.name]?.quantiles ?? found.implied;
    const values = [...Object.values(found.quantiles), ...SHOWN_LEVELS.map((level) => implied[level])].filter((value) => value !== null && value !== undefined);
    const ticks = roundAxis(Math.min(0, ...values), Math.max(...values));
    const label = (tick, isLast) => (isLast ? joined(plain(tick), found.unit) : plain(tick));
    return statedAgainstImplied({ stated: found.quantiles, implied, ticks, label, numbers: aligned }, { width });
  }

  rows() {
    const { shown } = this.bench;
    const found = shown && this.found();
    if (!found) return null;
    const levels = Object.keys(found.quantiles);
    const row = (name, values) => [name, ...aligned(levels.map((level) => values[level]))];
    return {
      caption: `${labelOf(shown.answer, found.name, found.unit)}, stated and implied`, head: ["", ...levels.map((level) => `${number(100 * level, 3)} in 100 below`)],
      rows: [
        row("stated", found.quantiles), row("implied", found.implied), ["Monte-Carlo error", ...levels.map((level) => error(found.mc_error[level]))],
        ["implied outcomes below the stated", ...levels.map((level) => chance(found.share_below[level].value, countedDraws(shown.answer)))],
      ],
    };
  }
}
