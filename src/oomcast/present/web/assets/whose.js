// Whose beliefs are on the screen: choose others, set a second person's beside them, go back to what they were.

import { button, clear, h, icon, popover, segmented } from "./dom.js";
import { sidePicker } from "./menus.js";
import { whose } from "./naming.js";

/** Shows above the rows whose beliefs they are, with what else may be done with them. */
export function showWhose(bench) {
  const { state } = bench;
  const { active } = state;
  const base = bench.bases[active];
  const changes = Object.keys(state[active].set).length + Object.keys(state[active].structure).length + Object.keys(state[active].given).length;
  const name = base ? whose(base) : "…";
  const picker = popover([h("span", { class: "whose-name" }, name), icon("down")], (close) => sidePicker(bench, active, close), { attributes: { class: "whose-button", "aria-label": `Whose beliefs: ${name}` }, panelClass: "picker-panel" });
  const compare = popover(state.b ? "Other B" : "Compare", (close) => sidePicker(bench, "b", close), { attributes: { class: "quiet" }, align: "end", panelClass: "picker-panel" });
  const sides = state.b ? segmented("Whose beliefs are moved", [{ value: "a", words: "A" }, { value: "b", words: "B" }], active, (side) => bench.store.change({ active: side }, { kind: "side" })) : null;
  clear(bench.whose,
    h("div", { class: "whose-row" }, sides?.box, h("div", { class: "whose-picker" }, picker.box), compare.box),
    h("div", { class: "whose-row whose-sub" },
      h("span", { class: "whose-title" }, base?.title ?? ""),
      changes ? button(`Undo ${changes} change${changes > 1 ? "s" : ""}`, () => bench.backToPreset(), { class: "link" }) : null,
      state.b ? button("Remove B", () => bench.removeSecond(), { class: "link" }) : null));
}
