// When the server is asked, and for how much: 2,000 draws while a hand moves, 10,000 when it rests, the last question
// first, and what is overtaken called off.

import { Refused, Unreachable, get, isCalledOff, post, session } from "./api.js";
import { lettersOf, source } from "./store.js";
import { count, countOfDraws } from "./words.js";

export const WHILE_MOVING = 2_000;
export const AT_REST = 10_000;
const REST = 250; // milliseconds without a change after which the picture is refined
const LATE = 300; // from here on a line under the header says that something is going on
const LONG = 2_000; // from here on words and a way to stop
const AGAIN = 400; // milliseconds after which a full queue is tried again
const MOST_TRIES = 20;
export const FIRST_START = 2030; // when full automation comes where nobody says it, until the person does

/** The parts of the picture that a view shows: what it does not show is not computed. */
export function partsFor({ view, b }, { isMoving }) {
  const parts = ["fan_12mo", "dots", "beliefs"];
  if (view.time === "calendar") parts.push("calendar");
  if (view.shape === "futures" && !b) parts.push("futures");
  if (!isMoving || view.page === "firstyear") parts.push("decomposition");
  if (!isMoving) parts.push("audit");
  return parts;
}

const rateOf = ({ unit, rate }) => (unit === "rate" && Number(rate) > 0 ? Number(rate) : null);
const startOf = ({ time, start }) => (time === "calendar" ? Number(start) || FIRST_START : null);

/** Whether an answer to `asked` shows all that a state wants to see. */
export function suffices(asked, state) {
  const has = partsFor(asked.state, asked);
  const isSame = [rateOf, startOf].every((of) => of(state.view) === null || of(state.view) === of(asked.state.view));
  return isSame && partsFor(state, asked).every((part) => has.includes(part));
}

export class Engine {
  /** `tell` gets {answer, asked, isMoving}, {problem, asked} or {progress}. */
  constructor(tell) {
    Object.assign(this, { tell, running: null, next: null, timer: null, late: [] });
  }

  /**
   * A state to answer: few draws at once, more when nothing has changed for a moment. `alone` is the letter of the one
   * scenario that has moved since the last answer, where the others may stay as they are meanwhile.
   */
  ask(state, { alone = null } = {}) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.refine({ state, draws: AT_REST, isMoving: false }), REST);
    const asked = { state, draws: WHILE_MOVING, isMoving: true, alone };
    // A question on the way for a moving hand is soon answered, and its answer is worth painting; one for a resting hand is not.
    if (this.running?.asked.isMoving) this.next = asked;
    else this.start(asked);
  }

  /** More draws, after the few that are on their way: a slow machine shows those first. */
  refine(asked) {
    if (this.running?.asked.isMoving) this.next = asked;
    else this.start(asked);
  }

  /** Stops what is going on. */
  stop() {
    clearTimeout(this.timer);
    this.next = null;
    this.running?.controller.abort();
    this.finish();
  }

  async start(asked, tries = 0) {
    this.next = null;
    this.running?.controller.abort();
    const running = { asked, controller: new AbortController() };
    this.running = running;
    this.watch(running);
    const { state } = asked;
    const [first, ...others] = asked.alone ? [asked.alone] : lettersOf(state);
    const body = { ...source(state[first]), draws: asked.draws, seed: state.seed, parts: partsFor(state, asked) };
    if (others.length) body.overlay = others.map((letter) => source(state[letter]));
    const [rate, start] = [rateOf(state.view), startOf(state.view)];
    if (rate !== null) body.rate = rate;
    if (start !== null) body.start_year = start;
    try {
      const answer = await post("/api/run", body, { signal: running.controller.signal, place: true });
      if (this.running !== running) return;
      this.finish();
      this.tell({ answer, asked });
    } catch (problem) {
      if (this.running !== running) return;
      if (problem instanceof Refused && problem.status === 429 && tries < MOST_TRIES) {
        this.tell({ progress: { words: "Waiting for 2 other runs", canStop: true } });
        setTimeout(() => this.running === running && this.start(asked, tries + 1), (problem.retryAfter ?? 0) * 1000 || AGAIN);
        return;
      }
      this.finish();
      if (!isCalledOff(problem)) {
        if (!(problem instanceof Refused || problem instanceof Unreachable)) throw problem;
        this.tell({ problem, asked });
      }
    }
    if (this.next && !this.running) this.start(this.next);
  }

  watch(running) {
    this.late.forEach(clearTimeout);
    const said = `Refining: ${countOfDraws(running.asked.draws)}`;
    this.late = [
      setTimeout(() => this.tell({ progress: { words: "", canStop: false } }), LATE),
      setTimeout(async () => {
        this.tell({ progress: { words: said, canStop: true } });
        await this.follow(running, said);
      }, LONG),
    ];
  }

  /** Says how far a long computation has come, as long as it goes on. */
  async follow(running, said) {
    const wait = () => new Promise((resolve) => setTimeout(resolve, AGAIN));
    for (let round = 0; this.running === running && round < 100; round += 1) {
      try {
        const { progress } = await get(`/api/progress/${session}`);
        if (this.running !== running) return;
        const { done = 0, total = 0 } = progress.run ?? {};
        const words = total ? `Refining: ${count(done)} of ${count(total)} draws` : said;
        this.tell({ progress: { words, canStop: true, share: total ? done / total : null } });
      } catch (problem) {
        if (!(problem instanceof Refused || problem instanceof Unreachable)) throw problem;
        return; // the answer itself will say what is wrong
      }
      await wait();
    }
  }

  finish() {
    this.late.forEach(clearTimeout);
    this.running = null;
    this.tell({ progress: null });
  }
}
