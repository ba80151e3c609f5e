// One page of paper: figures of its width, and what is believed as a table. print.css says how it looks.

import { clear, h, table } from "./dom.js";
import { rowNames } from "./beliefs.js";
import { quantile } from "./chart_density.js";
import { fitted, told, whose } from "./naming.js";
import { lettersOf } from "./store.js";
import { believed, unitWord } from "./words.js";

const WIDTH = 680; // pixels between the margins of A4 and Letter
const SOURCE = 236; // of which a source may take so many

const part = (name) => document.getElementById(`paper-${name}`);

/** Makes the page ready for paper. */
export function toPaper(bench) {
  bench.page.made.print?.(WIDTH);
  const scenario = bench.scenarios.a;
  if (!bench.shown || !scenario) return;
  const { answer } = bench.shown;
  const letters = lettersOf(bench.state);
  const isOne = letters.length === 1;
  const people = isOne ? whose(bench.bases.a) : letters.map((letter) => `${letter.toUpperCase()} ${told(bench.bases[letter])}`).join("; ");
  clear(part("head"), h("b", {}, isOne ? scenario.title : `${letters.length} scenarios on the same luck`), h("span", {}, people), h("span", {}, "oomcast"));
  const rows = rowNames(scenario).map((name) => scenario.parameters[name]);
  const said = (belief, level) => {
    const value = quantile(belief, level);
    if (belief.is_point && level !== 0.5) return "";
    return value === null ? "none" : believed(value);
  };
  const { given } = answer.conditions;
  clear(part("foot"),
    table({
      caption: isOne ? "Beliefs" : "Beliefs of A", head: ["", "¼ below", "middle", "¼ above", "unit", "evidence", "source"],
      rows: rows.map((belief) => [belief.label, ...[0.25, 0.5, 0.75].map((level) => said(belief, level)), unitWord(belief.unit), belief.evidence, fitted(belief.source, SOURCE)]),
    }),
    given.length ? h("p", {}, h("b", {}, "What this does not say. "), `It holds only if: ${given.map((each) => each.statement).join(" ")} How likely that is, it does not say.`) : null,
    h("p", {}, "Again: ", h("code", {}, answer.screen.again.command)));
}

/** Back to the screen. */
export function fromPaper(bench) {
  bench.page.made.print?.(null);
  clear(part("head"));
  clear(part("foot"));
}
