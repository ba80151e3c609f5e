// The bench: what is believed, the engine that answers it, and the pages that show the answer.

import { clear } from "./dom.js";
import { get } from "./api.js";
import { Engine } from "./engine.js";
import { Address } from "./address.js";
import { Changes } from "./changes.js";
import { Column } from "./column.js";
import { Header } from "./header.js";
import { Messages } from "./messages.js";
import { Mini } from "./mini.js";
import { PAGES } from "./pages.js";
import { Reading } from "./reading.js";
import { Store, sideOf } from "./store.js";
import { Why } from "./why.js";
import { acceptDrops } from "./files.js";
import { whose } from "./naming.js";
import { fromPaper, toPaper } from "./paper.js";
import { showProvenance } from "./provenance.js";

const READY_POLL = 400;
const MOST_POLLS = 600;

const at = (id) => document.getElementById(id);

export class Bench {
  constructor({ presets, tiers, preset, link }) {
    Object.assign(this, { presets, tiers, shown: null, was: null, settledAnswer: null });
    this.waitingWords = "Getting ready, a few seconds. It happens once per version.";
    const state = link?.state ?? { a: sideOf({ scenario: preset.name, date: preset.date, hash: preset.hash }), view: {} };
    this.store = new Store(state);
    this.reading = new Reading(presets);
    this.engine = new Engine((told) => this.hear(told));
    this.why = new Why(() => this.page.made.show({ isMoving: false }));
    this.pages = PAGES.map((page) => ({ ...page, made: null }));
    this.messages = new Messages({ retry: () => this.retry(), complain: (problem) => this.column.complain(problem) });
    this.header = new Header(this);
    this.changes = new Changes(this);
    this.column = new Column(this);
    this.mini = new Mini();
    this.address = new Address((to) => this.follow(to));
    acceptDrops(at("drop"), (file) => this.changes.openFile(this.state.active, file));
    window.addEventListener("beforeprint", () => toPaper(this));
    window.addEventListener("afterprint", () => fromPaper(this));
    this.store.listen((now, how) => this.changed(now, how));
    this.open();
    if (link?.problems.length) this.notice(link.problems.join(" "));
  }

  get state() {
    return this.store.state;
  }

  /** The side whose beliefs are moved. */
  get side() {
    return this.state[this.state.active];
  }

  /** The scenarios as they are now, by letter. */
  get scenarios() {
    return this.reading.now;
  }

  /** The scenarios before any change, by letter. */
  get bases() {
    return this.reading.bases;
  }

  get insight() {
    return this.why.found;
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
      this.header.markPage(page.name);
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
    return this.reading.label(name);
  }

  amount(name, value) {
    return this.reading.amount(name, value);
  }

  names(room) {
    return this.reading.names(this.state, room);
  }

  usualPace(index) {
    return this.reading.middle(index ? "b" : "a", "reference_oom_per_year");
  }

  /** The middle of what is believed about when full automation comes; null where nobody says. */
  startDate() {
    return this.reading.middle("a", "automation_year");
  }

  announce(words) {
    this.messages.announce(words);
  }

  notice(words, isBad) {
    this.messages.notice(words, isBad);
  }

  fail(problem) {
    this.messages.fail(problem);
  }

  // ------------------------------------------------------------------ changes

  /** Another address was put into the address bar. */
  follow(link) {
    if (link?.problems.length) this.notice(link.problems.join(" "));
    if (!link?.state) return;
    this.was = null;
    this.store.change({ ...link.state, active: "a" });
    this.open();
  }

  changed(state, { settled, kind }) {
    this.header.markHistory();
    if (settled) this.address.write(state);
    if (kind === "view") {
      this.open();
      if (state.view.unit === "rate" && this.shown && this.shown.asked.state.view.rate !== state.view.rate) this.engine.ask(state);
      if (this.page.name !== "corporations") this.askWhy();
      return;
    }
    if (kind === "side") {
      this.column.show();
      return;
    }
    if (settled) this.changes.isMoving = false;
    this.markRest();
    if (kind === "history") this.was = this.settledAnswer;
    this.why.drop();
    this.engine.ask(state);
    if (settled) this.check();
  }

  /** Reads the scenarios as they are now, and shows the rows. */
  async check() {
    const { state } = this;
    try {
      const { isLatest, renewed, problems } = await this.reading.read(state);
      if (problems.length) this.notice(problems.join(" "));
      if (!isLatest) return;
      if (renewed.length) this.column.reset();
      this.checked = state;
      this.column.show(state);
      this.titlePage();
      if (this.shown) {
        this.page.made.show({ isMoving: false });
        showProvenance(this, at("provenance"));
      }
      this.markRest();
    } catch (problem) {
      this.fail(problem);
    }
  }

  // ------------------------------------------------------------------ answers

  hear({ answer, asked, problem, progress }) {
    if (progress !== undefined) this.messages.progress(progress, () => this.engine.stop());
    if (problem) this.fail(problem);
    if (!answer) return;
    this.messages.clearFailure();
    this.column.clearComplaint();
    const before = this.shown;
    const other = answer.overlay ?? null;
    this.shown = { answer: keptFrom(before?.answer, answer), other: other && keptFrom(before?.other, other), paired: answer.paired ?? null, asked };
    if (!asked.isMoving) this.settledAnswer = this.shown.answer;
    this.renew(answer, asked);
    this.page.made.show({ isMoving: asked.isMoving });
    this.mini.show(this.pages[0].made);
    showProvenance(this, at("provenance"));
    this.markRest();
    if (asked.isMoving) return;
    this.announce(this.shown.answer.screen.sentence);
    this.askWhy();
  }

  /** The densities of what was moved, as the server has them. */
  renew(answer, asked) {
    const side = asked.state.active;
    const fresh = (side === "b" ? answer.overlay : answer)?.screen.beliefs;
    if (!fresh || !this.scenarios[side] || this.state.active !== side) return;
    this.column.renew(this.reading.renew(side, fresh), { names: Object.keys(fresh), asked });
  }

  /** Asks what drives the answer, or what makes the gap, once the answer stands. */
  askWhy() {
    const { name } = this.page;
    const isShown = name === "forecast" || (name === "cruxes" && this.state.b);
    if (isShown && this.shown && !this.shown.asked.isMoving) this.why.ask(this.state.b ? "compare" : "explain", this.state);
  }

  /** Says on the page whether what it shows is the full answer to what is believed now. */
  markRest() {
    const { a, b, seed } = this.state;
    const isOf = (asked) => asked && asked.a === a && asked.b === b && asked.seed === seed;
    const isRested = isOf(this.shown?.asked.state) && !this.shown.asked.isMoving && isOf(this.checked);
    document.body.dataset.rested = isRested ? "yes" : "no";
  }

  async retry() {
    await this.check();
    this.engine.ask(this.state);
  }

  // ------------------------------------------------------------------ start

  async start() {
    const checked = this.check();
    await untilReady((words) => {
      this.waitingWords = words;
      this.page.made.show({ isMoving: false });
    });
    this.engine.ask(this.state);
    await checked;
    await this.address.write(this.state);
  }
}

/** An answer to a moving hand leaves out what it need not show; that stays as it was. */
function keptFrom(before, answer) {
  if (!before) return answer;
  return { ...before, ...answer, decomposition: answer.decomposition ?? before.decomposition };
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
