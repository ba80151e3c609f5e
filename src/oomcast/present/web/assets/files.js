// Files that come and go: opened, dropped, offered, and put right where they could not be understood.

import { button, freshId, h } from "./dom.js";

/** A button that opens a scenario file of the person's own. */
export function openFile(bench, side, close = () => {}) {
  const id = freshId("file");
  const input = h("input", {
    id, type: "file", accept: ".toml,application/toml,text/plain", class: "visually-hidden",
    on: {
      change: async () => {
        const [chosen] = input.files;
        if (!chosen) return;
        close();
        await bench.changes.openFile(side, chosen);
      },
    },
  });
  return h("span", { class: "file-button" }, input, h("label", { for: id }, "Open a file"));
}

/** Takes a file that is dropped anywhere on the page; `veil` shows meanwhile that it would be taken. */
export function acceptDrops(veil, take) {
  const hasFile = (event) => event.dataTransfer?.types.includes("Files");
  let inside = 0;
  window.addEventListener("dragenter", (event) => {
    if (!hasFile(event)) return;
    inside += 1;
    veil.hidden = false;
  });
  window.addEventListener("dragleave", (event) => {
    if (hasFile(event) && (inside -= 1) <= 0) veil.hidden = true;
  });
  window.addEventListener("dragover", (event) => hasFile(event) && event.preventDefault());
  window.addEventListener("drop", (event) => {
    if (!hasFile(event)) return;
    event.preventDefault();
    inside = 0;
    veil.hidden = true;
    const [file] = event.dataTransfer.files;
    if (file) take(file);
  });
}

/** Offers a file to the person. */
export function save(blob, name) {
  const address = URL.createObjectURL(blob);
  const link = h("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** A file that could not be understood: what is wrong, where, and its text to be put right. */
export function fileProblem(bench, side, { name, text, problem }, onClose) {
  const id = freshId("text");
  const area = h("textarea", { id, spellcheck: "false", rows: 12, class: "file-text" });
  area.value = text;
  const at = placeOf(text, problem.field);
  const box = h("div", { class: "file-problem", role: "group", "aria-label": `${name} was not understood` },
    h("p", { class: "file-problem-said", role: "alert" }, h("code", {}, problem.field || problem.file || name), h("span", {}, problem.message)),
    h("label", { for: id }, `${name}${at ? `, line ${at.line}` : ""}`), area,
    h("div", { class: "editor-buttons" },
      button("Try again", () => bench.changes.openText(side, name, area.value), { class: "quiet" }), button("Leave it", onClose, { class: "quiet" })));
  queueMicrotask(() => {
    area.focus();
    if (at) {
      area.setSelectionRange(at.from, at.to);
      area.scrollTop = Math.max(0, (at.line - 4) * 18);
    }
  });
  return box;
}

/** Where in the text of a file a field stands: the line that names its last part below the table that holds it. */
export function placeOf(text, field) {
  if (!field) return null;
  const lineOf = /^(\d+):\d+$/.exec(field); // where no field could be read there are line and column
  const lines = text.split("\n");
  const range = (index) => {
    const from = lines.slice(0, index).reduce((sum, each) => sum + each.length + 1, 0);
    return { line: index + 1, from, to: from + lines[index].length };
  };
  if (lineOf) return Number(lineOf[1]) <= lines.length ? range(Number(lineOf[1]) - 1) : null;
  const names = field.split(".").reverse();
  for (const [depth, name] of names.entries()) {
    const above = names[depth + 1];
    const isHere = (each) => new RegExp(`(^|[^\\w])${name.replace(/[^\w-]/g, "\\$&")}([^\\w]|$)`).test(each);
    const from = above ? Math.max(0, lines.findIndex((each) => each.includes(above))) : 0;
    const index = lines.findIndex((each, place) => place >= from && isHere(each));
    if (index >= 0) return range(index);
  }
  return null;
}
