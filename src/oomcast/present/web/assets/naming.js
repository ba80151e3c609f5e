// Whose beliefs something is, in as many words as there is room for.

import { widthOf } from "./svg.js";

/** Person and date, or the title where there is no person. */
export function whose(scenario) {
  const isNeutral = !scenario.author || scenario.author === "nobody";
  return [isNeutral ? "no one’s view" : scenario.author, scenario.date].filter(Boolean).join(", ");
}

/** The person's name without what stands in brackets. */
export function person(scenario) {
  if (!scenario.author || scenario.author === "nobody") return scenario.name;
  return scenario.author.replace(/\s*\(.*\)/, "");
}

/** Person and date, or the name of the scenario where it is no one's view: what tells one from another. */
export const told = (scenario) => [person(scenario), scenario.date].filter(Boolean).join(", ");

/** A text cut to a width, with a sign that it is cut. */
export function fitted(said, width, size = 12, weight = 400) {
  if (widthOf(said, size, weight) <= width) return said;
  let kept = said;
  while (kept && widthOf(`${kept}…`, size, weight) > width) kept = kept.slice(0, -1);
  return `${kept.trimEnd()}…`;
}
