// What can be taken along: the scenario, the draws, the figure, a report, and how to have it again.

import { button, h, icon, popover, say } from "./dom.js";
import { Refused, Unreachable, file } from "./api.js";
import { copied } from "./copying.js";
import { AT_REST } from "./engine.js";
import { save } from "./files.js";
import { asPng, asSvg } from "./pictures.js";
import { lettersOf, source } from "./store.js";

const REPORT = "html";
const FILES = [
  ["csv", "Draws as CSV"], ["parquet", "Draws as Parquet"], [REPORT, "Report, one page that prints"],
];

/** The button behind which all of it stands. */
export function exportMenu(bench) {
  return popover(["Export", icon("down")], (close) => {
    const note = h("p", { class: "hint", role: "status" });
    const fail = (problem) => {
      if (!(problem instanceof Refused || problem instanceof Unreachable)) throw problem;
      say(note, problem.message);
    };
    const act = (words, work) => h("li", {}, button(words, async () => {
      say(note, "");
      try {
        if ((await work()) !== false) close();
      } catch (problem) {
        fail(problem);
      }
    }, { class: "menu-item" }));
    const { state } = bench;
    const fromServer = (format) => async () => {
      say(note, "Preparing the file.");
      const [, ...others] = lettersOf(state);
      // Draws are those of the side that is moved; the report is of all, with A first.
      const asked = format === REPORT && others.length ? { ...source(state.a), overlay: others.map((letter) => source(state[letter])) } : source(bench.side);
      const made = await file(`/api/export/${format}`, { ...asked, draws: AT_REST, seed: state.seed });
      save(made.blob, made.name);
    };
    const again = bench.shown?.answer.screen.again;
    return [
      h("ul", { class: "menu" },
        act("Scenario as TOML", () => saveToml(bench)),
        FILES.map(([format, words]) => act(words, fromServer(format))),
        act("Figure as SVG", () => saveFigure(bench, "svg")),
        act("Figure as PNG", () => saveFigure(bench, "png")),
        act("Print this page", () => setTimeout(() => window.print()))),
      again ? h("div", { class: "again" },
        copied("On the command line", again.command), copied("The same in Python", again.python)) : null,
      note,
    ];
  }, { align: "end", attributes: { class: "quiet" }, panelClass: "export-panel" });
}

/** The scenario of the side that is moved, as a file. */
function saveToml(bench) {
  const scenario = bench.scenarios[bench.state.active];
  save(new Blob([scenario.toml], { type: "application/toml" }), `${scenario.name || "scenario"}.toml`);
}

/** The figure of this page, with its sentence and where it comes from. */
async function saveFigure(bench, kind) {
  const { made } = bench.page;
  const figure = made.main ?? made.fan ?? made.steps ?? made.years ?? made.split;
  const foot = made.foot?.() ?? [...document.querySelectorAll("#provenance p")].map((line) => line.textContent);
  const drawn = figure.file({ head: document.querySelector("h1").textContent, foot });
  figure.paint(); // what reads positions off the picture has those of the screen again
  const name = `${bench.scenarios.a?.name ?? "forecast"}-${bench.page.name}`;
  if (drawn) save(await (kind === "svg" ? asSvg(drawn) : asPng(drawn)), `${name}.${kind}`);
}
