// When each milestone comes, as a chart and as a table, for the pages that show it.

import { milestones } from "./chart_bars.js";
import { chance, number } from "./words.js";

const WHEN = [[1 / 52, "1 week"], [1 / 12, "1 month"], [0.25, "3 months"], [1, "1 year"], [3, "3"], [10, "10 years"]];

/** Milestones of an answer as rows of a chart. */
export function drawMilestones(shown, width) {
  if (!shown) return null;
  const { answer } = shown;
  const names = Object.keys(answer.milestones).filter((name) => name.startsWith("oom_"));
  if (!names.length) return null;
  const rows = names.map((name) => {
    const { years, reached, not_by_horizon: later, diverged } = answer.milestones[name];
    const draws = reached + later + diverged;
    const said = [later ? `${chance(later / draws, draws)} later` : "", diverged ? `${chance(diverged / draws, draws)} diverge` : ""].filter(Boolean).join(", ");
    return { name: answer.screen.labels.milestones[name] ?? name, quantiles: years, later: said };
  });
  return milestones({ rows, ticks: WHEN.map(([at]) => at), label: (tick) => WHEN.find(([at]) => at === tick)[1] }, { width });
}

export function milestoneRows(shown) {
  if (!shown) return null;
  const { answer } = shown;
  const levels = ["0.1", "0.25", "0.5", "0.75", "0.9"];
  return {
    caption: "Years from full automation to each milestone", head: ["milestone", "1 in 10", "1 in 4", "median", "3 in 4", "9 in 10"],
    rows: Object.entries(answer.milestones).map(([name, each]) => [answer.screen.labels.milestones[name] ?? name, ...levels.map((level) => (each.years[level] === null ? "later" : number(each.years[level])))]),
  };
}
