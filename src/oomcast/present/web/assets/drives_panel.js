// What drives the answer, or what explains the gap between two: bars, the largest first. Of three and more scenarios a
// table of medians and middle halves: gaps between each pair would be fifteen.

import { clear, h, table } from "./dom.js";
import { Figure } from "./figure.js";
import { HEADLINE, PAIR } from "./frames.js";
import { roundAxis } from "./axis.js";
import { signedBars, tornado } from "./chart_bars.js";
import { MOST_BARS, drivesWords, gapWords, swingOf, tornadoOf } from "./findings.js";
import { aligned, capital, error, fixed, inHundred, joined, number, plain, toldSmall } from "./words.js";

export class DrivesPanel {
  constructor(bench) {
    this.bench = bench;
    this.figure = new Figure({
      name: "What drives it", draw: (width) => this.draw(width), rows: () => this.rows(),
      summary: () => this.figure.message.textContent, className: "drives-figure",
    });
    this.several = h("div", { class: "figure-table several", hidden: true });
    this.figure.box.append(this.several);
  }

  show() {
    const { state, shown, insight } = this.bench;
    const isMany = shown.letters.length > PAIR;
    for (const [part, isHidden] of [[this.several, !isMany], [this.figure.plot, isMany || this.figure.asTable], [this.figure.tableButton, isMany]]) part.hidden = isHidden;
    if (isMany) {
      this.showSeveral();
      return;
    }
    this.figure.name.firstChild.textContent = state.b ? "What explains the gap" : "What drives it";
    this.figure.unit.textContent = "";
    this.figure.say(state.b ? gapWords(insight.compare, this.bench) : drivesWords(insight.explain, this.bench));
    this.figure.paint();
  }

  draw(width) {
    return this.bench.state.b ? this.drawGap(width) : this.drawTornado(width);
  }

  rows() {
    return this.bench.state.b ? this.gapRows() : this.tornadoRows();
  }

  drawTornado(width) {
    const found = this.bench.insight.explain?.document;
    if (!found || found.answer.value === null || !Object.keys(found.swing).length) return null;
    return tornado({ ...tornadoOf(found, this.bench), label: tickOf(found.output) }, { width });
  }

  tornadoRows() {
    const found = this.bench.insight.explain?.document;
    const what = found && swingOf(found.output).replace(/^the /, "");
    return found && {
      caption: `${capital(swingOf(found.output))} with one belief at a time at its low and high end`, head: ["belief", "low end", `${what} then`, "high end", `${what} then`],
      rows: Object.entries(found.swing).map(([name, row]) => [this.bench.label(name), number(row.at_low, 3), number(row.low), number(row.at_high, 3), number(row.high)]),
    };
  }

  /** Medians and middle halves, a row for each letter, and how often it is above A on the same luck. */
  showSeveral() {
    const { shown } = this.bench;
    const names = this.bench.names();
    this.figure.name.firstChild.textContent = "Medians and middle halves ";
    this.figure.unit.textContent = "OOM in the first year";
    this.figure.say("");
    const answers = [shown.answer, ...shown.others];
    const quartiles = answers.map((answer) => ["0.25", "0.5", "0.75"].map((level) => answer.outputs[HEADLINE]?.quantiles[level] ?? null));
    const said = quartiles.map((row) => aligned(row));
    const rows = answers.map((_, index) => {
      // While a hand moves one scenario the others are not drawn on its luck anew: the shares come when it rests.
      const paired = index && shown.paired ? shown.paired[index - 1] : null;
      const above = paired ? inHundred(paired.share_above) : "";
      return [h("span", { class: `letter letter-${shown.letters[index]}` }, h("b", {}, shown.letters[index].toUpperCase()), ` ${names[index] ?? ""}`), said[index][0], h("b", {}, said[index][1]), said[index][2], above];
    });
    clear(this.several, table({ caption: "on the same luck", head: ["", "¼ below", "median", "¼ above", "in 100 above A"], rows }));
  }

  drawGap(width) {
    const found = this.bench.insight.compare?.document;
    if (!found) return null;
    const rows = found.cruxes.slice(0, MOST_BARS).map((step) => ({ name: this.bench.label(step.belief), value: step.value }));
    const values = rows.map((row) => row.value);
    const decimals = Math.max(0.01, ...values.map(Math.abs)) < 1 ? 2 : 1;
    return signedBars({
      rows: rows.map((row) => ({ ...row, shown: toldSmall(row.value, decimals) })), ticks: roundAxis(Math.min(0, ...values), Math.max(0, ...values)), unit: found.output.unit,
    }, { width });
  }

  gapRows() {
    const found = this.bench.insight.compare?.document;
    return found && {
      caption: "What each belief adds to the gap", head: ["belief", found.output.unit, "±"],
      rows: found.cruxes.map((step) => [this.bench.label(step.belief), fixed(step.value, 2), error(step.mc_error)]),
    };
  }
}

/** Ticks of what swings: shares as chances in 100, all else with its unit on the last. */
const tickOf = ({ unit, name }) => (tick, isLast) => {
  if (name !== HEADLINE) return isLast ? `${plain(100 * tick)} in 100` : plain(100 * tick);
  return isLast ? joined(plain(tick), unit) : plain(tick);
};
