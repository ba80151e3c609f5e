// What stands behind the button that says how the fan is looked at.

import { h } from "./dom.js";

/** The ways in which the fan can be looked at: scale, time, bands or futures, and what a year of progress is. */
export function lookPanel(bench, { start: startNow, isBelieved }) {
  const { state } = bench;
  const radios = (legend, name, options, chosen, choose) => h("fieldset", {}, h("legend", {}, legend),
    options.map(([value, words]) => h("label", {}, h("input", { type: "radio", name, value, checked: value === chosen, on: { change: () => choose(value) } }), words)));
  const rate = h("input", { type: "text", inputmode: "decimal", class: "short", value: state.view.rate ?? String(bench.usualPace("a") ?? 1), "aria-label": "Stated rate in OOM a year" });
  const stateRate = () => {
    const value = Number(rate.value.replace(",", "."));
    const isGood = Number.isFinite(value) && value > 0 && value <= 1000;
    rate.setAttribute("aria-invalid", String(!isGood));
    if (isGood) bench.view({ unit: "rate", rate: String(value), isRate: true });
  };
  rate.addEventListener("change", stateRate);
  const start = h("input", { type: "text", inputmode: "decimal", class: "short", value: startNow().toFixed(1), "aria-label": "Year of full automation" });
  start.addEventListener("change", () => {
    const value = Number(start.value.replace(",", "."));
    const isGood = value >= 1900 && value <= 2500;
    start.setAttribute("aria-invalid", String(!isGood));
    if (isGood) bench.view({ time: "calendar", start: String(value) });
  });
  const hint = isBelieved ? ["with all the doubt of what is believed about when that is"] : ["if that comes in ", start];
  return [
    radios("Scale", "scale", [["linear", "linear"], ["log", "logarithmic"]], state.view.scale ?? "linear", (scale) => bench.view({ scale })),
    h("div", {}, radios("Time", "time", [["relative", "months after full automation"], ["calendar", "calendar"]], state.view.time ?? "relative", (time) => bench.view({ time })),
      h("p", { class: "hint" }, hint)),
    state.b ? null : radios("Picture", "shape", [["bands", "bands"], ["futures", "20 single futures"]], state.view.shape ?? "bands", (shape) => bench.view({ shape })),
    h("div", {}, radios("A year of progress is", "pace", [["years", "each draw’s own usual pace"], ["rate", "a stated rate"]], state.view.unit === "rate" ? "rate" : "years",
      (pace) => (pace === "rate" ? stateRate() : bench.view({ unit: "years", isRate: false }))), h("p", { class: "hint" }, rate, " OOM a year")),
  ];
}
