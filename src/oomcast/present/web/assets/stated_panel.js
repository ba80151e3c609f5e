// Stated against implied: what the person says the answer is, above what the beliefs imply. It can be said here too.

import { button, clear, h } from "./dom.js";
import { Figure } from "./figure.js";
import { HEADLINE, countedDraws } from "./frames.js";
import { statedAgainstImplied } from "./chart_bars.js";
import { roundAxis } from "./axis.js";
import { gapSentence, labelOf } from "./findings.js";
import { statedForm } from "./stated_form.js";
import { StatedMoves } from "./stated_moves.js";
import { aligned, believed, capital, chance, error, joined, number, plain, quantity } from "./words.js";

const NOBODY = "Nobody has stated an answer to these beliefs. State yours: it stands here beside what is implied, and never changes it.";
const SHOWN_LEVELS = ["0.05", "0.25", "0.5", "0.75", "0.95"];
const YEARS = "years_of_progress_12mo";
const QUARTERS = { p25: "0.25", p50: "0.5", p75: "0.75" };

export class StatedPanel {
  constructor(page) {
    Object.assign(this, { page, bench: page.bench, form: null });
    this.opener = button("State yours", () => this.toggle(), { class: "quiet", "aria-expanded": "false" });
    this.figure = new Figure({
      name: "Stated against implied", controls: [this.opener], draw: (width) => this.draw(width), rows: () => this.rows(),
      summary: () => this.figure.message.textContent, className: "stated-figure",
    });
    this.moves = new StatedMoves(this.bench);
    this.formBox = h("div", { class: "stated-form-box" });
    this.more = h("div", { class: "panel-more" });
    this.figure.plot.before(this.formBox);
    this.figure.box.append(this.moves.box, this.more);
  }

  /** The letter whose stated answer is shown: that of the beliefs that are moved. */
  get letter() {
    const { shown, state } = this.bench;
    return shown.letters.includes(state.active) ? state.active : "a";
  }

  get answer() {
    const { shown } = this.bench;
    return [shown.answer, ...shown.others][shown.letters.indexOf(this.letter)];
  }

  /** Which answer is looked at: years where these are, OOM otherwise. */
  get wanted() {
    const isYears = ["years", "rate"].includes(this.page.unit()) && this.answer.outputs[YEARS];
    return isYears ? YEARS : HEADLINE;
  }

  /** What has been stated here of an answer, before the server has heard of it; null where nothing has. */
  typed(name) {
    const statement = this.bench.state[this.letter]?.stated[name];
    if (!statement) return null;
    return Object.fromEntries(Object.entries(QUARTERS).filter(([key]) => Number.isFinite(statement[key])).map(([key, level]) => [level, statement[key]]));
  }

  /** The stated answer that is shown: that of the unit looked at, else the headline's, else the first. */
  found() {
    const { answer } = this;
    const names = [this.wanted, HEADLINE, ...Object.keys(answer.stated)];
    const name = names.find((each) => this.typed(each) ?? answer.stated[each]?.quantiles);
    if (!name) return null;
    const typed = this.typed(name);
    const output = answer.outputs[name];
    if (!typed || !output) return { name, ...answer.stated[name] };
    // What is typed is shown at once; how the implied outcomes lie to it comes with the server's answer.
    const isAnswered = JSON.stringify(answer.stated[name]?.quantiles) === JSON.stringify(typed);
    return { name, unit: output.unit, quantiles: typed, implied: output.quantiles, mc_error: output.mc_error, share_below: isAnswered ? answer.stated[name].share_below : null };
  }

  show() {
    const { shown } = this.bench;
    const found = this.found();
    this.opener.hidden = !this.answer.outputs[HEADLINE];
    this.figure.unit.textContent = !found ? "" : found.name === HEADLINE ? "OOM" : labelOf(this.answer, found.name, found.unit);
    this.figure.say(found ? `${shown.letters.length > 1 ? `${this.letter.toUpperCase()}: ` : ""}${gapSentence(found)}` : NOBODY);
    this.moves.show(found, this.letter);
    const lines = found ? this.others(found) : [];
    clear(this.more, lines.length ? h("ul", {}, lines) : []);
    this.form?.show();
    this.figure.paint();
  }

  /** Opens the three fields, or closes them. */
  toggle() {
    this.form = this.form ? null : statedForm(this);
    this.opener.setAttribute("aria-expanded", String(Boolean(this.form)));
    clear(this.formBox, this.form?.box);
    this.form?.focus();
    if (!this.form) this.opener.focus();
  }

  /** Beliefs that say of one thing something else, and the other stated answers, a line each. */
  others(found) {
    const { answer } = this;
    const others = Object.entries(answer.stated).filter(([name, statement]) => name !== found.name && statement.implied?.["0.5"] !== undefined && statement.quantiles?.["0.5"] !== undefined);
    const conflicts = answer.beside.filter((pair) => pair.is_conflict);
    return [
      ...conflicts.map((pair) => h("li", { class: "warning" }, `${capital(answer.screen.labels.implied[pair.implied] ?? pair.implied)}: implied ${believed(pair.value)}, believed ${believed(pair.stated_median)}. They do not agree.`)),
      ...others.map(([name, statement]) => h("li", {}, `${labelOf(answer, name, "1")}: stated ${quantity(statement.quantiles["0.5"], statement.unit)}, implied ${quantity(statement.implied["0.5"], statement.unit)} ${error(statement.mc_error["0.5"])}`)),
    ];
  }

  draw(width) {
    const found = this.bench.shown && this.found();
    if (!found) return null;
    const implied = this.answer.outputs[found.name]?.quantiles ?? found.implied;
    const values = [...Object.values(found.quantiles), ...SHOWN_LEVELS.map((level) => implied[level])].filter((value) => value !== null && value !== undefined);
    const ticks = roundAxis(Math.min(0, ...values), Math.max(...values));
    const label = (tick, isLast) => (isLast ? joined(plain(tick), found.unit) : plain(tick));
    return statedAgainstImplied({ stated: found.quantiles, implied, ticks, label, numbers: aligned }, { width });
  }

  rows() {
    const found = this.bench.shown && this.found();
    if (!found) return null;
    const levels = Object.keys(found.quantiles);
    const row = (name, values) => [name, ...aligned(levels.map((level) => values[level]))];
    const below = found.share_below ? [["implied outcomes below the stated", ...levels.map((level) => chance(found.share_below[level].value, countedDraws(this.answer)))]] : [];
    return {
      caption: `${labelOf(this.answer, found.name, found.unit)}, stated and implied`, head: ["", ...levels.map((level) => `${number(100 * level, 3)} in 100 below`)],
      rows: [row("stated", found.quantiles), row("implied", found.implied), ["Monte-Carlo error", ...levels.map((level) => error(found.mc_error[level]))], ...below],
    };
  }
}
