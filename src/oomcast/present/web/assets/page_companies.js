// Three companies: how much usual progress each makes in a year, what both intuitions imply, and where they meet.

import { button, clear, freshId, h, segmented, table } from "./dom.js";
import { Figure } from "./figure.js";
import { Refused, Unreachable, isCalledOff, post } from "./api.js";
import { companies, plane } from "./chart_bars.js";
import { logAxis, roundAxis } from "./axis.js";
import { aligned, believed, capital, joined, number, plain, quantity, spelledOut } from "./words.js";
import { short } from "./amounts.js";

const DRAWS = 2_000;
const SAID = { slow: "grew up slow", normal: "the yardstick", automated: "R&D automated" };
const MEASURES = [["serial_time", "serial time"], ["staff", "people"], ["chips", "H100s"]];
const MEDIAN = "0.5";
const READINGS = [["in_year", "in a calendar year"], ["literal", "in years of its own"]];
const PLANES = {
  labour_share: "labour share", substitution_rho: "substitution of labour and compute",
  latency_share: "share of waiting", research_taste_spread: "spread of research taste",
};
const WEEK = 7 / 365.25;
const MOST_TASTE = 20; // a spread of research taste beyond this is on the axis of nobody's belief

export class CompaniesPage {
  constructor(bench) {
    Object.assign(this, { bench, reading: "in_year", plane: "labour_share", answers: {}, document: null });
    this.title = h("h1", { class: "sentence page-sentence" });
    this.problem = h("p", { class: "field-problem", role: "alert", hidden: true });
    this.form = h("div", { class: "company-form" });
    this.years = new Figure({
      name: "Usual progress in a year", unit: "years, logarithmic", draw: (width) => this.drawYears(width), rows: () => this.yearsRows(),
      summary: () => this.title.textContent,
    });
    this.who = h("div", { class: "figure-table" });
    const which = segmented("AutomatedCorp", READINGS.map(([value, words]) => ({ value, words })), this.reading, (value) => {
      this.reading = value;
      this.paint();
    });
    this.planes = h("select", { "aria-label": "What the parallel exponent is set against", on: { change: () => this.choosePlane(this.planes.value) } },
      Object.entries(PLANES).map(([value, words]) => h("option", { value }, words)));
    this.meet = new Figure({
      name: "Do both answers agree?", controls: [which.box, this.planes], draw: (width) => this.drawPlane(width), rows: () => this.planeRows(),
      summary: () => this.meet.message.textContent,
    });
    this.repairs = h("section", { class: "figure" });
    this.factors = h("section", { class: "figure" });
  }

  mount(answer) {
    clear(answer, this.title, this.years.box, h("div", { class: "figure" }, this.who), this.problem, this.form, this.meet.box, this.repairs, this.factors);
    if (!this.document) this.ask();
  }

  show() {
    this.paint();
  }

  async ask() {
    this.controller?.abort();
    this.controller = new AbortController();
    if (!this.document) clear(this.title, "Comparing three companies, which takes a few seconds.");
    try {
      this.document = await post("/api/corporations", { draws: DRAWS, seed: this.bench.state.seed, ...this.answers }, { signal: this.controller.signal, place: true });
      this.problem.hidden = true;
      if (!this.form.children.length) this.fillForm();
      this.paint();
      this.bench.announce(this.title.textContent);
    } catch (found) {
      if (isCalledOff(found)) return;
      if (!(found instanceof Refused || found instanceof Unreachable)) throw found;
      this.problem.textContent = [found.field, found.message].filter(Boolean).join(": ");
      this.problem.hidden = false;
      if (!this.document) clear(this.title, found.message);
    }
  }

  choosePlane(value) {
    this.plane = value;
    this.paint();
  }

  fillForm() {
    const stated = this.document.consistency?.stated ?? {};
    const field = (key, words) => {
      const id = freshId("answer");
      const input = h("input", { id, type: "text", class: "short", inputmode: "decimal", value: stated[key]?.[MEDIAN] ? believed(stated[key][MEDIAN]) : "", on: { change: () => this.state(key, input.value) } });
      return h("div", { class: "editor-field" }, h("label", { for: id }, words), input);
    };
    const { roles } = this.document;
    clear(this.form, h("h2", { class: "figure-name" }, "Your two intuitions"),
      h("div", { class: "company-fields" },
        field("normal_over_slow", `${roles.normal} over ${roles.slow}, ×`), field("automated_over_normal", `${roles.automated} over ${roles.normal}, ×`),
        h("div", { class: "stated-answers" }, Object.entries(this.document.answers).filter(([, answer]) => answer.normal_over_slow && answer.automated_over_normal)
          .map(([name, answer]) => button(name, () => this.adopt(answer), { class: "quiet" })))));
  }

  adopt(answer) {
    const [first, second] = this.form.querySelectorAll("input");
    first.value = answer.normal_over_slow.in_words;
    second.value = answer.automated_over_normal.in_words;
    this.answers = { normal_over_slow: first.value, automated_over_normal: second.value };
    this.ask();
  }

  state(key, value) {
    const said = value.trim().replace(/[x×]$/i, "");
    this.answers = { ...this.answers, [key]: said };
    if (!said) delete this.answers[key];
    const inputs = [...this.form.querySelectorAll("input")];
    const both = ["normal_over_slow", "automated_over_normal"];
    // Half an answer is none: the other half stands in its field.
    both.forEach((each, index) => {
      const other = inputs[index].value.trim().replace(/[x×]$/i, "");
      if (other) this.answers[each] = other;
    });
    this.ask();
  }

  paint() {
    const doc = this.document;
    if (!doc) return;
    const [slow, normal, automated] = ["slow", "normal", "automated"].map((role) => doc.roles[role]);
    const middle = (key) => doc.speedups[key].quantiles["0.5"];
    const jump = this.reading === "in_year" ? "automated_over_normal_in_year" : "automated_over_normal_literal";
    clear(this.title, `On these beliefs ${normal} does ${quantity(middle("normal_over_slow"), "x")} what ${slow} does, and ${automated} ${quantity(middle(jump), "x")} what ${normal} does ${READINGS.find(([key]) => key === this.reading)[1]} (medians, at equal progress).`);
    this.years.paint();
    this.showWho();
    const found = doc.consistency?.[this.reading];
    const shown = this.shownPlane();
    const met = shown?.met;
    this.meet.say(!shown?.stated ? "State both answers to see whether they agree." : met
      ? `Where no asymmetry is in force, both hold with a ${shown.acrossName} of ${number(met.x)} and a ${PLANES[this.plane]} of ${number(met.y)}.`
      : `No model of this kind gives both ${number(shown.stated.normal_over_slow)}× and ${number(shown.stated.automated_over_normal)}×.`);
    this.meet.paint();
    this.showRepairs(found);
    this.showFactors();
  }

  rows() {
    const { companies: all, roles } = this.document;
    return Object.entries(roles).map(([role, name]) => {
      const found = all[name];
      return { role, name, quantiles: found.years_of_normal?.quantiles ?? null };
    });
  }

  drawYears(width) {
    if (!this.document) return null;
    const rows = this.rows().filter((row) => row.quantiles);
    const values = rows.flatMap((row) => ["0.05", "0.95"].map((level) => row.quantiles[level])).filter((value) => value > 0);
    const ticks = logAxis(Math.min(...values), Math.max(...values));
    return companies({
      rows: rows.map((row) => ({ name: row.name, detail: SAID[row.role], quantiles: row.quantiles, shown: aligned(["0.25", "0.5", "0.75"].map((level) => row.quantiles[level])) })),
      ticks, one: ticks[0] <= 1 && ticks.at(-1) >= 1 ? 1 : null, label: (tick, isLast) => (isLast ? joined(plain(tick), "year") : plain(tick)),
    }, { width });
  }

  yearsRows() {
    const levels = ["0.05", "0.25", "0.5", "0.75", "0.95"];
    return this.document && {
      caption: "Years of usual progress in one calendar year", head: ["company", ...levels.map((level) => `${number(100 * level)} in 100 below`)],
      rows: this.rows().filter((row) => row.quantiles).map((row) => [row.name, ...levels.map((level) => number(row.quantiles[level]))]),
    };
  }

  showWho() {
    const { companies: all, roles } = this.document;
    const time = (years) => (Math.abs(years - WEEK) < 0.001 ? "1 week" : quantity(years, "year"));
    clear(this.who, table({
      caption: "Who they are", head: ["company", ...MEASURES.map(([, words]) => words), "H100-years"],
      rows: Object.values(roles).map((name) => {
        const { numbers, chip_years: chipYears } = all[name];
        return [name, ...MEASURES.map(([key]) => (key === "serial_time" ? time(numbers[key].median) : short(numbers[key].median))), short(chipYears, 3)];
      }),
    }));
  }

  /** The chosen plane of the symmetric model, at the medians of the answers: curves, and where they meet. */
  shownPlane() {
    const asked = this.document?.consistency;
    const found = asked?.[this.reading].planes.symmetric[this.plane];
    if (!found) return null;
    const median = (levels) => levels?.[MEDIAN] ?? null;
    const stated = { normal_over_slow: median(asked.stated.normal_over_slow), automated_over_normal: median(asked.stated.automated_over_normal) };
    const points = (key) => (found.curves[key]?.[MEDIAN] ?? []).map((value, index) => [found.places[index], value]);
    const at = found.meet;
    return {
      curves: { normal_over_slow: points("normal_over_slow"), automated_over_normal: points("automated_over_normal") },
      stated: stated.normal_over_slow !== null && stated.automated_over_normal !== null ? stated : null,
      acrossName: spelledOut(found.across).toLowerCase(),
      met: at && at[found.across] !== null && at[this.plane] !== null ? { x: at[found.across], y: at[this.plane] } : null,
    };
  }

  drawPlane(width) {
    const found = this.shownPlane();
    if (!found?.stated) return null;
    const { curves, stated, met } = found;
    const values = Object.values(curves).flat().map(([, value]) => value).filter((value) => value !== null);
    if (!values.length) return null;
    const most = this.plane === "research_taste_spread" ? MOST_TASTE : Infinity;
    const yTicks = roundAxis(Math.min(...values), Math.min(most, Math.max(...values)));
    const { roles } = this.document;
    return plane({
      curves: [
        { points: curves.normal_over_slow, colour: "sb", dash: "9 4", name: `${roles.normal} ${number(stated.normal_over_slow)}× ${roles.slow}` },
        { points: curves.automated_over_normal, colour: "sa", dash: null, name: `${roles.automated} ${number(stated.automated_over_normal)}× ${roles.normal}` },
      ],
      meet: met ? { ...met, words: "both hold" } : null,
      yTicks, yLabel: plain, xName: found.acrossName, yName: PLANES[this.plane],
    }, { width: Math.min(width, 640), height: 300 });
  }

  planeRows() {
    const found = this.shownPlane();
    const curves = found?.stated && found.curves;
    return curves && {
      caption: `${capital(PLANES[this.plane])} that gives each answer, by ${found.acrossName}`, head: [found.acrossName, "for the jump down", "for the jump up"],
      rows: curves.normal_over_slow.map(([at, value], index) => [number(at), value === null ? "none" : number(value, 3), curves.automated_over_normal[index][1] === null ? "none" : number(curves.automated_over_normal[index][1], 3)]),
    };
  }

  showRepairs(found) {
    if (!found) {
      clear(this.repairs);
      return;
    }
    const symmetry = found.implied_by_symmetry;
    const said = (table_) => Object.entries(table_ ?? {}).map(([by, levels]) => [by, levels[MEDIAN]]).filter(([, value]) => value !== null).map(([by, value]) => `${quantity(value, "x")} ${by === "equal jumps" ? "if both jumps are equal" : `through ${spelledOut(by).toLowerCase()}`}`).join(", ");
    clear(this.repairs, h("h2", { class: "figure-name" }, "What would reconcile them"),
      h("p", { class: "figure-message" }, `From the jump down alone, symmetry makes the jump up ${said(symmetry.normal_over_slow)}. From the jump up alone, it makes the jump down ${said(symmetry.automated_over_normal)}.`),
      h("div", { class: "figure-table" }, table({
        caption: "To hold both, with the labour share set anew, one of these would have to be", head: ["asymmetry", "parameter", "would be", "instead of"],
        rows: Object.entries(found.asymmetries ?? {}).map(([name, each]) => [capital(name), spelledOut(each.parameter), each.closes_the_gap && each.size !== null ? number(each.size) : each.has_room ? "cannot close the gap" : "does not apply", number(each.neutral)]),
      })));
  }

  showFactors() {
    const { factors, roles } = this.document;
    const names = { normal_over_slow: `${roles.normal} over ${roles.slow}`, automated_over_normal_literal: `${roles.automated} over ${roles.normal}, own years`, automated_over_normal_in_year: `${roles.automated} over ${roles.normal}, calendar year` };
    const keys = [...new Set(Object.values(factors).flatMap(Object.keys))].filter((key) => key !== "product");
    clear(this.factors, h("h2", { class: "figure-name" }, "Factors at the medians, which multiply to the speed-up"), h("div", { class: "figure-table" }, table({
      caption: "", head: ["factor", ...Object.values(names)],
      rows: [...keys, "product"].map((key) => [spelledOut(key), ...Object.keys(names).map((jump) => (factors[jump][key] === undefined ? "" : quantity(factors[jump][key], "x", 3)))]),
    })));
  }
}
