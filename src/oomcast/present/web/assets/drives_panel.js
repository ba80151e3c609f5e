// What drives the answer, or what explains the gap between two: bars, the largest first.

import { Figure } from "./figure.js";
import { roundAxis } from "./axis.js";
import { signedBars, tornado } from "./chart_bars.js";
import { MOST_BARS, drivesWords, gapWords, tornadoOf } from "./findings.js";
import { error, fixed, joined, number, plain, toldSmall } from "./words.js";

export class DrivesPanel {
  constructor(bench) {
    this.bench = bench;
    this.figure = new Figure({
      name: "What drives it", draw: (width) => this.draw(width), rows: () => this.rows(),
      summary: () => this.figure.message.textContent, className: "drives-figure",
    });
  }

  show() {
    const { state, insight } = this.bench;
    this.figure.name.firstChild.textContent = state.b ? "What explains the gap" : "What drives it";
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
    if (!found || found.answer.value === null) return null;
    return tornado({ ...tornadoOf(found, this.bench), label: (tick, isLast) => (isLast ? joined(plain(tick), found.output.unit) : plain(tick)) }, { width });
  }

  tornadoRows() {
    const found = this.bench.insight.explain?.document;
    return found && {
      caption: "The median with one belief at a time at its low and high end", head: ["belief", "low end", "median then", "high end", "median then"],
      rows: Object.entries(found.swing).map(([name, row]) => [this.bench.label(name), number(row.at_low, 3), number(row.low), number(row.at_high, 3), number(row.high)]),
    };
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
