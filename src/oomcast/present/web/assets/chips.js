// How often outcomes come about, as chips over the picture, and what else must be known before it is read.

import { h, icon } from "./dom.js";
import { count, countOfDraws, error, inHundred } from "./words.js";

const ENDINGS = { ceiling_reached_by_horizon: "ceiling", singular_by_horizon: "diverging" }; // shown whenever above zero

const CHIPS = {
  ceiling_reached_by_horizon: (often, isOne) => [often, ` reach the software ceiling${isOne ? " in ten years" : ""}`],
  singular_by_horizon: (often, isOne) => [often, ` run into a singularity${isOne ? " in ten years" : ""}`],
  at_least_3_years_in_12mo: (often) => [often, " fit 3 years or more into one"],
  at_least_10_years_in_12mo: (often) => [often, " fit 10 years or more into one"],
};


/** How often something comes about in each scenario, by its letter where there are several. */
function often(found, letters) {
  if (letters.length === 1) return h("b", {}, found[0].words);
  return h("b", {}, `${found.map((each, index) => `${letters[index].toUpperCase()} ${each ? inHundred(each.share) : "no answer"}`).join(", ")} in 100`);
}

/** One chip for each frequency that stands above the picture. */
export function chipsOf({ answer, others, letters }) {
  const each = [answer, ...others].map((one) => new Map(one.screen.frequencies.map((frequency) => [frequency.name, frequency])));
  return Object.keys(CHIPS).flatMap((name) => {
    const found = each.map((frequencies) => frequencies.get(name));
    const ending = ENDINGS[name];
    if (!found[0] || (ending && !found.some((one) => one?.share > 0))) return [];
    const kind = ending === "diverging" ? "chip is-warning" : "chip";
    return [h("li", { class: kind, "data-event": name, title: `± ${error(100 * (found[0].mc_error ?? 0)).slice(1)} in 100` },
      ending ? icon(ending) : null, h("span", {}, CHIPS[name](often(found, letters), letters.length === 1)))];
  });
}

/** What is given, what is at work, and of how many draws the picture is where some could not be followed. */
export function notesOf({ answer, others, letters }) {
  const notes = [answer.screen.given_sentence, answer.screen.at_work_sentence].filter(Boolean).map((said) => h("p", {}, said));
  const lost = [answer, ...others].flatMap((one, index) => {
    const unknown = one.outcomes.unresolved + one.outcomes.invalid;
    const whose = letters.length > 1 ? `${letters[index].toUpperCase()}: ` : "";
    const drawn = one.provenance.draws - unknown;
    return unknown ? [h("p", { class: "warning" }, `${whose}${count(unknown)} of ${countOfDraws(one.provenance.draws)} could not be followed to the end. The picture is drawn of the other ${count(drawn)}; every share counts them.`)] : [];
  });
  return [...notes, ...lost];
}
