// The one renderer: a chart is a tree of plain arrays, drawn into the page or written as a file of its own.
// No style attributes (the content policy forbids them): a colour is a token, which becomes a class in the page and a
// value in a file.

import { LIGHT } from "./palette.js";

const NAMESPACE = "http://www.w3.org/2000/svg";
const SANS =
  "-apple-system, BlinkMacSystemFont, 'Segoe UI', Roboto, 'Noto Sans', Cantarell, Ubuntu, 'Liberation Sans', " +
  "'Helvetica Neue', Arial, system-ui, sans-serif";
const SERIF =
  "Charter, 'Bitstream Charter', 'Iowan Old Style', Cambria, 'Source Serif 4', 'Noto Serif', 'Liberation Serif', serif";

/** One node. `fill` and `stroke` are tokens of the palette or "none"; anything else is an SVG attribute. */
export const node = (tag, attributes = {}, ...children) => [tag, attributes, ...children];
export const group = (attributes, ...children) => node("g", attributes, ...children);
export const line = (x1, y1, x2, y2, attributes) => node("line", { x1, y1, x2, y2, ...attributes });
export const rect = (x, y, width, height, attributes) =>
  node("rect", { x, y, width: Math.max(0, width), height: Math.max(0, height), ...attributes });
export const circle = (cx, cy, r, attributes) => node("circle", { cx, cy, r, ...attributes });
export const path = (d, attributes) => node("path", { d, ...attributes });

/** Text: `size` in pixels, `weight` 400 to 600, `anchor` start, middle or end; `halo` a token to stand out from lines. */
export function text(x, y, said, { size = 12, weight = 400, anchor = "start", fill = "ink2", halo, ...rest } = {}) {
  const attributes = { x, y, "font-size": size, fill, ...rest };
  if (weight !== 400) attributes["font-weight"] = weight;
  if (anchor !== "start") attributes["text-anchor"] = anchor;
  if (halo) Object.assign(attributes, { stroke: halo, "stroke-width": 3, "paint-order": "stroke", "stroke-linejoin": "round" });
  return node("text", attributes, said);
}

const rounded = (value) => (typeof value === "number" ? Math.round(value * 100) / 100 : value);

/** A path through points, broken where one is null. */
export function through(points) {
  let d = "";
  let pen = false;
  for (const point of points) {
    if (point === null) pen = false;
    else {
      d += `${pen ? "L" : "M"}${rounded(point[0])} ${rounded(point[1])}`;
      pen = true;
    }
  }
  return d;
}

/** The closed area between two runs of points; stretches where either is missing are left open. */
export function between(lower, upper) {
  const pieces = [];
  let run = [];
  const close = () => {
    if (run.length > 1) pieces.push(`${through([...run.map((pair) => pair[1]), ...run.map((pair) => pair[0]).reverse()])}Z`);
    run = [];
  };
  lower.forEach((point, index) => {
    if (point === null || upper[index] === null) close();
    else run.push([point, upper[index]]);
  });
  close();
  return pieces.join("");
}

const isTree = (child) => Array.isArray(child);

/** The tree as elements of the page. */
export function toDom(tree) {
  const [tag, attributes, ...children] = tree;
  const element = document.createElementNS(NAMESPACE, tag);
  for (const [name, value] of attributesOf(attributes)) element.setAttribute(name, value);
  for (const child of children) {
    if (child === null || child === undefined) continue;
    element.append(isTree(child) ? toDom(child) : document.createTextNode(child));
  }
  return element;
}

/** Attributes of an element as the page has them: colours are classes. */
function attributesOf(attributes) {
  const found = new Map();
  const classes = [];
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined) continue;
    if ((name === "fill" || name === "stroke") && value !== "none") classes.push(`${name[0]}-${value}`);
    else if (name === "class") classes.push(value);
    else found.set(name, String(rounded(value)));
  }
  if (classes.length) found.set("class", classes.join(" "));
  return found;
}

/** Makes an element what a tree says, with the elements that are there already as far as they are of the same kind. */
function revise(element, [, attributes, ...children]) {
  const wanted = attributesOf(attributes);
  for (const name of element.getAttributeNames()) if (!wanted.has(name)) element.removeAttribute(name);
  for (const [name, value] of wanted) if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  const list = children.filter((child) => child !== null && child !== undefined);
  const there = [...element.childNodes];
  list.forEach((child, index) => {
    const old = there[index];
    if (!isTree(child)) {
      if (old?.nodeType === Node.TEXT_NODE) {
        if (old.data !== String(child)) old.data = child;
      } else if (old) old.replaceWith(document.createTextNode(child));
      else element.append(document.createTextNode(child));
    } else if (old?.localName === child[0]) revise(old, child);
    else if (old) old.replaceWith(toDom(child));
    else element.append(toDom(child));
  });
  for (const old of there.slice(list.length)) old.remove();
}

/** Shows a tree in a place, in the picture that is there if there is one: most of it stays as it was. */
export function redraw(place, tree) {
  const svg = place.firstElementChild;
  if (svg?.localName === tree[0]) revise(svg, tree);
  else place.replaceChildren(toDom(tree));
}

const escaped = (said) =>
  String(said).replace(/[&<>"']/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" })[sign])
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd");

const SCREEN_ONLY = new Set(["class", "tabindex", "role"]);

function written(tree, palette) {
  const [tag, attributes, ...children] = tree;
  if (attributes["data-screen"]) return "";
  let open = `<${tag}`;
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || SCREEN_ONLY.has(name) || /^(aria|data)-/.test(name)) continue;
    const isColour = (name === "fill" || name === "stroke") && value !== "none";
    open += ` ${name}="${escaped(isColour ? palette[value] : rounded(value))}"`;
  }
  const inside = children
    .filter((child) => child !== null && child !== undefined)
    .map((child) => (isTree(child) ? written(child, palette) : escaped(child)))
    .join("");
  return inside ? `${open}>${inside}</${tag}>` : `${open}/>`;
}

/** The tree as a file: whole SVG text with a background, readable by itself. */
export function toFile(children, { width, height, palette = LIGHT, title = "" }) {
  const tree = node(
    "svg",
    {
      xmlns: NAMESPACE, viewBox: `0 0 ${rounded(width)} ${rounded(height)}`, width, height,
      "font-family": SANS, "font-variant-numeric": "tabular-nums lining-nums",
    },
    title ? node("title", {}, title) : null,
    rect(0, 0, width, height, { fill: "bg" }),
    ...children,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${written(tree, palette)}\n`;
}

export const serif = SERIF;

const canvas = typeof document === "undefined" ? null : document.createElement("canvas").getContext("2d");
const widths = new Map();

/** Width of a text in pixels, in the page's sans-serif. */
export function widthOf(said, size = 12, weight = 400, family = SANS) {
  const key = `${weight} ${size} ${family[0]} ${said}`;
  let width = widths.get(key);
  if (width === undefined) {
    if (widths.size > 4000) widths.clear();
    canvas.font = `${weight} ${size}px ${family}`;
    width = canvas.measureText(said).width;
    widths.set(key, width);
  }
  return width;
}

/** A text in lines that fit a width. */
export function wrapped(said, width, size = 12, weight = 400, family = SANS) {
  const lines = [];
  let current = "";
  for (const word of said.split(" ")) {
    const longer = current ? `${current} ${word}` : word;
    if (current && widthOf(longer, size, weight, family) > width) {
      lines.push(current);
      current = word;
    } else current = longer;
  }
  return current ? [...lines, current] : lines;
}
