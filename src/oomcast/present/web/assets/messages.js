// What the page says besides its answer: notices and what went wrong above the page, how far a long computation has
// come, and the answer at rest for those who listen.

import { button, clear, h, say } from "./dom.js";
import { Refused, Unreachable, isCalledOff } from "./api.js";

const at = (id) => document.getElementById(id);

export class Messages {
  /** `retry` asks again; `complain(problem)` says what is wrong where it belongs, and whether there is such a place. */
  constructor({ retry, complain }) {
    Object.assign(this, { retry, complain, failed: null });
  }

  announce(words) {
    say(at("announcement"), words);
  }

  banner(words, act, isBad) {
    const banner = at("banner");
    clear(banner, h("span", {}, words), act);
    banner.classList.toggle("is-bad", isBad);
    banner.hidden = false;
  }

  hide() {
    at("banner").hidden = true;
  }

  notice(words, isBad = false) {
    this.banner(words, button("Close", () => this.hide(), { class: "quiet" }), isBad);
  }

  /** Takes back what was said of a failure that is over. */
  clearFailure() {
    if (this.failed) this.hide();
    this.failed = null;
  }

  /** Says what went wrong where it belongs: at the belief, or above the page. The picture stays as it was. */
  fail(problem) {
    if (isCalledOff(problem)) return;
    if (problem instanceof Unreachable) {
      this.failed = problem;
      this.banner("The engine has stopped. Your beliefs are safe in the address.", button("Retry", () => {
        this.hide();
        this.retry();
      }, { class: "quiet" }), true);
      return;
    }
    if (!(problem instanceof Refused)) throw problem;
    if (this.complain(problem)) return;
    this.failed = problem;
    this.notice([problem.field, problem.message].filter(Boolean).join(": "), true);
  }

  /** How far a long computation has come; null where there is none. `stop` ends it. */
  progress(progress, stop) {
    const bar = at("progress");
    bar.hidden = progress === null;
    if (progress === null) return;
    const line = h("span", { class: "progress-line" });
    if (progress.share) line.style.width = `${Math.max(4, 100 * progress.share)}%`;
    clear(bar, line,
      progress.words ? h("span", { class: "progress-words" }, progress.words, progress.canStop ? button("Stop", stop, { class: "quiet" }) : null) : null);
  }
}
