// The panels that open from the header and above the beliefs: whose beliefs, link, theme and seed.

import { button, freshId, h, icon, popover, say, segmented } from "./dom.js";
import { forLink } from "./address.js";
import { toClipboard } from "./copying.js";
import { encoded } from "./permalink.js";
import { openFile } from "./files.js";
import { whose } from "./naming.js";

/** The presets by tier, and a way to open a file, for one side; `choose` says what else is to be done with a preset. */
export function sidePicker(bench, side, close = () => {}, choose = null) {
  const { presets, tiers } = bench;
  const groups = new Map();
  for (const preset of presets) groups.set(preset.tier, [...(groups.get(preset.tier) ?? []), preset]);
  const chosen = bench.state[side];
  const pick = choose ?? ((preset) => {
    close();
    bench.changes.choosePreset(side, preset);
  });
  return h("div", { class: "picker" },
    [...groups].sort(([one], [other]) => one - other).map(([tier, list]) => h("section", {},
      h("p", { class: "picker-tier", title: tiers[tier] ?? "" }, `Tier ${tier}`),
      h("ul", {}, list.map((preset) => h("li", {}, h("button", {
        type: "button", class: "pick", "aria-current": chosen?.scenario === preset.name ? "true" : null, on: { click: () => pick(preset) },
      }, h("span", { class: "pick-who" }, whose(preset)), h("span", { class: "pick-title" }, preset.title))))))),
    side && h("div", { class: "picker-file" }, openFile(bench, side, close), h("span", { class: "hint" }, "or drop one anywhere on the page")));
}

/** The address of what is on the screen. */
export function linkMenu(bench) {
  return popover("Link", () => {
    const input = h("input", { type: "text", readonly: true, "aria-label": "Address of this view", class: "wide" });
    const note = h("p", { class: "hint", role: "status" }, "It holds the dated preset and what you changed, nothing else. Who opens it needs oomcast, not your machine.");
    const copy = button("Copy", async () => say(copy, (await toClipboard(input.value, input)) ? "Copied" : "Select and copy"), { "data-first": true });
    encoded(forLink(bench.state)).then((letters) => {
      input.value = `${location.origin}/#${letters}`;
    });
    return [h("div", { class: "link-row" }, input, copy), note];
  }, { align: "end", attributes: { class: "quiet" }, panelClass: "link-panel" });
}

const THEMES = [{ value: "system", words: "System" }, { value: "light", words: "Light" }, { value: "dark", words: "Dark" }];

function storedTheme() {
  try {
    return localStorage.getItem("oomcast.theme") ?? "system";
  } catch (problem) {
    if (!(problem instanceof DOMException)) throw problem;
    return document.documentElement.dataset.theme ?? "system";
  }
}

function chooseTheme(theme) {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  try {
    if (theme === "system") localStorage.removeItem("oomcast.theme");
    else localStorage.setItem("oomcast.theme", theme);
  } catch (problem) {
    if (!(problem instanceof DOMException)) throw problem; // storage may be switched off: the choice lasts as long as the page
  }
}

/** Theme, seed and keys. */
export function moreMenu(bench) {
  return popover(["More", icon("down")], () => {
    const seedId = freshId("seed");
    const seed = h("input", { id: seedId, type: "text", inputmode: "numeric", class: "short", value: String(bench.state.seed) });
    seed.addEventListener("change", () => {
      const isWhole = /^-?\d{1,15}$/.test(seed.value.trim());
      seed.setAttribute("aria-invalid", String(!isWhole));
      if (isWhole) bench.store.change({ seed: Number(seed.value) });
    });
    return [
      h("div", { class: "setting" }, h("span", { class: "setting-name" }, "Theme"), segmented("Theme", THEMES, storedTheme(), chooseTheme).box),
      h("div", { class: "setting" }, h("label", { for: seedId, class: "setting-name" }, "Seed"), seed, h("span", { class: "hint" }, "which luck is drawn")),
      h("dl", { class: "keys" }, [
        ["Tab", "from one control to the next"], ["Arrows, Page, Home, End", "move a belief; read off the fan"], ["Enter, Esc", "apply; put back and close"], ["Ctrl Z, Ctrl Shift Z", "undo, redo"],
      ].map(([keys, words]) => [h("dt", {}, keys), h("dd", {}, words)])),
    ];
  }, { align: "end", attributes: { class: "quiet" }, panelClass: "more-panel" });
}
