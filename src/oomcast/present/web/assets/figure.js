// A figure: name and unit, at most three controls, the picture, the same as a table, and a sentence for those who listen.

import { button, clear, freshId, h, say, table } from "./dom.js";
import { node, redraw, serif, text, toFile, widthOf, wrapped } from "./svg.js";
import { LIGHT } from "./palette.js";

/**
 * `draw(width, height)` returns nodes, or {nodes, height} for a figure as tall as its rows, or null for nothing yet.
 * `rows()` returns {caption, head, rows}; `summary()` the sentence. `fills` says that the picture fills the height it is
 * given instead of setting it.
 */
export class Figure {
  constructor({ name, unit = "", controls = [], draw, rows, summary, fills = false, level = 2, className = "", hasTable = true }) {
    Object.assign(this, { draw, rows, summary, fills, asTable: false });
    const id = freshId("figure");
    this.unit = h("span", { class: "figure-unit" }, unit);
    this.name = h(`h${level}`, { id, class: "figure-name" }, name, " ", this.unit);
    this.tableButton = button("Table", () => this.toggle(), { class: "quiet", "aria-pressed": "false" });
    this.picture = h("div", { class: "figure-picture" });
    this.over = h("div", { class: "figure-over" });
    this.plot = h("div", { class: "figure-plot" }, this.picture, this.over);
    this.table = h("div", { class: "figure-table", hidden: true, tabindex: "0", role: "region", "aria-label": `${name}, as a table` });
    this.message = h("p", { class: "figure-message" });
    this.box = h("figure", { class: `figure ${className} ${fills ? "figure-fills" : ""}`, "aria-labelledby": id },
      h("div", { class: "figure-head" }, this.name, h("div", { class: "figure-controls" }, controls, hasTable ? this.tableButton : null)),
      this.message, this.plot, this.table);
    this.title = name;
    this.room = { width: 0, height: 0 };
    // The browser says how large the picture is. To ask it while an answer is being shown would lay the page out anew
    // for every figure.
    new ResizeObserver(([{ contentRect: { width, height } }]) => {
      this.room = { width: Math.floor(width), height: this.fills ? Math.floor(height) : 0 };
      this.paint();
    }).observe(this.plot);
  }

  toggle() {
    this.asTable = !this.asTable;
    this.tableButton.setAttribute("aria-pressed", String(this.asTable));
    this.plot.hidden = this.asTable;
    this.table.hidden = !this.asTable;
    this.paint();
  }

  say(words) {
    say(this.message, words);
    this.message.hidden = !words;
  }

  /** The size of the picture in pixels. */
  get size() {
    return this.onPaper ?? this.room;
  }

  /** Draws for a sheet of paper of which this figure gets so much; null: for the screen again. */
  print(size) {
    this.onPaper = size;
    if (!this.asTable) this.paint();
  }

  /** Draws what there is to draw now. */
  paint() {
    if (this.asTable) {
      const rows = this.rows();
      if (rows) clear(this.table, table(rows));
      return;
    }
    const { width, height } = this.size;
    if (width < 40 || (this.fills && height < 40)) return;
    const drawn = this.draw(width, height);
    if (!drawn) return clear(this.picture);
    const { nodes, height: tall = height } = Array.isArray(drawn) ? { nodes: drawn } : drawn;
    const tree = node("svg", { viewBox: `0 0 ${width} ${tall}`, width, height: tall, role: "img", "aria-label": this.summary() }, ...nodes);
    return redraw(this.picture, tree);
  }

  /**
   * The figure as a file: its name, its picture as on the screen, and where it comes from.
   * `head` is a sentence above it, `foot` lines below.
   */
  file({ head = "", foot = [], palette = LIGHT, width = 960, height = 420 } = {}) {
    const margin = 24;
    const inner = width - 2 * margin;
    const family = serif;
    const sentence = head ? wrapped(head, inner, 20, 400, family) : [];
    const drawn = this.draw(inner, height);
    if (!drawn) return null;
    const { nodes, height: tall = height } = Array.isArray(drawn) ? { nodes: drawn } : drawn;
    const lines = foot.flatMap((said) => wrapped(said, inner, 12));
    let y = margin;
    const children = [];
    sentence.forEach((said, index) => children.push(text(margin, y + 16 + index * 27, said, { size: 20, fill: "ink", "font-family": family })));
    y += sentence.length * 27 + (sentence.length ? 18 : 0);
    children.push(text(margin, y + 12, this.title, { size: 14, weight: 600, fill: "ink" }));
    const unit = this.unit.textContent;
    if (unit) children.push(text(margin + widthOf(this.title, 14, 600) + 6, y + 12, unit, { size: 14 }));
    const message = this.message.hidden ? "" : this.message.textContent;
    y += 26;
    if (message) {
      for (const said of wrapped(message, inner, 13)) children.push(text(margin, (y += 17) - 6, said, { size: 13, fill: "ink" }));
      y += 6;
    }
    children.push(node("g", { transform: `translate(${margin} ${y})` }, ...nodes));
    y += tall + 20;
    lines.forEach((said, index) => children.push(text(margin, y + index * 16, said)));
    y += lines.length * 16 + margin - 8;
    return { text: toFile(children, { width, height: y, palette, title: this.title }), width, height: y };
  }
}
