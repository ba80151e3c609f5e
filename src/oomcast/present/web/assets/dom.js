// Elements of the page, made without markup strings: what a person wrote is only ever text.

/** An element. Attributes: `class`, `on` {event: listener}, booleans, anything else as text; children: nodes or text. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    else if (name === "value" && "value" in element) element.value = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** A button that does something. */
export function button(words, listener, attributes = {}) {
  return h("button", { type: "button", ...attributes, on: { click: listener } }, words);
}

/** Replaces what an element holds, unless it holds the same text already. */
export function say(element, words) {
  if (element.textContent !== words) element.textContent = words;
}

export const clear = (element, ...children) => element.replaceChildren(...children.flat(Infinity).filter(Boolean));

let counted = 0;
export const freshId = (stem) => `${stem}-${(counted += 1)}`;

const ICONS = {
  undo: "M6 4L2.5 7.5L6 11M3 7.5h6.5a3.5 3.5 0 0 1 0 7H7",
  redo: "M10 4l3.5 3.5L10 11M13 7.5H6.5a3.5 3.5 0 0 0 0 7H9",
  down: "M4 6.5l4 4l4-4",
  right: "M6 4l4 4l-4 4",
  close: "M4 4l8 8M12 4l-8 8",
  menu: "M2 4.5h12M2 8h12M2 11.5h12",
  ceiling: "M2 3h12M2 13c5 0 5-8 12-8",
  diverging: "M2 13c6 0 8-3 9-9M8 6.5L11.2 3.2L13.6 7",
};

/** A small line drawing, which says nothing that words do not say as well. */
export function icon(name) {
  const namespace = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(namespace, "svg");
  for (const [key, value] of Object.entries({ viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true", class: "icon" })) {
    svg.setAttribute(key, value);
  }
  const path = document.createElementNS(namespace, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/**
 * A button that opens a panel below it. It closes with Escape, by a click elsewhere, or when the focus leaves it.
 * `fill` makes the content anew each time it opens; it gets a function that closes the panel.
 */
export function popover(label, fill, { attributes = {}, align = "start", panelClass = "" } = {}) {
  const id = freshId("panel");
  const opener = h("button", { type: "button", "aria-expanded": "false", "aria-controls": id, ...attributes }, label);
  const panel = h("div", { id, class: `panel panel-${align} ${panelClass}`, hidden: true });
  const box = h("div", { class: "popover" }, opener, panel);
  const outside = (event) => {
    if (!box.contains(event.target)) close(false);
  };
  function close(back = true) {
    if (panel.hidden) return;
    panel.hidden = true;
    panel.replaceChildren();
    opener.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", outside, true);
    if (back) opener.focus();
  }
  function open() {
    clear(panel, fill(close));
    panel.hidden = false;
    opener.setAttribute("aria-expanded", "true");
    document.addEventListener("pointerdown", outside, true);
    (panel.querySelector("[data-first]") ?? panel.querySelector("button, input, select, a, textarea"))?.focus();
  }
  opener.addEventListener("click", () => (panel.hidden ? open() : close()));
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !panel.hidden) {
      event.stopPropagation();
      close();
    }
  });
  box.addEventListener("focusout", (event) => {
    if (!panel.hidden && event.relatedTarget && !box.contains(event.relatedTarget)) close(false);
  });
  return { box, opener, panel, open, close };
}

/** A row of buttons of which one is pressed. */
export function segmented(name, options, chosen, choose) {
  const buttons = options.map(({ value, words, label }) =>
    button(words, () => pick(value), { "aria-pressed": String(value === chosen), "aria-label": label, "data-value": value }),
  );
  function pick(value) {
    mark(value);
    choose(value);
  }
  function mark(value) {
    for (const each of buttons) each.setAttribute("aria-pressed", String(each.dataset.value === value));
  }
  return { box: h("div", { class: "segmented", role: "group", "aria-label": name }, buttons), mark };
}

/** A table of words and numbers, with a caption. */
export function table({ caption, head, rows }) {
  return h(
    "table",
    {},
    h("caption", {}, caption),
    h("thead", {}, h("tr", {}, head.map((said) => h("th", { scope: "col" }, said)))),
    h("tbody", {}, rows.map(([first, ...cells]) => h("tr", {}, h("th", { scope: "row" }, first), cells.map((cell) => h("td", {}, cell))))),
  );
}
