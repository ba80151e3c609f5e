// How often outcomes come about, as chips over the picture, and what else must be known before it is read.

import { h, icon } from "./dom.js";
import { chance, error } from "./words.js";

const ENDINGS = { ceiling_reached_by_horizon: "ceiling", singular_by_horizon: "diverging" }; // shown whenever above zero

const CHIPS = {
  ceiling_reached_by_horizon: (often, isPair) => [often, ` reach the software ceiling${isPair ? "" : " in ten years"}`],
  singular_by_horizon: (often, isPair) => [often, ` run into a singularity${isPair ? "" : " in ten years"}`],
  at_least_3_years_in_12mo: (often) => [often, " fit 3 years or more into one"],
  at_least_10_years_in_12mo: (often) => [often, " fit 10 years or more into one"],
};

/** One chip for each frequency that stands above the picture. */
export function chipsOf(shown) {
  const [ours, theirs] = [shown.answer, shown.other].map((answer) => answer && new Map(answer.screen.frequencies.map((each) => [each.name, each])));
  const often = (name) => {
    const [a, b] = [ours.get(name), theirs?.get(name)];
    if (!theirs) return h("b", {}, a.words);
    const [, oursOf, theirsOf] = /^(\d+) in 100 \| (\d+) in 100$/.exec(`${a.words} | ${b?.words}`) ?? [];
    if (oursOf) return h("b", {}, `A ${oursOf}, B ${theirsOf} in 100`);
    return [h("b", {}, "A ", a.words), ", ", h("b", {}, "B ", b ? b.words : "no answer")];
  };
  return Object.keys(CHIPS).flatMap((name) => {
    const found = [ours.get(name), theirs?.get(name)].filter(Boolean);
    const ending = ENDINGS[name];
    if (!ours.get(name) || (ending && !found.some((each) => each.share > 0))) return [];
    const kind = ending === "diverging" ? "chip is-warning" : "chip";
    return [h("li", { class: kind, "data-event": name, title: `± ${error(100 * (ours.get(name).mc_error ?? 0)).slice(1)} in 100` },
      ending ? icon(ending) : null, h("span", {}, CHIPS[name](often(name), Boolean(theirs))))];
  });
}

/** What is given, what is at work, and how many draws could not be followed, in sentences. */
export function notesOf({ answer }) {
  const notes = [answer.screen.given_sentence, answer.screen.at_work_sentence].filter(Boolean).map((said) => h("p", {}, said));
  const unresolved = answer.outcomes.unresolved + answer.outcomes.invalid;
  if (unresolved) {
    const often = chance(unresolved / answer.provenance.draws, answer.provenance.draws);
    notes.push(h("p", { class: "warning" }, `${often} could not be followed to the end; they are counted, not dropped.`));
  }
  return notes;
}
