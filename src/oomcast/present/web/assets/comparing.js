// Behind "Compare": whose beliefs are set beside the first, by person and date, to be taken away, and others to add.

import { button, clear, h } from "./dom.js";
import { sidePicker } from "./menus.js";
import { told } from "./naming.js";
import { LETTERS, lettersOf } from "./store.js";

/** What is compared now, and what may be added; where six are shown, one has to make room. */
export function comparePanel(bench, close) {
  const letters = lettersOf(bench.state);
  const next = LETTERS[letters.length];
  const box = h("div", {});
  const shown = letters.length > 1 ? h("section", {}, h("p", { class: "picker-tier" }, "Shown"),
    h("ul", { class: "compared" }, letters.map((letter) => row(bench, letter, letter === "a" ? null : ["Remove", () => {
      close();
      bench.changes.remove(letter);
    }])))) : null;
  if (next) return [shown, letters.length > 1 ? h("p", { class: "picker-tier" }, `Add ${next.toUpperCase()}`) : null, sidePicker(bench, next, close)];
  clear(box, h("p", { class: "picker-tier" }, "Set another beside them"), sidePicker(bench, null, close, (preset) => askForRoom(bench, preset, box, close)));
  return [shown, box];
}

/** One of those shown: letter, person and date, and what can be done with it. */
function row(bench, letter, act) {
  const base = bench.bases[letter];
  return h("li", {}, h("span", { class: `letter letter-${letter}` }, h("b", {}, letter.toUpperCase()), ` ${base ? told(base) : "…"}`),
    act ? button(act[0], act[1], { class: "link", "aria-label": `${act[0]} ${letter.toUpperCase()}` }) : null);
}

/** Six are as many as letters and colours tell apart: which of them makes room? */
function askForRoom(bench, preset, box, close) {
  const drop = (letter) => ["Drop", () => {
    close();
    bench.changes.choosePreset(letter, preset);
  }];
  clear(box, h("p", { class: "picker-ask", role: "alert" }, `Six are as many as can be told apart. Which one makes room for ${told(preset)}?`),
    h("ul", { class: "compared" }, lettersOf(bench.state).slice(1).map((letter) => row(bench, letter, drop(letter)))));
  box.querySelector("button")?.focus();
}
