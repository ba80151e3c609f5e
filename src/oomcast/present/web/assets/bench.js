// The bench: what is believed, the engine that answers it, and the pages that show the answer.

import { clear } from "./dom.js";
import { get } from "./api.js";
import { Engine, suffices } from "./engine.js";
import { Address } from "./address.js";
import { Changes } from "./changes.js";
import { Column } from "./column.js";
import { Header } from "./header.js";
import { Messages } from "./messages.js";
import { Mini } from "./mini.js";
import { PAGES } from "./pages.js";
import { Reading } from "./reading.js";
import { Store, asksTheSame, lettersOf, sideOf } from "./store.js";
import { Why } from "./why.js";
import { acceptDrops } from "./files.js";
import { sentenceFor, whatSwings } from "./findings.js";
import { PAIR } from "./frames.js";
import { whose } from "./naming.js";
import { fromPaper, toPaper } from "./paper.js";
import { showProvenance } from "./provenance.js";

const READY_POLL = 400;
const MOST_POLLS = 600;
const NOT_WITHIN = "What drives an answer is told over all worlds that beliefs and limits allow, not over those in which a condition on results holds.";

const at = (id) => document.getElementById(id);

export class Bench {
  constructor({ presets, tiers, preset, link }) {
    Object.assign(this, { presets, tiers, shown: null, was: null, settledAnswer: null });
    this.waitingWords = "Getting ready, a few seconds. It happens once per version.";
    const state = link?.state ?? { a: sideOf({ scenario: preset.name, date: preset.date, hash: preset.hash }), view: {} };
    this.store = new Store(state);
    this.reading = new Reading(presets);
    this.engine = new Engine((told) => this.hear(told));
    this.why = new Why(() => {
      this.page.made.show({ isMoving: false });
      if (this.shown) showProvenance(this, at("provenance"));
    });
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

  usualPace(letter) {
    return this.reading.middle(letter, "reference_oom_per_year");
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
      this.markRest();
      if (this.shown && !suffices(this.shown.asked, state)) this.engine.ask(state);
      this.askWhy();
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
    this.engine.ask(state, { alone: this.movedAlone(state) });
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
    // Too few of the few draws of a moving hand may fulfil what is given: those of a resting one decide.
    if (problem && !(asked.isMoving && problem.code === "run")) this.fail(problem);
    if (!answer) return;
    this.messages.clearFailure();
    this.column.clearComplaint();
    const before = this.shown;
    const letters = lettersOf(asked.state);
    const { overlays = [], paired = null, ...first } = answer;
    const fresh = asked.alone ? { [asked.alone]: first } : Object.fromEntries([first, ...overlays].map((one, index) => [letters[index], one]));
    const stale = before ? [before.answer, ...before.others] : [];
    const [ours, ...others] = letters.map((letter, index) => (fresh[letter] ? keptFrom(stale[index], fresh[letter]) : stale[index]));
    this.shown = { answer: ours, others, paired, letters, asked };
    if (!asked.isMoving) this.settledAnswer = this.shown.answer;
    this.renew(asked);
    this.page.made.show({ isMoving: asked.isMoving });
    this.mini.show(this.pages[0].made);
    showProvenance(this, at("provenance"));
    this.markRest();
    this.column.given.show();
    if (asked.isMoving) return;
    this.announce(sentenceFor(this));
    this.askWhy();
  }

  /** The densities of what was moved, as the server has them. */
  renew(asked) {
    const side = asked.state.active;
    const { answer, others, letters } = this.shown;
    const fresh = [answer, ...others][letters.indexOf(side)]?.screen.beliefs;
    if (!fresh || !this.scenarios[side] || this.state.active !== side) return;
    this.column.renew(this.reading.renew(side, fresh), { names: Object.keys(fresh), asked });
  }

  /** Of three and more scenarios the letter of the only one that differs from what is shown; null where more do. */
  movedAlone(state) {
    if (!this.shown || this.shown.letters.length <= PAIR || state.view.time === "calendar") return null;
    const { asked, letters } = this.shown;
    const isSameSet = lettersOf(state).join() === letters.join() && state.seed === asked.state.seed && suffices(asked, state);
    const moved = letters.filter((letter) => state[letter] !== asked.state[letter]);
    return isSameSet && moved.length === 1 ? moved[0] : null;
  }

  /** Asks what drives the answer, or what makes the gap, once the answer stands. */
  askWhy() {
    const { name } = this.page;
    if (!this.shown || this.shown.asked.isMoving) return;
    const { state } = this;
    // Of three and more the page shows medians and quartiles; the cruxes are between A and B.
    const isConditional = [this.shown.answer, ...this.shown.others].some((answer) => answer.given?.expressions.length);
    const ask = (wanted, about) => (isConditional ? this.why.leave(wanted, NOT_WITHIN) : this.why.ask(wanted, state, about));
    if (state.b && (name === "cruxes" || (name === "forecast" && !state.c))) ask("compare");
    if (!state.b && name === "forecast") ask("explain", whatSwings(this.shown.answer));
  }

  /** Says on the page whether what it shows is the full answer to what is believed now. */
  markRest() {
    const { shown, state } = this;
    const isAnswered = Boolean(shown) && !shown.asked.isMoving && asksTheSame(shown.asked.state, state) && suffices(shown.asked, state);
    const isRested = isAnswered && asksTheSame(this.checked, state);
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
