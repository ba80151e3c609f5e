// What stands in tables on the page of trees: how long, who waits for whom, what people are worth, formulas, and beliefs.

import { button, clear, h, segmented, table } from "./dom.js";
import { fixed, joined, number, quantity, roundEven } from "./words.js";

const HOURS = { day: 24, year: 8766 };
const SMALL = 0.3; // a factor below it is told as a fraction
const MIDDLE = "0.5";
const TAKEN = { dependency: "dependency", duplication: "duplication", coordination: "coordination", queue: "queue for chips", depletion: "depletion of good ideas" };

/** A factor; a small one as a fraction. */
export const times = (value) => (value !== null && value > 0 && value < SMALL ? `1/${number(1 / value)}` : quantity(value, "x", value !== null && value >= 100 ? 3 : 2));

/** A stretch of time in the unit that it is read in. */
export function span(hours) {
  if (hours === null) return "never";
  if (hours >= 0.95 * HOURS.year) return quantity(hours / HOURS.year, "year");
  if (hours >= 2 * HOURS.day) return joined(number(hours / HOURS.day), "days");
  return joined(number(hours), "hours");
}

/** A root mean square of logarithms as a percentage; nothing where there is none. */
export const inPercent = (value) => (value === null ? "" : joined(number(100 * Math.expm1(value)), "%"));

/** A table that can be reached and scrolled with the keyboard where it is wider than the page. */
const boxed = (said) => h("div", { class: "figure-table", tabindex: "0", role: "region", "aria-label": said.caption }, table(said));

/** A share of all as so many in 100; never all or none of it unless it is. */
function inHundreds(share) {
  if (share > 0 && share < 0.01) return "under 1";
  return share < 1 && share > 0.99 ? "over 99" : String(roundEven(100 * share));
}

/** How long each company takes, what is done twice, and what its pace hangs on. */
export function showPeople(place, { hours, duplicates, elasticities }) {
  clear(place, h("h2", { class: "figure-name" }, "How long it takes, and what is done twice"), boxed({
    caption: "Medians over trees; by how many per cent the pace grows for one per cent more of each",
    head: ["company", "time", "done twice, in 100", "for more speed", "for more chips", "for less waiting"],
    rows: Object.keys(hours).map((name) => [name, span(hours[name].quantiles[MIDDLE]), inHundreds(duplicates[name]),
      ...["speed", "chips", "latency"].map((part) => (elasticities[name][part] === null ? "" : number(elasticities[name][part])))]),
  }));
}

/** The longest waits on the chain of one company, which `choose` changes. */
export function showBlocking(place, { screen: { blocking } }, who, choose) {
  const names = Object.keys(blocking);
  const options = names.map((value) => ({ value, words: value }));
  const chooser = segmented("Company", options, who, (name) => {
    choose(name);
    place.querySelector(`[data-value="${CSS.escape(name)}"]`)?.focus();
  });
  const waits = blocking[who];
  clear(place, h("div", { class: "figure-head" }, h("h2", { class: "figure-name" }, "Who waits for whom"), h("div", { class: "figure-controls" }, chooser.box)),
    h("p", { class: "figure-message" }, waits.length ? `On the chain of ${who} on the first tree, the longest first.` : `Nothing on the chain of ${who} waited for a group or for chips on the first tree.`),
    waits.length ? boxed({
      caption: "Waits on the chain", head: ["node", "waited for", "which had", "for"],
      rows: waits.map((wait) => [wait.node, wait.what === "chips" ? "chips" : "a group", wait.blocker, span(wait.hours)]),
    }) : null);
}

/** From an exponent of 1 to what is left of it. */
export function showExponent(place, { exponent }) {
  const signed = (value) => (value === null ? "" : `${/[1-9]/.test(fixed(value, 2)) ? (value > 0 ? "−" : "+") : ""}${fixed(Math.abs(value), 2)}`);
  clear(place, h("h2", { class: "figure-name" }, "What twice the people are worth"),
    h("p", { class: "figure-message" }, "From an exponent of 1 with nothing in the way to what is left: averages over all orders in which one can switch things on."),
    boxed({
      caption: "Exponent of head-count", head: ["", "exponent"],
      rows: [["nothing in the way", "1.00"], ...Object.entries(TAKEN).map(([name, words]) => [words, signed(exponent.taken_by[name])]),
        ["whole groups and ideas", signed(exponent.whole_groups)], ["what is left", exponent.value === null ? "" : fixed(exponent.value, 2)]],
  }));
}

/** How far each formula is off. */
export function showFormulas(place, { fit }) {
  const { formulas, two_parameters_do: isEnough } = fit;
  clear(place, h("h2", { class: "figure-name" }, "Would a formula have said as much?"),
    h("p", { class: "figure-message" }, isEnough ? "Yes: one of two numbers predicts trees and points that it has not seen as well as the best, within two standard errors."
      : `Not one of two numbers. The best here is “${formulas[fit.best].title}”.`),
    boxed({
      caption: "How far each is off (root mean square), the best on what it has not seen first", head: ["formula", "numbers", "what it has seen", "new points", "new trees"],
      rows: Object.values(formulas).map((each) => [each.title, String(each.numbers), ...["seen", "new_points", "new_trees"].map((key) => inPercent(each.ln_error[key]))]),
    }));
}

/** What a forecast can take from the trees, and a button that does. */
export function showBeliefs(place, { fit, screen: { beliefs, world } }, bench, open) {
  const { handed_over: handed } = fit;
  const heading = h("h2", { class: "figure-name" }, "What a forecast can take from it");
  if (beliefs.toml === null) {
    clear(place, heading, h("p", { class: "figure-message" }, `Nothing yet: ${beliefs.why_none}.`));
    return;
  }
  const trees = handed.within_factor.map((_, index) => index);
  const stands = handed.within_factor.filter((factor) => factor > 1).length;
  clear(place, heading,
    h("p", { class: "figure-message" }, `Each tree is one joint draw of the forecast’s own formula, evidence of the kind “assumed”. It stands for its tree to 10 % anywhere near ${world.company} on ${stands} of ${trees.length} trees.`),
    boxed({
      caption: "Handed over, tree by tree", head: ["belief", ...trees.map((index) => `tree ${index + 1}`)],
      rows: [...Object.entries(handed.draws).map(([name, column]) => [bench.label(name), ...column.map((value) => number(value))]),
        ["stands within a factor of", ...handed.within_factor.map((factor) => (factor > 1 ? number(factor) : "nowhere"))]],
    }),
    button("Open the forecast with these beliefs", open, { class: "tree-hand-over" }));
}
