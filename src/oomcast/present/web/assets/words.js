// Numbers, amounts, dates and chances in plain language: the rules of present/words.py, digit for digit.
// A browser test holds this file to cases that the Python module produces.

const LARGEST_PLAIN = 1e6; // beyond these a plain decimal is harder to read than a power of ten
const SMALLEST_PLAIN = 1e-4;
const WIDEST_COMMON_SPAN = 30; // a wider row has no common number of decimals
const COARSEST = 0.1; // nor has one whose smallest value would be rounded by more than this share of it
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const LAST_DATE = 1e5; // decimal years from here on are no dates that anybody means
const UNIT_WORDS = { 1: "", x: "×", year: "years" };

export const MINUS = "\u2212";
export const NBSP = "\u00a0";

const known = (value) => value !== null && value !== undefined && Number.isFinite(value);

const GUARD = 30; // decimals beyond the last shown one, in which a tie of two doubles is told from a near tie

/** Decimal text of an exact half goes to the even neighbour, as Python's does; the language itself rounds it up. */
function evenly(text, exact) {
  const head = exact.slice(0, -GUARD);
  const tail = exact.slice(-GUARD);
  if (tail[0] !== "5" || /[^0]/.test(tail.slice(1))) return text;
  const digits = head.endsWith(".") ? head.slice(0, -1) : head;
  return Number(digits.at(-1)) % 2 === 0 ? digits : text;
}

function toFixed(value, decimals) {
  const size = Math.abs(value);
  const whole = size < 1e21 ? null : BigInt(size).toString() + (decimals ? `.${"0".repeat(decimals)}` : "");
  const text = whole ?? evenly(size.toFixed(decimals), size.toFixed(decimals + GUARD));
  return value < 0 ? `-${text}` : text;
}

/** [mantissa text, exponent] of a number with so many digits. */
function toExponential(value, digits) {
  const size = Math.abs(value);
  const [mantissa, exponent] = size.toExponential(digits - 1).split("e");
  const [exact, lower] = size.toExponential(digits - 1 + GUARD).split("e");
  // Where rounding carried into another power of ten, the text is not a tie's lower neighbour.
  const rounded = lower === exponent ? evenly(mantissa, exact) : mantissa;
  return [value < 0 ? `-${rounded}` : rounded, Number(exponent)];
}

function grouped(text) {
  const [whole, decimals] = text.split(".");
  const separated = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return decimals === undefined ? separated : `${separated}.${decimals}`;
}

const signed = (text) => (text.startsWith("-") ? MINUS + text.slice(1) : text);

/** The whole number nearest to a value, halves to the even one. */
export function roundEven(value) {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

/** A number with `digits` significant digits, thousands separated; "∞" for null. */
export function number(value, digits = 2) {
  if (value === null || value === undefined || !Number.isFinite(value)) return value === -Infinity ? `${MINUS}∞` : "∞";
  if (value === 0) return "0";
  const [mantissa, exponent] = toExponential(value, digits);
  const rounded = Number(`${mantissa}e${exponent}`);
  const size = Math.abs(rounded);
  if (size < SMALLEST_PLAIN || size >= LARGEST_PLAIN) return signed(`${mantissa}e${exponent}`);
  return signed(grouped(toFixed(rounded, Math.max(0, digits - 1 - exponent))));
}

const exponentOf = (value) => Number(value.toExponential().split("e")[1]);

/** One row of numbers with a common number of decimals where their spread allows it. */
export function aligned(values) {
  const sizes = values.filter((value) => known(value) && value !== 0).map(Math.abs);
  const each = () => values.map((value) => number(value));
  const [smallest, largest] = [Math.min(...sizes), Math.max(...sizes)];
  if (!sizes.length || largest >= LARGEST_PLAIN || smallest < SMALLEST_PLAIN) return each();
  if (largest > WIDEST_COMMON_SPAN * smallest) return each();
  const decimals = Math.max(0, Math.min(1 - exponentOf(smallest), 2 - exponentOf(largest)));
  if (0.5 * 10 ** -decimals > COARSEST * smallest) return each();
  return values.map((value) => (known(value) ? fixed(value, decimals) : number(value)));
}

/** A Monte-Carlo error with one significant digit; "" where it is not known. */
export const error = (value) => (value === null || value === undefined ? "" : `±${number(value, 1)}`);

/** A number with so many decimals; what rounds to nothing has no sign. */
export function fixed(value, decimals) {
  const text = grouped(toFixed(value, decimals).replace("-", ""));
  return value < 0 && /[1-9]/.test(text) ? MINUS + text : text;
}

/** A number with so many decimals, or with one digit of its own where these would round it away. */
export const toldSmall = (value, decimals) => (Math.abs(value) < 0.5 * 10 ** -decimals ? number(value, 1) : fixed(value, decimals));

/** A round number, such as a tick, without padding. */
export function plain(value) {
  if (value === 0) return "0";
  const [mantissa, exponent] = toExponential(value, 10);
  if (exponent < -4 || exponent >= 10) {
    const sign = exponent < 0 ? "-" : "+";
    return signed(`${Number(mantissa)}e${sign}${String(Math.abs(exponent)).padStart(2, "0")}`);
  }
  const text = toFixed(Number(`${mantissa}e${exponent}`), Math.max(0, 9 - exponent));
  return signed(grouped(text.includes(".") ? text.replace(/\.?0+$/, "") : text));
}

/** A number that somebody believes: three significant digits, and none that say nothing. */
export function believed(value) {
  if (value === null || !Number.isFinite(value)) return number(value);
  const size = Math.abs(value);
  return value !== 0 && (size < SMALLEST_PLAIN || size >= LARGEST_PLAIN) ? number(value, 3) : plain(Number(value.toPrecision(3)));
}

export const count = (value) => grouped(String(value));

export const countOfDraws = (draws) => `${count(draws)} draw${draws === 1 ? "" : "s"}`;

/** A number as a sentence says it: nearest half from 3 to 10, otherwise two significant digits. */
export function about(value) {
  const size = Math.abs(value);
  if (size < 3 || size >= 9.75) return number(value);
  const halves = roundEven(size * 2);
  return (value < 0 ? MINUS : "") + Math.floor(halves / 2) + (halves % 2 ? "½" : "");
}

/** A unit as it is read: nothing for a pure number, "×" for a factor. */
export const unitWord = (unit) => (Object.hasOwn(UNIT_WORDS, unit) ? UNIT_WORDS[unit] : unit);

/** A number already in words, with its unit; a factor's sign follows at once, others after a no-break space. */
export function joined(shown, unit) {
  const word = unit === "year" && shown === "1" ? "year" : unitWord(unit);
  if (!word) return shown;
  return word === "×" ? `${shown}×` : shown + NBSP + word;
}

export const quantity = (value, unit, digits = 2) => joined(number(value, digits), unit);

/** A decimal year as month and year; "later" for null. */
export function dateWords(year) {
  if (year === null || year === undefined || !(Math.abs(year) < LAST_DATE)) return "later";
  const months = Math.floor(12 * year + 1e-6);
  const whole = Math.floor(months / 12);
  return `${MONTHS[months - 12 * whole]} ${whole}`;
}

/** A probability as a frequency; never "0" or "100 in 100". */
export function chance(value, draws) {
  if (value <= 0) return `none of ${countOfDraws(draws)}`;
  if (value >= 1) return `all of ${countOfDraws(draws)}`;
  if (value < 0.01) return "fewer than 1 in 100";
  if (value > 0.99) return "more than 99 in 100";
  return `${roundEven(100 * value)} in 100`;
}

/** A probability in hundredths as short as can be, where several stand side by side; never "0" or "100". */
export function inHundred(value) {
  if (value <= 0 || value >= 1) return value <= 0 ? "none" : "all";
  if (value < 0.01 || value > 0.99) return value < 0.01 ? "<1" : ">99";
  return String(roundEven(100 * value));
}

/** How an implied median stands to the stated one, without calling either wrong; of factors, by their ratio. */
export function difference(implied, stated, unit, mcError) {
  const gap = implied - stated;
  if (mcError !== null && mcError !== undefined && Math.abs(gap) < 2 * mcError) {
    return "no clear difference between the implied median and the stated one";
  }
  if (gap === 0) return "implied median as stated";
  if (unit === "x" && stated > 0) return `implied median ${number(implied / stated)} times the stated one`;
  return `implied median ${quantity(Math.abs(gap), unit)} ${gap > 0 ? "above" : "below"} the stated one`;
}

/** A name as words. */
export function spelledOut(name) {
  const text = String(name).replaceAll("_", " ");
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

export const capital = (text) => text.slice(0, 1).toUpperCase() + text.slice(1);

/** Values rounded so that they add up to their rounded sum, as present/split.py does. */
export function addingUp(values, decimals) {
  const step = 10 ** -decimals;
  const floors = values.map((value) => Math.floor(value / step));
  const total = values.reduce((sum, value) => sum + value, 0);
  const missing = roundEven(total / step) - floors.reduce((sum, value) => sum + value, 0);
  const remainder = (index) => Math.round((floors[index] - values[index] / step) * 1e6) / 1e6;
  const order = values.map((_, index) => index).sort((a, b) => remainder(a) - remainder(b));
  const raised = new Set(order.slice(0, missing));
  return floors.map((floor, index) => Number(((floor + (raised.has(index) ? 1 : 0)) * step).toFixed(decimals)));
}

/** Decimals at which parts of a total of this size are told. */
export function decimalsFor(total) {
  const size = Math.abs(total);
  if (size >= 3 || size === 0) return size < 100 ? 1 : 0;
  return 1 - Math.floor(Math.log10(size / 3));
}
