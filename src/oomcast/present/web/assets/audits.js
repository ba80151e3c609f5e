// What a run found by looking at itself: a calm line each, in the words that the page has for beliefs and results.

import { h } from "./dom.js";
import { capital } from "./words.js";

const AT_ONCE = 2; // lines that are shown; the others unfold
const NAME = /\b[a-z][a-z0-9]*(?:_[a-z0-9]+)+\b/g;

/** A sentence in which beliefs, results and events have their names on the page. */
export function spokenFor(sentence, answer, bench) {
  const { labels, frequencies } = answer.screen;
  const events = Object.fromEntries(frequencies.map((each) => [each.name, each.label]));
  const known = { ...labels.outputs, ...labels.milestones, ...events };
  const said = (name) => (Object.hasOwn(known, name) ? known[name] : bench.label(name));
  return sentence.replace(NAME, (name) => `“${said(name)}”`);
}

/** The lines, and the rest of them folded away; nothing where all is well. */
export function auditLines(bench) {
  const { answer, others, letters, asked } = bench.shown;
  // A moving hand gets no audits: those of the resting answer stay until the next.
  if (!asked.isMoving) bench.audits = [answer, ...others].flatMap((each, index) => each.audit.map((found) => `${index ? `${letters[index].toUpperCase()}: ` : ""}${capital(found.audit)}: ${spokenFor(found.sentence, each, bench)}.`));
  const lines = (bench.audits ?? []).map((said) => h("p", { class: "audit" }, said));
  const rest = lines.slice(AT_ONCE);
  if (!rest.length) return lines;
  return [...lines.slice(0, AT_ONCE), h("details", { class: "audits" }, h("summary", {}, `${rest.length} more that this run found about itself`), rest)];
}
