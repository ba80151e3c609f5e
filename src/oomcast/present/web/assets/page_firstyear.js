// The first year taken apart: where the gain comes from, when milestones come, how often, and every outcome there is.

import { clear, h, table } from "./dom.js";
import { Figure } from "./figure.js";
import { countedDraws } from "./frames.js";
import { drawMilestones, milestoneRows } from "./milestones.js";
import { parts } from "./chart_bars.js";
import { roundAxis } from "./axis.js";
import { addingUp, aligned, capital, chance, decimalsFor, error, fixed, joined, number, plain } from "./words.js";

const PARTS = ["anyway", "one_time_jump", "compute_growth", "self_acceleration"];
const COLOURS = { anyway: "ink3", one_time_jump: "b50", compute_growth: "edge", self_acceleration: "med" };
const LEVELS = { "0.05": "p05", "0.25": "p25", "0.5": "p50", "0.75": "p75", "0.95": "p95" };

export class FirstYearPage {
  constructor(bench) {
    this.bench = bench;
    this.title = h("h1", { class: "sentence page-sentence" });
    this.split = new Figure({
      name: "Where the first year’s gain comes from", unit: "mean, OOM", draw: (width) => this.drawSplit(width),
      rows: () => this.splitRows(), summary: () => this.title.textContent,
    });
    this.list = h("div", { class: "split-list" });
    this.split.box.append(this.list);
    this.when = new Figure({
      name: "Milestones", unit: "time after full automation", draw: (width) => drawMilestones(bench.shown, width),
      rows: () => milestoneRows(bench.shown), summary: () => "Time to each milestone, from full automation on.",
    });
    this.often = h("section", { class: "figure" });
    this.all = h("section", { class: "figure" });
  }

  mount(answer) {
    clear(answer, this.title, this.split.box, this.when.box, this.often, this.all);
  }

  show() {
    const { shown } = this.bench;
    if (!shown?.answer.decomposition && !shown?.answer.milestones) return;
    const { answer } = shown;
    clear(this.title, answer.screen.split_sentence || answer.screen.sentence);
    this.split.paint();
    this.when.paint();
    this.showList(answer);
    this.showTables(answer);
  }

  means(answer) {
    const split = answer.decomposition;
    if (!split || split.without_parts >= split.draws) return null;
    const means = PARTS.map((part) => split[part].mean ?? split[part].mean_where_known);
    const total = means.reduce((sum, mean) => sum + mean, 0);
    const decimals = decimalsFor(total);
    return { means: addingUp(means, decimals), decimals, total, split };
  }

  drawSplit(width) {
    const found = this.bench.shown && this.means(this.bench.shown.answer);
    if (!found) return null;
    const items = PARTS.map((part, index) => ({ value: found.means[index], colour: COLOURS[part] }));
    const sums = items.reduce((all, item) => [...all, all.at(-1) + item.value], [0]);
    const ticks = roundAxis(Math.min(...sums), Math.max(...sums));
    const label = (tick, isLast) => (isLast ? joined(plain(tick), "OOM") : plain(tick));
    return parts({ items, total: sums.at(-1), ticks, label, unit: (value) => joined(fixed(value, found.decimals), "OOM") }, { width });
  }

  showList(answer) {
    const found = this.means(answer);
    if (!found) {
      clear(this.list, h("p", {}, answer.decomposition ? "The gain of the first year is infinite in every draw, and cannot be split." : "This model does not say where its gain comes from."));
      return;
    }
    const { labels } = answer.screen;
    clear(this.list, h("ul", {}, PARTS.map((part, index) => h("li", {},
      h("span", { class: `swatch swatch-${COLOURS[part]} ${found.means[index] < 0 ? "is-hollow" : ""}`, "aria-hidden": "true" }),
      h("span", {}, labels.parts[part]), h("b", {}, fixed(found.means[index], found.decimals))))));
    if (found.split.without_parts) {
      this.list.append(h("p", { class: "hint" }, `${chance(found.split.without_parts / found.split.draws, found.split.draws)} have no parts, since their gain is infinite.`));
    }
  }

  splitRows() {
    const found = this.bench.shown && this.means(this.bench.shown.answer);
    if (!found) return null;
    const { labels } = this.bench.shown.answer.screen;
    return {
      caption: "Where the first year’s gain comes from, OOM", head: ["part", "mean", "±", "p25", "p50", "p75"],
      rows: PARTS.map((part, index) => [
        labels.parts[part], fixed(found.means[index], found.decimals), number(found.split[part].mean_mc_error ?? found.split[part].mean_where_known_mc_error, 1),
        ...["0.25", "0.5", "0.75"].map((level) => (found.split[part].quantiles[level] === null ? "unknown" : fixed(found.split[part].quantiles[level], found.decimals))),
      ]),
    };
  }

  showTables(answer) {
    const draws = countedDraws(answer);
    clear(this.often, h("h2", { class: "figure-name" }, "How often"), h("div", { class: "figure-table" }, table({
      caption: "Share of outcomes", head: ["what", "how often", "± in 100"],
      rows: answer.screen.frequencies.map((each) => [capital(each.label), each.words, each.mc_error === null ? "" : error(100 * each.mc_error)]),
    })));
    const { labels } = answer.screen;
    clear(this.all, h("h2", { class: "figure-name" }, "Every outcome"), h("div", { class: "figure-table" }, table({
      caption: `Quantiles over ${draws.toLocaleString("en")} draws, with their Monte-Carlo errors`, head: ["outcome", ...Object.values(LEVELS)],
      rows: Object.entries(answer.outputs).map(([name, output]) => {
        const shown = aligned(Object.keys(LEVELS).map((level) => output.quantiles[level]));
        const label = labels.outputs[name] ?? name;
        const unit = { 1: "", x: ", ×", year: ", years" }[output.unit] ?? `, ${output.unit}`;
        return [label + (unit === ", years" && /years/i.test(label) ? "" : unit), ...shown.map((said, index) => h("span", {}, said, " ", h("small", {}, error(output.mc_error[Object.keys(LEVELS)[index]]))))];
      }),
    })));
  }
}
