// The workbench: the state, the engine that answers it, the pages that show it, and what surrounds them.

import { button, clear, h, icon, popover, say } from "./dom.js";
import { Refused, Unreachable, get, isCalledOff, post } from "./api.js";
import { Engine } from "./engine.js";
import { Beliefs } from "./beliefs.js";
import { PAGES } from "./pages.js";
import { Store, sideOf, source } from "./store.js";
import { decoded, encoded } from "./permalink.js";
import { acceptDrops, fileProblem, save } from "./files.js";
import { Given } from "./given.js";
import { exportMenu, linkMenu, moreMenu } from "./menus.js";
import { fitted, person, whose } from "./naming.js";
import { fromPaper, toPaper } from "./paper.js";
import { asPng, asSvg } from "./pictures.js";
import { showProvenance } from "./provenance.js";
import { showWhose } from "./whose.js";
import { quantile } from "./chart_density.js";
import { sparkFan } from "./chart_fan.js";
import { believed, count, joined, spelledOut } from "./words.js";
import { HEADLINE } from "./frames.js";
import { node, toDom } from "./svg.js";

const ASK_WHY = 250; // milliseconds of quiet after an answer before it is asked what drives it
const READY_POLL = 400;
const MOST_POLLS = 600;
const LARGEST_FILE = 1_048_576;
const WHY_DRAWS = { explain: 4_000, compare: 2_000 }; // a few seconds' work; each number carries its error

const at = (id) => document.getElementById(id);

class Bench {
  constructor({ presets, tiers, preset, link }) {
    Object.assign(this, { presets, tiers, shown: null, was: null, settledAnswer: null, insight: {}, scenarios: {}, bases: {}, cache: new Map() });
    this.waitingWords = "Getting ready, a few seconds. It happens once per version.";
    const state = link?.state ?? { a: sideOf({ scenario: preset.name, date: preset.date, hash: preset.hash }), view: {} };
    this.store = new Store(state);
    this.engine = new Engine((told) => this.hear(told));
    this.beliefs = new Beliefs({
      set: (name, spelling, how) => this.setBelief(name, spelling, how), reset: (name) => this.resetBelief(name),
      others: (name) => this.others(name), switchOn: (part, opener) => this.switchOn(part, opener), choose: (name, option) => this.choose(name, option),
    });
    this.given = new Given(this);
    this.pages = PAGES.map((page) => ({ ...page, made: null }));
    this.store.listen((now, how) => this.changed(now, how));
    this.build();
    this.open(state.view.page);
    if (link?.problems.length) this.notice(link.problems.join(" "));
  }

  get state() {
    return this.store.state;
  }

  // ------------------------------------------------------------------ what surrounds the pages

  build() {
    this.undoButton = button(icon("undo"), () => this.store.undo(), { class: "quiet icon-button", "aria-label": "Undo", title: "Undo" });
    this.redoButton = button(icon("redo"), () => this.store.redo(), { class: "quiet icon-button", "aria-label": "Redo", title: "Redo" });
    const items = () => this.pages.map((page) => button(page.words, () => this.view({ page: page.name }), { class: "nav-item", "data-page": page.name }));
    this.nav = h("nav", { class: "nav", "aria-label": "Pages" }, items());
    const menu = popover([icon("menu"), h("span", { class: "visually-hidden" }, "Pages")], (close) => {
      const list = items();
      for (const item of list) item.addEventListener("click", () => close(false));
      return h("nav", { "aria-label": "Pages" }, list);
    }, { attributes: { class: "quiet icon-button" }, align: "start" });
    menu.box.classList.add("nav-menu");
    clear(at("top"),
      menu.box,
      h("span", { class: "brand" }, mark(), "oomcast"), this.nav,
      h("div", { class: "actions" }, this.undoButton, this.redoButton, linkMenu(this).box, exportMenu(this).box, moreMenu(this).box));
    this.whose = h("div", { class: "whose" });
    this.fileBox = h("div", { class: "file-box", hidden: true });
    clear(at("beliefs"), h("h2", { class: "visually-hidden" }, "Beliefs"), this.whose, this.fileBox, this.beliefs.box, this.given.box);
    this.progress = at("progress");
    document.addEventListener("keydown", (event) => this.key(event));
    window.addEventListener("hashchange", () => this.follow());
    acceptDrops(at("drop"), (file) => this.openFile(this.state.active, file));
    this.buildMini();
    window.addEventListener("beforeprint", () => toPaper(this));
    window.addEventListener("afterprint", () => fromPaper(this));
  }

  key(event) {
    const isTyping = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) && event.target.type !== "radio";
    if (!(event.ctrlKey || event.metaKey) || event.altKey || isTyping) return;
    const pressed = event.key.toLowerCase();
    if (pressed === "z" || pressed === "y") {
      event.preventDefault();
      if (pressed === "y" || event.shiftKey) this.store.redo();
      else this.store.undo();
    }
  }

  /** The bar that stays at the bottom of a narrow page once the answer has scrolled away. */
  buildMini() {
    const mini = at("mini");
    this.miniPicture = h("div", { class: "mini-picture" });
    this.miniWords = h("div", { class: "mini-words" });
    clear(mini, this.miniPicture, this.miniWords, button("Beliefs", () => at("beliefs").scrollIntoView(), { class: "quiet" }));
    new IntersectionObserver(([entry]) => {
      mini.hidden = entry.isIntersecting || !matchMedia("(max-width: 599.98px)").matches || !this.shown;
    }).observe(at("answer"));
  }

  // ------------------------------------------------------------------ pages

  get page() {
    return this.pages.find((page) => page.name === (this.state.view.page ?? "forecast")) ?? this.pages[0];
  }

  open() {
    const { page } = this;
    if (this.mounted !== page) {
      page.made ??= page.make(this);
      this.mounted = page;
      clear(at("panels"));
      page.made.mount(at("answer"), at("panels"));
      at("bench").dataset.page = page.name;
      for (const item of this.nav.children) {
        if (item.dataset.page === page.name) item.setAttribute("aria-current", "page");
        else item.removeAttribute("aria-current");
      }
    }
    page.made.show({ isMoving: false });
    this.titlePage();
  }

  titlePage() {
    const scenario = this.scenarios.a;
    document.title = [this.page.words, scenario ? whose(scenario) : "", "oomcast"].filter(Boolean).join(" · ");
  }

  view(part) {
    this.store.view(part);
  }

  // ------------------------------------------------------------------ what the pages ask

  label(name) {
    for (const side of [this.scenarios.a, this.scenarios.b]) {
      const found = side?.parameters[name] ?? side?.parameters_known?.[name];
      if (found?.label) return found.label;
    }
    return spelledOut(name);
  }

  amount(name, value) {
    const belief = this.scenarios.a?.parameters[name];
    if (value === null) return belief?.none_means ? "none" : "∞";
    return belief?.is_date ? value.toFixed(1) : joined(believed(Number(value.toPrecision(2))), belief?.unit ?? "1");
  }

  usualPace(index) {
    const belief = this.scenarios[index ? "b" : "a"]?.parameters.reference_oom_per_year;
    return belief ? quantile(belief, 0.5) : null;
  }

  /** The middle of what is believed about when full automation comes; null where nobody says. */
  startDate() {
    const belief = this.scenarios.a?.parameters.automation_year;
    return belief ? quantile(belief, 0.5) : null;
  }

  /** Whose beliefs A and B are, as far as there is room. */
  names(room = Infinity) {
    return ["a", "b"].map((side) => {
      const base = this.bases[side];
      if (!base) return side.toUpperCase();
      const name = person(base);
      return fitted(Object.keys(this.state[side]?.set ?? {}).length ? `${name}, changed` : name, room);
    });
  }

  // ------------------------------------------------------------------ changes

  setBelief(name, spelling, { settled, merge = null }) {
    if (!this.isMoving) {
      this.isMoving = true;
      this.was = this.settledAnswer;
    }
    const { active } = this.state;
    const side = this.state[active];
    this.store.change({ [active]: { ...side, set: { ...side.set, [name]: spelling } } }, { settled, merge: merge ?? name });
  }

  resetBelief(name) {
    const { active } = this.state;
    const side = this.state[active];
    if (!Object.hasOwn(side.set, name)) return;
    const { [name]: _, ...set } = side.set;
    this.was = this.settledAnswer;
    this.store.change({ [active]: { ...side, set } });
  }

  async switchOn(part, opener) {
    const { active } = this.state;
    const side = this.state[active];
    opener.disabled = true;
    try {
      const reference = await this.preset("reference-full");
      const names = Object.keys(part.parameters);
      const known = names.find((name) => part.parameters[name] === null && reference?.parameters[name]?.spelled !== undefined);
      const name = known ?? names.find((each) => part.parameters[each] !== null) ?? names[0];
      const spelling = known ? reference.parameters[known].spelled : part.parameters[name] ?? "none";
      const next = { ...side, set: { ...side.set, [name]: spelling } };
      await post("/api/check", source(next));
      this.was = this.settledAnswer;
      this.store.change({ [active]: next });
    } catch (problem) {
      this.fail(problem, opener);
      opener.disabled = false;
    }
  }

  choose(name, option) {
    const { active } = this.state;
    const side = this.state[active];
    this.was = this.settledAnswer;
    this.store.change({ [active]: { ...side, structure: { ...side.structure, [name]: option } } });
  }

  setGiven(given) {
    const { active } = this.state;
    this.was = this.settledAnswer;
    this.store.change({ [active]: { ...this.state[active], given } });
  }

  choosePreset(side, preset) {
    this.was = side === "a" && !this.state.b ? this.settledAnswer : null;
    this.store.change({ [side]: sideOf({ scenario: preset.name, date: preset.date, hash: preset.hash }), active: side });
  }

  removeSecond() {
    this.was = null;
    this.store.change({ b: null, active: "a" });
  }

  async openFile(side, chosen) {
    if (chosen.size > LARGEST_FILE) {
      this.notice(`${chosen.name}: expected a scenario of at most 1 MiB, got ${count(chosen.size)} bytes.`);
      return;
    }
    await this.openText(side, chosen.name, await chosen.text());
  }

  /** Opens the text of a file, or shows what is wrong with it and where; whether it is open. */
  async openText(side, name, text) {
    const next = sideOf({ toml: text, file: name });
    try {
      await post("/api/check", source(next));
      clear(this.fileBox);
      this.fileBox.hidden = true;
      this.was = null;
      this.store.change({ [side]: next, active: side });
      return true;
    } catch (problem) {
      if (!(problem instanceof Refused)) {
        this.fail(problem);
        return false;
      }
      this.fileBox.hidden = false;
      clear(this.fileBox, fileProblem(this, side, { name, text, problem }, () => {
        clear(this.fileBox);
        this.fileBox.hidden = true;
      }));
      return false;
    }
  }

  changed(state, { settled, kind }) {
    this.undoButton.disabled = !this.store.past.length;
    this.redoButton.disabled = !this.store.future.length;
    if (settled) this.write();
    if (kind === "view") {
      this.open();
      if (state.view.unit === "rate" && this.shown && this.shown.asked.state.view.rate !== state.view.rate) this.engine.ask(state);
      if (this.page.name !== "corporations") this.askWhy();
      return;
    }
    if (kind === "side") {
      this.showSides();
      return;
    }
    if (settled) this.isMoving = false;
    this.markRest();
    if (kind === "history") this.was = this.settledAnswer;
    this.dropInsight();
    this.engine.ask(state);
    if (settled) this.check();
  }

  /** Says on the page whether what it shows is the full answer to what is believed now. */
  markRest() {
    const { a, b, seed } = this.state;
    const isOf = (asked) => asked && asked.a === a && asked.b === b && asked.seed === seed;
    const isRested = isOf(this.shown?.asked.state) && !this.shown.asked.isMoving && isOf(this.checked);
    document.body.dataset.rested = isRested ? "yes" : "no";
  }

  /** The address of what is on the screen, kept up to date without a new entry in the browser's history. */
  async write() {
    const letters = await encoded(this.forLink());
    this.written = `#${letters}`;
    history.replaceState(null, "", this.written);
  }

  forLink() {
    const { a, b, seed, view } = this.state;
    const { isRate: _, ...kept } = view;
    return { a, b, seed, view: kept };
  }

  /** Another address was put into the address bar. */
  async follow() {
    if (location.hash === this.written) return;
    const link = await decoded(location.hash.slice(1));
    if (link?.problems.length) this.notice(link.problems.join(" "));
    if (!link?.state) return;
    this.was = null;
    this.store.change({ ...link.state, active: "a" });
    this.open();
  }

  // ------------------------------------------------------------------ scenarios

  async preset(name) {
    if (!this.presets.some((preset) => preset.name === name)) return null;
    if (!this.cache.has(name)) this.cache.set(name, get(`/api/scenarios/${encodeURIComponent(name)}`).then(labelled));
    return this.cache.get(name);
  }

  /** The scenario of a side before any change. */
  async base(side) {
    if (side.toml === undefined) return this.preset(side.scenario);
    return labelled(await post("/api/check", source({ ...side, set: {}, structure: {}, given: {} })));
  }

  /** Reads both scenarios as they are now, and shows the rows. */
  async check() {
    const { state } = this;
    const number_ = (this.checks = (this.checks ?? 0) + 1);
    try {
      for (const letter of ["a", "b"]) {
        const side = state[letter];
        if (!side) {
          delete this.scenarios[letter];
          delete this.bases[letter];
          continue;
        }
        const base = await this.base(side);
        if (base === null) {
          this.notice(`There is no preset called ${side.scenario} here.`);
          return;
        }
        const isPlain = ![side.set, side.structure, side.given].some((table) => Object.keys(table).length);
        const now = isPlain ? base : labelled(await post("/api/check", source(side)));
        if (number_ !== this.checks) return;
        if (this.bases[letter] !== base) this.beliefs.reset();
        Object.assign(this.bases, { [letter]: base });
        Object.assign(this.scenarios, { [letter]: now });
        if (side.hash && !base.hash.startsWith(side.hash) && side.toml === undefined) {
          this.notice(`The preset ${side.scenario} has changed since this link was made: it is now that of ${base.date}.`);
        }
      }
      this.checked = state;
      this.showSides(state);
      this.titlePage();
      if (this.shown) {
        this.page.made.show({ isMoving: false });
        showProvenance(this, at("provenance"));
      }
      this.markRest();
    } catch (problem) {
      if (number_ === this.checks) this.fail(problem);
    }
  }

  showSides(answered = this.state) {
    const { state } = this;
    const { active } = state;
    const scenario = this.scenarios[active];
    showWhose(this);
    this.given.show();
    if (!scenario) return;
    if (this.shownSide !== active) this.beliefs.reset();
    this.shownSide = active;
    this.beliefs.show(scenario, { preset: this.bases[active], set: state[active].set, answered: answered[active]?.set ?? {} });
  }

  backToPreset() {
    const { active } = this.state;
    this.was = this.settledAnswer;
    this.store.change({ [active]: { ...this.state[active], set: {}, structure: {}, given: {} } });
  }

  /** What the other presets believe about a parameter. */
  async others(name) {
    const all = await Promise.all(this.presets.map((preset) => this.preset(preset.name)));
    const here = this.state[this.state.active].scenario;
    return all.filter((scenario) => scenario?.name !== here && scenario?.parameters[name]?.own && scenario.parameters[name].spelled !== null)
      .map((scenario) => ({ scenario, theirs: scenario.parameters[name] }));
  }

  // ------------------------------------------------------------------ answers

  hear({ answer, asked, problem, progress }) {
    if (progress !== undefined) this.showProgress(progress);
    if (problem) {
      // Too few of the few draws of a moving hand may fulfil what is given: those of a resting one decide.
      if (!(asked.isMoving && problem.code === "run")) this.fail(problem);
      return;
    }
    if (!answer) return;
    this.clearFailure();
    const before = this.shown;
    const other = answer.overlay ?? null;
    this.shown = { answer: keptFrom(before?.answer, answer), other: other && keptFrom(before?.other, other), paired: answer.paired ?? null, asked };
    if (!asked.isMoving) this.settledAnswer = this.shown.answer;
    this.moved(answer, asked);
    this.page.made.show({ isMoving: asked.isMoving });
    this.showMini();
    showProvenance(this, at("provenance"));
    this.markRest();
    this.given.show();
    if (asked.isMoving) return;
    this.announce(this.shown.answer.screen.sentence);
    this.askWhy();
  }

  /** The densities of what was moved, as the server has them. */
  moved(answer, asked) {
    const side = asked.state.active;
    const fresh = (side === "b" ? answer.overlay : answer)?.screen.beliefs;
    const now = this.scenarios[side];
    if (!fresh || !now || this.state.active !== side) return;
    const parameters = { ...now.parameters };
    for (const [name, belief] of Object.entries(fresh)) if (parameters[name]) parameters[name] = { ...parameters[name], ...belief };
    this.scenarios[side] = { ...now, parameters };
    this.beliefs.show(this.scenarios[side], {
      preset: this.bases[side], set: this.state[side].set, answered: asked.state[side].set, changed: Object.keys(fresh),
    });
  }

  announce(words) {
    say(at("announcement"), words);
  }

  showMini() {
    const { made } = this.pages[0];
    if (!made?.frame) return;
    clear(this.miniPicture, toDom(node("svg", { viewBox: "0 0 84 40", width: 84, height: 40, "aria-hidden": "true" }, sparkFan(made.frame, { width: 84, height: 40, ticks: made.ticks }))));
    const [low, middle, high] = made.frame.numbers(["0.25", "0.5", "0.75"].map((level) => made.frame.ends[level]));
    const unit = { oom: "OOM", years: "years", rate: "years", times: "" }[made.unit()];
    clear(this.miniWords, h("b", {}, `${middle} ${unit}`), h("span", {}, `half ${low} to ${high}`));
  }

  // ------------------------------------------------------------------ what drives it

  dropInsight() {
    this.why?.abort();
    clearTimeout(this.whyTimer);
    this.insight = {};
  }

  /** Asks what drives the answer, or what makes the gap, once the answer stands. */
  askWhy() {
    clearTimeout(this.whyTimer);
    const wanted = this.state.b ? "compare" : "explain";
    const isShown = this.page.name === "forecast" || this.page.name === "cruxes";
    if (!isShown || this.insight[wanted] || !this.shown || this.shown.asked.isMoving || (this.page.name === "cruxes" && !this.state.b)) return;
    this.whyTimer = setTimeout(async () => {
      this.why?.abort();
      this.why = new AbortController();
      const { state } = this;
      const size = { draws: WHY_DRAWS[wanted], seed: state.seed, output: HEADLINE };
      if ([this.shown.answer, this.shown.other].some((answer) => answer?.given?.expressions.length)) {
        this.insight[wanted] = { problem: "What drives an answer is told over all worlds that beliefs and limits allow, not over those in which a condition on results holds." };
        this.page.made.show({ isMoving: false });
        return;
      }
      this.insight[wanted] = {};
      this.page.made.show({ isMoving: false });
      try {
        const document_ = wanted === "explain"
          ? await post("/api/explain", { ...source(state.a), ...size }, { signal: this.why.signal, place: true })
          : await post("/api/compare", { scenarios: [source(state.a), source(state.b)], ...size }, { signal: this.why.signal, place: true });
        if (state !== this.state && state.a !== this.state.a) return;
        this.insight[wanted] = { document: document_ };
      } catch (problem) {
        if (isCalledOff(problem)) return;
        if (!(problem instanceof Refused || problem instanceof Unreachable)) throw problem;
        this.insight[wanted] = { problem: problem.message };
      }
      this.page.made.show({ isMoving: false });
      showProvenance(this, at("provenance"));
    }, ASK_WHY);
  }

  // ------------------------------------------------------------------ what goes wrong

  showProgress(progress) {
    const bar = this.progress;
    bar.hidden = progress === null;
    if (progress === null) return;
    clear(bar, h("span", { class: "progress-line" }),
      progress.words ? h("span", { class: "progress-words" }, progress.words, progress.canStop ? button("Stop", () => this.engine.stop(), { class: "quiet" }) : null) : null);
    if (progress.share) bar.firstChild.style.width = `${Math.max(4, 100 * progress.share)}%`;
  }

  notice(words, isBad = false) {
    const banner = at("banner");
    clear(banner, h("span", {}, words), button("Close", () => {
      banner.hidden = true;
    }, { class: "quiet" }));
    banner.classList.toggle("is-bad", isBad);
    banner.hidden = false;
  }

  clearFailure() {
    if (this.failed) at("banner").hidden = true;
    if (this.complained) this.beliefs.complain(this.complained, "");
    this.given.complain("");
    this.failed = this.complained = null;
  }

  /** Says what went wrong where it belongs: at the belief, or above the page. The picture stays as it was. */
  fail(problem) {
    if (isCalledOff(problem)) return;
    if (problem instanceof Unreachable) {
      this.failed = problem;
      const banner = at("banner");
      clear(banner, h("span", {}, "The engine has stopped. Your beliefs are safe in the address."), button("Retry", () => this.retry(), { class: "quiet" }));
      banner.classList.add("is-bad");
      banner.hidden = false;
      return;
    }
    if (!(problem instanceof Refused)) throw problem;
    const name = (problem.field ?? "").split(".").find((part) => this.scenarios[this.state.active]?.parameters[part]);
    this.complained = name ?? null;
    if (!name && this.given.hears(problem)) return;
    if (name && this.beliefs.complain(name, problem.message)) return;
    this.failed = problem;
    this.notice([problem.field, problem.message].filter(Boolean).join(": "), true);
  }

  async retry() {
    at("banner").hidden = true;
    await this.check();
    this.engine.ask(this.state);
  }

  // ------------------------------------------------------------------ files

  saveToml() {
    const { active } = this.state;
    const scenario = this.scenarios[active];
    save(new Blob([scenario.toml], { type: "application/toml" }), `${scenario.name || "scenario"}.toml`);
  }

  /** The figure of this page, with its sentence and where it comes from. */
  async saveFigure(kind) {
    const { made } = this.page;
    const figure = made.main ?? made.fan ?? made.steps ?? made.years ?? made.split;
    const foot = made.foot?.() ?? [...at("provenance").querySelectorAll("p")].map((line) => line.textContent);
    const drawn = figure.file({ head: document.querySelector("h1").textContent, foot });
    const name = `${this.scenarios.a?.name ?? "forecast"}-${this.page.name}`;
    if (drawn) save(await (kind === "svg" ? asSvg(drawn) : asPng(drawn)), `${name}.${kind}`);
  }

  // ------------------------------------------------------------------ start

  async start() {
    this.undoButton.disabled = this.redoButton.disabled = true;
    const checked = this.check();
    await untilReady((words) => {
      this.waitingWords = words;
      this.page.made.show({ isMoving: false });
    });
    this.engine.ask(this.state);
    await checked;
    await this.write();
  }
}

/** An answer to a moving hand leaves out what it need not show; that stays as it was. */
function keptFrom(before, answer) {
  if (!before) return answer;
  return { ...before, ...answer, decomposition: answer.decomposition ?? before.decomposition };
}

/** Every belief with its name, and a label where the server gives none. */
function labelled({ scenario }) {
  for (const table of [scenario.parameters, scenario.parameters_known]) {
    for (const [name, about] of Object.entries(table)) about.label ??= spelledOut(name);
  }
  return scenario;
}

function mark() {
  return toDom(node("svg", { viewBox: "0 0 32 32", width: 20, height: 20, "aria-hidden": "true", class: "brand-mark" },
    node("path", { d: "M3 28C12 28 20 20 29 3V19C20 26 12 28 3 28Z", fill: "b50" }),
    node("path", { d: "M3 28C13 27 21 21 29 11", fill: "none", stroke: "med", "stroke-width": 3.5, "stroke-linecap": "round" })));
}

/** Waits until the first kernels are compiled; the page is there meanwhile. */
async function untilReady(tell) {
  for (let poll = 0; poll < MOST_POLLS; poll += 1) {
    const health = await get("/api/health");
    if (health.status === "ready") return;
    tell(health.sentence);
    await new Promise((resolve) => setTimeout(resolve, READY_POLL));
  }
}

async function begin() {
  try {
    const listed = await get("/api/scenarios");
    const link = await decoded(location.hash.slice(1));
    const preset = listed.scenarios.find((each) => each.name === listed.default) ?? listed.scenarios[0];
    const bench = new Bench({ presets: listed.scenarios, tiers: listed.tiers, preset, link });
    await bench.start();
  } catch (problem) {
    if (!(problem instanceof Refused || problem instanceof Unreachable)) throw problem;
    say(at("starting") ?? at("banner"), problem.message);
  }
}

begin();
