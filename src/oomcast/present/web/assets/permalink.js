// The address as a dated preset and what was changed in it. It is read as what a stranger wrote: bounded, checked piece
// by piece, and what cannot be understood is left out and told, never guessed and never run.

import { LETTERS, lettersOf, sideOf, sidesInOrder } from "./store.js";

export const VERSION = 1;
const LONGEST = 16_384; // a link of every belief is about 2 kB
const LONGEST_FILE = 1_048_576; // what a scenario file may have, when it is unpacked
const MOST_BELIEFS = 120;
const [MOST_CONDITIONS, LONGEST_CONDITION] = [20, 1_000]; // what the server reads
const TABLES = ["given", "stated"]; // of a scenario, with values packed like beliefs
const NAME = /^[A-Za-z][A-Za-z0-9_.-]{0,79}$/;
const KEY = /^[a-z][a-z0-9_]{0,39}$/;
const DATE = /^[0-9][0-9-]{0,9}$/;
const HASH = /^[0-9a-f]{8,64}$/;
const FORBIDDEN = new Set(["__proto__", "constructor", "prototype"]);

const isPlain = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const named = (name) => NAME.test(name) && !FORBIDDEN.has(name);

/** A belief in few letters: a number, a text behind "'", the fields of a table, or JSON behind "!". */
export function packed(spelling) {
  if (typeof spelling === "number") return String(spelling);
  if (typeof spelling === "string") return `'${spelling}`;
  const fields = Object.entries(spelling);
  const isShort = ([key, value]) =>
    KEY.test(key) && (Number.isFinite(value) || (typeof value === "string" && /^[^,:]{0,200}$/.test(value)));
  if (!fields.length || !fields.every(isShort)) return `!${JSON.stringify(spelling)}`;
  return fields.map(([key, value]) => `${key}:${typeof value === "number" ? value : `'${value}`}`).join(",");
}

const unpackedValue = (text) => {
  if (text.startsWith("'")) return text.slice(1, 400);
  if (!/^[-+0-9.eE]+$/.test(text)) return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
};

/** A copy of a table from JSON with nothing in it but numbers, texts, lists and tables, a few levels deep. */
function copied(value, depth = 0) {
  if (depth > 6) return null;
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value === "string") return value.slice(0, 2000);
  if (Array.isArray(value)) {
    const items = value.slice(0, 1000).map((item) => copied(item, depth + 1));
    return items.includes(null) ? null : items;
  }
  if (!isPlain(value)) return null;
  const table = {};
  for (const [key, item] of Object.entries(value).slice(0, 40)) {
    const copy = copied(item, depth + 1);
    if (!KEY.test(key) || FORBIDDEN.has(key) || copy === null) return null;
    table[key] = copy;
  }
  return table;
}

/** A belief from the letters of a link; null where they are none. */
export function unpacked(text) {
  if (text.startsWith("!")) {
    try {
      return copied(JSON.parse(text.slice(1)));
    } catch (problem) {
      if (problem instanceof SyntaxError) return null;
      throw problem;
    }
  }
  if (text.startsWith("'") || !text.includes(":")) return unpackedValue(text);
  const table = {};
  for (const piece of text.split(",")) {
    const at = piece.indexOf(":");
    const [key, value] = [piece.slice(0, at), unpackedValue(piece.slice(at + 1))];
    if (at < 1 || !KEY.test(key) || FORBIDDEN.has(key) || value === null) return null;
    table[key] = value;
  }
  return table;
}

const base64url = (bytes) => {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
};

/** A text, deflated and in letters that an address can hold. */
export async function deflated(text) {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  return base64url(new Uint8Array(await new Response(stream).arrayBuffer()));
}

/** The text that `deflated` packed; null for anything else, or for one that would be too long. */
export async function inflated(letters) {
  if (!/^[A-Za-z0-9_-]{1,16384}$/.test(letters)) return null;
  try {
    const bytes = Uint8Array.from(atob(letters.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
    const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
    const pieces = [];
    let size = 0;
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      size += piece.value.length;
      if (size > LONGEST_FILE) {
        await reader.cancel();
        return null;
      }
      pieces.push(piece.value);
    }
    return new TextDecoder("utf-8", { fatal: true }).decode(await new Blob(pieces).arrayBuffer());
  } catch (problem) {
    if (problem instanceof TypeError || problem instanceof DOMException) return null;
    throw problem;
  }
}

/** One side of the state as pairs of a link. A scenario from a file travels as a whole. */
async function sidePairs(side, letter) {
  const pairs = [];
  if (side.toml === undefined) {
    const dated = [side.scenario, side.date ?? "", (side.hash ?? "").slice(0, 8)].join("@").replace(/@+$/, "");
    pairs.push([letter, dated]);
  } else {
    pairs.push([`${letter}.file`, side.file ?? "scenario.toml"], [`${letter}.toml`, await deflated(side.toml)]);
  }
  for (const [name, spelling] of Object.entries(side.set)) pairs.push([`${letter}.${name}`, packed(spelling)]);
  for (const [name, option] of Object.entries(side.structure)) pairs.push([`${letter}.structure.${name}`, option]);
  if (Array.isArray(side.given)) for (const condition of side.given) pairs.push([`${letter}.given`, condition]);
  for (const table of TABLES) {
    if (!Array.isArray(side[table])) for (const [name, said] of Object.entries(side[table] ?? {})) pairs.push([`${letter}.${table}.${name}`, packed(said)]);
  }
  return pairs;
}

/** The state as the part of an address behind "#". */
export async function encoded(state) {
  const pairs = [["v", String(VERSION)]];
  for (const letter of lettersOf(state)) pairs.push(...(await sidePairs(state[letter], letter)));
  if (state.seed) pairs.push(["seed", String(state.seed)]);
  for (const [name, value] of Object.entries(state.view)) pairs.push([`view.${name}`, String(value)]);
  const keep = (text) => encodeURIComponent(text).replace(/%20/g, "+").replace(/%(?:2C|3A|40|27)/gi, decodeURIComponent);
  return pairs.map(([key, value]) => `${keep(key)}=${keep(value)}`).join("&");
}

const VIEW = {
  page: /^[a-z]{2,20}$/, unit: /^(oom|years|rate|times)$/, rate: /^[0-9.]{1,12}$/, scale: /^(linear|log)$/,
  time: /^(relative|calendar)$/, start: /^[0-9.]{1,9}$/, shape: /^(bands|futures)$/,
  tree: /^[a-z-]{1,30}(:[a-z0-9_=.,+-]{1,600})?$/, trees: /^[0-9]{1,4}$/, reach: /^[0-9.e+-]{1,20}$/, luck: /^[0-9]{1,15}$/,
};

/**
 * What an address says: {state, problems}. The state has sides, those that could be read moved up, seed and view; `problems` are sentences
 * about what could not be understood. Null where there is nothing to read.
 */
export async function decoded(text) {
  if (!text) return null;
  const problems = [];
  if (text.length > LONGEST) return { state: null, problems: [`The link is longer than ${LONGEST.toLocaleString("en")} letters and was not read.`] };
  const pairs = new URLSearchParams(text);
  const version = pairs.get("v");
  if (version !== String(VERSION)) {
    return { state: null, problems: [`The link is of version ${JSON.stringify((version ?? "none").slice(0, 12))}; this page reads version ${VERSION}.`] };
  }
  const sides = [];
  for (const letter of LETTERS) sides.push(await sideFrom(pairs, letter, problems));
  const state = { ...sidesInOrder(sides.filter(Boolean)), seed: 0, view: {} };
  if (!sides[0]) state.a = null;
  const seed = pairs.get("seed");
  if (seed !== null) {
    if (/^-?[0-9]{1,15}$/.test(seed)) state.seed = Number(seed);
    else problems.push("The seed of the link is no whole number.");
  }
  for (const [name, form] of Object.entries(VIEW)) {
    const value = pairs.get(`view.${name}`);
    if (value !== null && form.test(value)) state.view[name] = value;
    else if (value !== null) problems.push(`The link's ${name} was not understood.`);
  }
  return state.a ? { state, problems } : { state: null, problems: [...problems, "The link names no preset."] };
}

async function sideFrom(pairs, letter, problems) {
  const side = sideOf({});
  const dated = pairs.get(letter);
  const letters = pairs.get(`${letter}.toml`);
  if (letters !== null) {
    const text = await inflated(letters);
    if (text === null) problems.push(`The scenario file inside the link (${letter.toUpperCase()}) could not be unpacked.`);
    else Object.assign(side, { toml: text, file: (pairs.get(`${letter}.file`) ?? "scenario.toml").slice(0, 100) });
    if (text === null) return null;
  } else {
    if (dated === null) return null;
    const [name, date, hash] = dated.split("@");
    if (!named(name)) {
      problems.push(`The preset of the link (${letter.toUpperCase()}) has no name that a preset can have.`);
      return null;
    }
    side.scenario = name;
    if (date && DATE.test(date)) side.date = date;
    if (hash && HASH.test(hash)) side.hash = hash;
  }
  const conditions = pairs.getAll(`${letter}.given`).filter((said) => said.trim() && said.length <= LONGEST_CONDITION).slice(0, MOST_CONDITIONS);
  if (conditions.length < pairs.getAll(`${letter}.given`).length) problems.push("One condition of the link was not understood.");
  let read = 0;
  for (const [key, value] of pairs) {
    const [owner, ...rest] = key.split(".");
    if (owner !== letter || !rest.length || (read += 1) > MOST_BELIEFS) continue;
    if (rest.length === 1 && (rest[0] === "toml" || rest[0] === "file" || rest[0] === "given")) continue;
    const [table, name] = rest.length === 2 && ["structure", ...TABLES].includes(rest[0]) ? rest : ["set", rest.join(".")];
    const meant = table === "structure" ? (NAME.test(value) ? value : null) : unpacked(value);
    if (!named(name) || meant === null) problems.push(`One belief of the link was not understood: ${JSON.stringify(key.slice(0, 60))}.`);
    else side[table][name] = meant;
  }
  // Limits and conditions are never written together; of a link that has both, the conditions count.
  if (conditions.length) side.given = conditions;
  return side;
}
