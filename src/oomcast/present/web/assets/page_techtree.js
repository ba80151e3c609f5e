// Companies on trees of ideas: how much faster each climbs, the chain that decides it, and what a forecast can take from it.

import { button, clear, h, say } from "./dom.js";
import { Figure } from "./figure.js";
import { Refused, Unreachable, get, isCalledOff, post, session } from "./api.js";
import { speedups, timeBars } from "./chart_climb.js";
import { ofWorlds, tree, wideOrDeep } from "./chart_tree.js";
import { TreeForm } from "./tree_form.js";
import { inPercent, showBeliefs, showBlocking, showExponent, showFormulas, showPeople, span, times } from "./tree_tables.js";
import { believed, count, joined, number, roundEven, spelledOut } from "./words.js";

const FOLLOW = 300; // milliseconds between looks at how far the server is
const MOST_LOOKS = 4000;
const LONG_START = 15; // looks without a simulation after which it is said what takes so long
const READING = / (literal|in-year)$/;
const [LOW, MIDDLE, HIGH] = ["0.1", "0.5", "0.9"];
const PARTS = [
  { name: "think", words: "thinking", colour: "med" }, { name: "coordinate", words: "organising and waiting for news", colour: "edge" },
  { name: "queue", words: "queueing for groups or chips", colour: "b50" }, { name: "run", words: "computing", colour: "b90", isHollow: true },
  { name: "latency", words: "waiting, whatever the chips", colour: "ink3" },
];

export class TechTreePage {
  constructor(bench) {
    Object.assign(this, { bench, document: null, who: null });
    this.title = h("h1", { class: "sentence page-sentence" }, "Research as a tree of ideas, climbed by three companies.");
    this.remark = h("p", { class: "page-remark" });
    this.state = h("div", { class: "tree-state", role: "status", hidden: true });
    this.form = new TreeForm((asked) => this.choose(asked));
    this.main = new Figure({
      name: "One sampled world", draw: (width) => this.document && tree(this.document.screen.world, { width }), rows: () => this.chainRows(),
      summary: () => this.main.message.textContent, className: "tree-figure",
    });
    this.speed = new Figure({
      name: "Speed-up over trees", draw: (width) => this.drawSpeed(width), rows: () => this.speedRows(), summary: () => this.title.textContent,
    });
    this.curves = new Figure({
      name: "Wide or deep", unit: "speed-up against people", draw: (width) => this.document && wideOrDeep(this.document.screen.curves, { width }),
      rows: () => this.curveRows(), summary: () => this.curves.message.textContent,
    });
    this.time = new Figure({
      name: "Where the time of the longest chain goes", unit: "shares, all trees", draw: (width) => this.drawTime(width), rows: () => this.timeRows(),
      summary: () => this.time.message.textContent,
    });
    this.key = h("ul", { class: "tree-key" }, PARTS.map((part) => h("li", {}, h("span", { class: `swatch swatch-${part.colour}`, "aria-hidden": "true" }), part.words)));
    this.time.box.append(this.key);
    this.people = h("section", { class: "figure" });
    this.blocking = h("section", { class: "figure" });
    this.exponent = h("section", { class: "figure" });
    this.formulas = h("section", { class: "figure" });
    this.beliefs = h("section", { class: "figure" });
    this.source = h("div", { class: "tree-source" });
  }

  mount(answer) {
    const sections = [this.main, this.speed, this.curves, this.time].map((figure) => figure.box);
    const pairs = [[this.people, this.exponent], [this.formulas, this.blocking]].map((pair) => h("div", { class: "tree-pair" }, pair));
    clear(answer, this.title, this.remark, this.state, this.form.box, ...sections, ...pairs, this.beliefs, this.source);
    if (!this.document && !this.controller) this.ask(this.linked());
  }

  show() {
    this.paint();
  }

  /** What the address says about trees. */
  linked() {
    const { tree: line, trees, reach, luck } = this.bench.state.view;
    const asked = { tree: line, reps: trees && Number(trees), value_oom: reach && Number(reach), seed: luck && Number(luck) };
    return Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
  }

  /** Other trees are to be climbed; the address remembers them, unless they come from a file. */
  choose(asked) {
    const said = { tree: asked.tree, trees: asked.reps, reach: asked.value_oom, luck: asked.seed };
    const kept = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined).map(([name, value]) => [name, String(value)]));
    this.ask(asked);
    this.bench.view(kept);
  }

  async ask(asked) {
    this.controller?.abort();
    const controller = new AbortController();
    this.controller = controller;
    this.form.complain(null);
    this.follow(controller);
    try {
      const found = await post("/api/techtree", asked, { signal: controller.signal, place: true });
      if (this.controller !== controller) return;
      this.document = found;
      this.form.show({ families: found.screen.families, isFile: Boolean(asked.edges), ...found.provenance });
      this.paint();
      this.bench.announce(this.title.textContent);
    } catch (problem) {
      if (!isCalledOff(problem)) {
        if (!(problem instanceof Refused || problem instanceof Unreachable)) throw problem;
        this.form.complain(problem);
        if (!this.document) clear(this.title, problem.message);
      }
    } finally {
      if (this.controller === controller) this.rest();
    }
  }

  rest() {
    this.controller = null;
    this.state.hidden = true;
  }

  stop() {
    this.controller?.abort();
    this.rest();
    if (!this.document) clear(this.title, "Stopped before the first tree was climbed.");
  }

  /** Says how far the server has come, as long as it is at it. */
  async follow(controller) {
    const words = h("span", {}, "Getting ready");
    const bar = h("progress", { max: "1", "aria-label": "Simulations done" });
    clear(this.state, bar, words, button("Stop", () => this.stop(), { class: "quiet" }));
    this.state.hidden = false;
    for (let look = 0; look < MOST_LOOKS && this.controller === controller; look += 1) {
      await new Promise((resolve) => setTimeout(resolve, FOLLOW));
      if (this.controller !== controller) return;
      try {
        const { progress } = await get(`/api/progress/${session}`);
        const { done = 0, total = 0 } = progress.techtree ?? {};
        if (this.controller !== controller) return;
        if (!total) {
          if (look === LONG_START) say(words, "Getting ready, up to a minute. It happens once per version.");
          continue;
        }
        bar.value = done / total;
        say(words, done < total ? `Climbing: ${count(done)} of ${count(total)} simulations` : "Drawing");
      } catch (problem) {
        if (!(problem instanceof Refused || problem instanceof Unreachable)) throw problem;
        return; // the answer itself will say what is wrong
      }
    }
  }

  // ------------------------------------------------------------------ what is shown

  paint() {
    const doc = this.document;
    if (!doc) return;
    const { screen, provenance } = doc;
    this.who ??= screen.world.company;
    if (!doc.critical_path[this.who]) this.who = screen.world.company;
    const trees = `${count(provenance.reps)} tree${provenance.reps === 1 ? "" : "s"} of ${count(doc.structure.nodes)} nodes`;
    clear(this.title, this.sentence(trees));
    const formula = doc.fit.two_parameters_do ? "A formula of two numbers predicts this as well as any." : `A formula of two numbers does not predict this; the best of ${Object.keys(doc.fit.formulas).length}, with ${this.best().numbers}, is off by ${this.off(this.best())}.`;
    clear(this.remark, `${this.spread()}${formula} ${doc.limits}`);
    this.showWorld(trees);
    this.speed.unit.textContent = `×, next to ${screen.world.company}, at ${joined(believed(provenance.value_oom), "OOM")}`;
    this.speed.say(`A dot for each of ${trees}; the mark is the median.`);
    this.curves.say(this.gained());
    const first = Object.keys(doc.critical_path)[0];
    const most = PARTS.reduce((best, part) => (doc.critical_path[first].shares[part.name] > doc.critical_path[first].shares[best.name] ? part : best));
    this.time.say(`For ${first} it is mostly ${most.words}: ${roundEven(100 * doc.critical_path[first].shares[most.name])} in 100 of the time.`);
    for (const figure of [this.main, this.speed, this.curves, this.time]) figure.paint();
    showPeople(this.people, doc);
    this.showWaits();
    showExponent(this.exponent, doc);
    showFormulas(this.formulas, doc);
    showBeliefs(this.beliefs, doc, this.bench, () => this.handOver());
    this.showSource(trees);
  }

  sentence(trees) {
    const { speedups: found, screen, provenance } = this.document;
    const normal = screen.world.company;
    const reached = joined(believed(provenance.value_oom), "OOM");
    const companies = [...new Set(Object.keys(found).map((name) => name.replace(READING, "")))].reverse();
    if (!companies.length) return `On ${trees}, ${normal} reaches ${reached} in ${span(this.document.hours[normal].quantiles[MIDDLE])} (median over trees).`;
    const told = companies.map((company, index) => {
      const [literal, inYear] = ["literal", "in-year"].map((reading) => found[`${company} ${reading}`]?.quantiles[MIDDLE]);
      const verb = index ? company : `${company} reaches ${reached}`;
      const next = index ? "" : ` as fast as ${normal}`;
      // A company with the normal span of time has one reading, which is both.
      return literal === undefined ? `${verb} ${times(found[company].quantiles[MIDDLE])}${next}` : `${verb} ${times(literal)}${next} literally and ${times(inYear)} in-year`;
    });
    return `On ${trees}, ${told.join("; ")} (medians over trees).`;
  }

  /** What the readings mean, and how far trees differ. */
  spread() {
    const { speedups: found } = this.document;
    const last = Object.keys(found).at(-1);
    if (!last) return "";
    const { quantiles, by_tree: each } = found[last];
    const means = READING.test(last) ? "Literally, waiting runs on a company’s own clock; in-year it takes as long as ever. " : "";
    return each.length > 1 ? `${means}From tree to tree ${last} differs between ${times(quantiles[LOW])} and ${times(quantiles[HIGH])}. ` : means;
  }

  /** What the most people of the chart gain over the fewest, on this tree and on the last of the others. */
  gained() {
    const { people, trees } = this.document.screen.curves;
    const [own, other] = [trees[0], trees.at(-1)].map(({ speedup }) => speedup.at(-1));
    if (own === null) return "";
    const most = `${count(roundEven(people.at(-1)))} people are ${times(own)} as fast as ${count(roundEven(people[0]))} on this tree`;
    return other === null ? `${most}.` : `${most}, and ${times(other)} on the one with ${trees.at(-1).name}.`;
  }

  showWorld(trees) {
    const { world } = this.document.screen;
    const { chain } = world;
    this.main.unit.textContent = `the first of ${trees}, as ${world.company} climbed it`;
    this.main.say(!chain.length ? `${world.company} does not get there in this world.`
      : `${count(world.done)} of ${count(world.nodes)} nodes are done when the value is reached, after ${span(chain.at(-1).done_hours)}. The dark line is the chain that decided when: ${chain.length} step${chain.length === 1 ? "" : "s"}, each with its share of ${world.worlds} worlds of other luck in which it decides too.`);
  }

  chainRows() {
    if (!this.document) return null;
    const { world } = this.document.screen;
    const at = new Map(world.chain.map((step) => [step.level, step]));
    return {
      caption: "One sampled world, layer by layer", head: ["layer", "nodes", "done", "node on the chain", "begun after", "done after", "decides too"],
      rows: world.layers.map((layer, level) => {
        const step = at.get(level);
        return [String(level + 1), count(layer.nodes), count(layer.done), ...(step ? [step.label, span(step.begun_hours), span(step.done_hours), ofWorlds(step.share, world.worlds)] : ["", "", "", ""])];
      }),
    };
  }

  speedOf() {
    return Object.entries(this.document.speedups).map(([name, found]) => ({ name, values: found.by_tree.filter((value) => value !== null), median: found.quantiles[MIDDLE], found }));
  }

  drawSpeed(width) {
    const rows = this.document && this.speedOf().filter((row) => row.median > 0);
    return rows?.length ? speedups({ rows, said: (row) => times(row.median) }, { width }) : null;
  }

  speedRows() {
    return this.document && {
      caption: "Speed-up over trees", head: ["company", "1 in 10 below", "median", "9 in 10 below", "tree by tree"],
      rows: this.speedOf().map(({ name, found }) => [name, ...[LOW, MIDDLE, HIGH].map((level) => times(found.quantiles[level])), found.by_tree.map(times).join(", ")]),
    };
  }

  curveRows() {
    if (!this.document) return null;
    const { people, trees } = this.document.screen.curves;
    return {
      caption: "Times as fast as the fewest people, at equal value", head: ["people", ...trees.map((each) => each.name)],
      rows: people.map((each, index) => [count(roundEven(each)), ...trees.map(({ speedup }) => (speedup[index] === null ? "never" : times(speedup[index])))]),
    };
  }

  drawTime(width) {
    if (!this.document) return null;
    return timeBars({ rows: Object.entries(this.document.critical_path).map(([name, found]) => ({ name, shares: found.shares })), parts: PARTS }, { width });
  }

  timeRows() {
    return this.document && {
      caption: "Shares of the time of the longest chain, in 100", head: ["company", ...PARTS.map((part) => part.words)],
      rows: Object.entries(this.document.critical_path).map(([name, { shares }]) => [name, ...PARTS.map((part) => number(100 * shares[part.name]))]),
    };
  }

  showWaits() {
    showBlocking(this.blocking, this.document, this.who, (name) => {
      this.who = name;
      this.showWaits();
    });
  }

  best() {
    return this.document.fit.formulas[this.document.fit.best];
  }

  off(formula) {
    const { new_points: points, new_trees: trees } = formula.ln_error;
    return inPercent(trees ?? points);
  }

  async handOver() {
    const { beliefs } = this.document.screen;
    if (await this.bench.changes.openText("a", beliefs.file, beliefs.toml)) this.bench.view({ page: "forecast" });
  }

  /** Where the numbers of this page come from, as lines. */
  foot(trees = "") {
    const { provenance: said, screen } = this.document;
    return [
      `${trees || `${count(said.reps)} trees`} · ${said.tree} ${said.tree_hash.slice(0, 12)} · ${said.companies} ${said.companies_hash.slice(0, 12)} · ${count(said.points)} points of the design on each · seed ${said.seed} · oomcast ${said.oomcast}`,
      `again: ${screen.again.command}`,
    ];
  }

  showSource(trees) {
    clear(this.source, this.foot(trees).map((line) => h("p", {}, line)), h("p", {}, this.document.limits), this.document.warnings.map((said) => h("p", { class: "warning" }, `Warning: ${spelledOut(said)}.`)));
  }
}
