// The bar that stays at the bottom of a narrow page once the answer has scrolled away, so that a drag shows its effect.

import { button, clear, h } from "./dom.js";
import { sparkFan } from "./chart_fan.js";
import { node, toDom } from "./svg.js";

const SIZE = { width: 84, height: 40 };
const UNITS = { oom: "OOM", years: "years", rate: "years", times: "" };
const LEVELS = ["0.25", "0.5", "0.75"];

export class Mini {
  constructor() {
    this.bar = document.getElementById("mini");
    this.picture = h("div", { class: "mini-picture" });
    this.words = h("div", { class: "mini-words" });
    this.isAway = false;
    clear(this.bar, this.picture, this.words, button("Beliefs", () => document.getElementById("beliefs").scrollIntoView(), { class: "quiet" }));
    const narrow = matchMedia("(max-width: 599.98px)");
    new IntersectionObserver(([entry]) => {
      this.isAway = !entry.isIntersecting && narrow.matches;
      this.show();
    }).observe(document.getElementById("answer"));
  }

  /** Shows a frame with its ticks, as far as anybody sees it. */
  show(page = this.page) {
    this.page = page;
    const frame = page?.frame;
    this.bar.hidden = !(this.isAway && frame);
    if (this.bar.hidden) return;
    clear(this.picture, toDom(node("svg", { viewBox: `0 0 ${SIZE.width} ${SIZE.height}`, ...SIZE, "aria-hidden": "true" }, sparkFan(frame, { ...SIZE, ticks: page.ticks }))));
    const [low, middle, high] = frame.numbers(LEVELS.map((level) => frame.ends[level]));
    clear(this.words, h("b", {}, `${middle} ${UNITS[frame.key]}`), h("span", {}, `half ${low} to ${high}`));
  }
}
