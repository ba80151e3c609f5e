// Texts to take along: shown whole, and copied where the browser lets us.

import { button, freshId, h, say } from "./dom.js";

const LETTERS = 40; // that a line of the export panel holds

/** A text that can be copied. */
export function copied(words, said) {
  const id = freshId("copy");
  const area = h("textarea", { id, readonly: true, rows: Math.min(9, said.split("\n").reduce((sum, each) => sum + Math.max(1, Math.ceil(each.length / LETTERS)), 0)), spellcheck: "false" });
  area.value = said;
  const copy = button("Copy", async () => say(copy, (await toClipboard(said, area)) ? "Copied" : "Select and copy"), { class: "quiet" });
  return h("div", { class: "copied" }, h("div", { class: "copied-head" }, h("label", { for: id }, words), copy), area);
}

/** Copies a text, and says whether that was allowed; what is shown is selected where it was not. */
export async function toClipboard(said, shown) {
  try {
    await navigator.clipboard.writeText(said);
    return true;
  } catch (problem) {
    if (!(problem instanceof DOMException || problem instanceof TypeError)) throw problem;
    shown.select();
    return false;
  }
}
