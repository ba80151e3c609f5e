// Where the numbers on the screen come from: whose beliefs, how many draws, how exact, and how to have them again.

import { auditLines } from "./audits.js";
import { clear, h } from "./dom.js";
import { HEADLINE, countedDraws } from "./frames.js";
import { told, whose } from "./naming.js";
import { lettersOf } from "./store.js";
import { count, countOfDraws, error, number } from "./words.js";

/** Writes below the figures where their numbers come from. */
export function showProvenance(bench, place) {
  const { answer, others, letters } = bench.shown;
  const { provenance, outputs } = answer;
  const headline = outputs[HEADLINE];
  const errorWords = headline && headline.quantiles["0.5"] !== null ? `median ${error(headline.mc_error["0.5"])} ${headline.unit}` : "";
  const given = answer.conditions.given;
  const lines = [
    changesInWords(bench),
    [`${answer.screen.draws_in_words ?? countOfDraws(countedDraws(answer))}, seed ${provenance.seed}`, errorWords, `oomcast ${provenance.oomcast}, model ${provenance.model} ${provenance.model_version}`,
      answer.digest ? `digest ${answer.digest.slice(0, 12)}` : "", ...others.map((other, index) => `${letters[index + 1].toUpperCase()} ${other.digest.slice(0, 12)}`), unknownWords([answer, ...others], letters)].filter(Boolean).join(" · "),
  ];
  const note = given.length ? h("details", { class: "given" }, h("summary", {}, `Given ${given.length} condition${given.length > 1 ? "s" : ""}`),
    h("ul", {}, given.map((each) => h("li", {}, each.statement, each.probability === null ? "" : ` (probability ${number(each.probability)})`)))) : null;
  const open = place.querySelector("details.given")?.open;
  const openAudits = place.querySelector("details.audits")?.open;
  const why = whyWords(bench);
  clear(place, h("p", {}, lines[0]), h("p", {}, h("span", {}, answer.screen.disclaimer)), why ? h("p", {}, why) : null, h("p", {}, lines[1]), note, auditLines(bench),
    answer.warnings.map((said) => h("p", { class: "warning" }, `Warning: ${said}`)));
  if (open && note) note.open = true;
  const audits = place.querySelector("details.audits");
  if (openAudits && audits) audits.open = true;
}

/** With how many draws it was told what drives the answer, which are fewer than its own. */
function whyWords(bench) {
  const { explain, compare } = bench.insight;
  if (explain?.document) return `What drives it: ${countOfDraws(explain.document.provenance.draws)} for each swing`;
  return compare?.document ? `What explains the gap: ${countOfDraws(compare.document.provenance.draws)} for each replacement` : "";
}

/** How many draws could not be followed, by letter where there are several scenarios; nothing where all were. */
function unknownWords(answers, letters) {
  const said = answers.map(({ outcomes }, index) => [letters[index], outcomes.unresolved + outcomes.invalid]).filter(([, unknown]) => unknown);
  return said.map(([letter, unknown]) => `${letters.length > 1 ? `${letter.toUpperCase()} ` : ""}${count(unknown)} unknown`).join(", ");
}

/** Whose beliefs they are, and what was changed in them. */
function changesInWords(bench) {
  return lettersOf(bench.state).filter((side) => bench.bases[side]).map((side) => {
    const base = bench.bases[side];
    const names = [...Object.keys(bench.state[side].set), ...Object.keys(bench.state[side].structure), ...(Object.keys(bench.state[side].stated).length ? ["stated answer"] : [])];
    const changed = names.length ? `, with ${names.length > 3 ? `${names.length} beliefs` : names.map((name) => bench.label(name).toLowerCase()).join(", ")} changed` : "";
    return bench.state.b ? `${side.toUpperCase()} ${told(base)}${changed}` : `${[base.title, whose(base)].filter(Boolean).join(" · ")}${changed}`;
  }).join("; ");
}
