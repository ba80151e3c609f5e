// Whose beliefs are on the screen: choose others, set more people's beside them, go back to what they were.

import { button, clear, h, icon, popover, segmented } from "./dom.js";
import { comparePanel } from "./comparing.js";
import { sidePicker } from "./menus.js";
import { whose } from "./naming.js";
import { changesIn, lettersOf } from "./store.js";

/** Shows above the rows whose beliefs they are, with what else may be done with them. */
export function showWhose(bench, place) {
  const { state } = bench;
  const { active } = state;
  const base = bench.bases[active];
  const letters = lettersOf(state);
  const changes = changesIn(state[active]);
  const name = base ? whose(base) : "…";
  const picker = popover([h("span", { class: "whose-name" }, name), icon("down")], (close) => sidePicker(bench, active, close), { attributes: { class: "whose-button", "aria-label": `Whose beliefs: ${name}` }, panelClass: "picker-panel" });
  const compare = popover("Compare", (close) => comparePanel(bench, close), { attributes: { class: "quiet" }, align: "end", panelClass: "picker-panel" });
  const sides = letters.length > 1 ? segmented("Whose beliefs are moved", letters.map((letter) => ({ value: letter, words: letter.toUpperCase() })), active, (side) => bench.store.change({ active: side }, { kind: "side" })) : null;
  // With two, B is the one that can go, whichever is moved; with more, the one that is moved.
  const leaving = letters.length === 2 ? "b" : active;
  const isWide = letters.length > 2;
  clear(place,
    isWide ? h("div", { class: "whose-row whose-sides" }, sides.box, compare.box) : null,
    h("div", { class: "whose-row" }, isWide ? null : sides?.box, h("div", { class: "whose-picker" }, picker.box), isWide ? null : compare.box),
    h("div", { class: "whose-row whose-sub" },
      h("span", { class: "whose-title" }, base?.title ?? ""),
      changes ? button(`Undo ${changes} change${changes > 1 ? "s" : ""}`, () => bench.changes.backToPreset(), { class: "link" }) : null,
      letters.length > 1 && leaving !== "a" ? button(`Remove ${leaving.toUpperCase()}`, () => bench.changes.remove(leaving), { class: "link" }) : null));
}
