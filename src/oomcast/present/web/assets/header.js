// The line at the top: pages, undo and redo, link, export, more; and the keys that do the same from anywhere.

import { button, clear, h, icon, popover } from "./dom.js";
import { exportMenu } from "./exporting.js";
import { linkMenu, moreMenu } from "./menus.js";
import { node, toDom } from "./svg.js";

export class Header {
  constructor(bench) {
    this.bench = bench;
    const { store } = bench;
    this.undo = button(icon("undo"), () => store.undo(), { class: "quiet icon-button", "aria-label": "Undo", title: "Undo", disabled: true });
    this.redo = button(icon("redo"), () => store.redo(), { class: "quiet icon-button", "aria-label": "Redo", title: "Redo", disabled: true });
    this.nav = h("nav", { class: "nav", "aria-label": "Pages" }, this.items());
    clear(document.getElementById("top"),
      this.menu().box,
      h("span", { class: "brand" }, mark(), "oomcast"), this.nav,
      h("div", { class: "actions" }, this.undo, this.redo, linkMenu(bench).box, exportMenu(bench).box, moreMenu(bench).box));
    document.addEventListener("keydown", (event) => this.key(event));
  }

  items() {
    return this.bench.pages.map((page) => button(page.words, () => this.bench.view({ page: page.name }), { class: "nav-item", "data-page": page.name }));
  }

  /** The pages behind one button, where there is no room for a line of them. */
  menu() {
    const menu = popover([icon("menu"), h("span", { class: "visually-hidden" }, "Pages")], (close) => {
      const list = this.items();
      for (const item of list) item.addEventListener("click", () => close(false));
      return h("nav", { "aria-label": "Pages" }, list);
    }, { attributes: { class: "quiet icon-button" }, align: "start" });
    menu.box.classList.add("nav-menu");
    return menu;
  }

  /** Says which page is shown. */
  markPage(name) {
    for (const item of this.nav.children) {
      if (item.dataset.page === name) item.setAttribute("aria-current", "page");
      else item.removeAttribute("aria-current");
    }
  }

  /** Says what can be undone and done again. */
  markHistory() {
    const { store } = this.bench;
    this.undo.disabled = !store.past.length;
    this.redo.disabled = !store.future.length;
  }

  key(event) {
    const isTyping = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) && event.target.type !== "radio";
    if (!(event.ctrlKey || event.metaKey) || event.altKey || isTyping) return;
    const pressed = event.key.toLowerCase();
    if (pressed !== "z" && pressed !== "y") return;
    event.preventDefault();
    if (pressed === "y" || event.shiftKey) this.bench.store.redo();
    else this.bench.store.undo();
  }
}

function mark() {
  return toDom(node("svg", { viewBox: "0 0 32 32", width: 20, height: 20, "aria-hidden": "true", class: "brand-mark" },
    node("path", { d: "M3 28C12 28 20 20 29 3V19C20 26 12 28 3 28Z", fill: "b50" }),
    node("path", { d: "M3 28C13 27 21 21 29 11", fill: "none", stroke: "med", "stroke-width": 3.5, "stroke-linecap": "round" })));
}
