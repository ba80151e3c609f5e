// The editor of one belief, unfolded in its row: the picture with three handles, three fields, what was said read back,
// other ways of saying it, where it comes from, and what others believe.

import { button, clear, freshId, h, say } from "./dom.js";
import { axisOf, density, domainOf, isLog, quantile } from "./chart_density.js";
import { believed, capital, joined, unitWord } from "./words.js";
import { MADE_HERE, SHAPES, quarters, shapeFrom, tidy, typed } from "./spelling.js";
import { circle, line, node, text, toDom } from "./svg.js";
import { whose } from "./naming.js";

const HEIGHT = 132;
const AXIS_AT = HEIGHT - 34;
const LEVELS = [0.25, 0.5, 0.75];
const NAMES = ["1 in 4 below", "even odds", "1 in 4 above"];
const SPOKEN = ["one in four below", "even odds at", "one in four above"];
const STEP = 0.01;
const WAYS = { quantiles: "three quantiles", interval: "an interval", shape: "a shape", point: "one value" };

const told = (value, belief) => (value === null ? "none" : belief.is_date ? value.toFixed(1) : believed(value));
const withUnit = (value, belief) => (value === null ? "none" : belief.is_date ? value.toFixed(1) : joined(believed(value), belief.unit));

/** The fields that a belief opens with: its quarters, whatever it was spelled by, unless it is one value or an interval. */
function wayOf(belief) {
  const { spelled } = belief;
  if (belief.is_point) return "point";
  return typeof spelled === "string" || spelled?.interval ? "interval" : "quantiles";
}

/** An editor for the belief called `name`. `actions.set(name, spelling, {settled})` is what it does. */
export function editor(first, actions, { name, onClose }) {
  let belief = first;
  let way = wayOf(first);
  let domain = domainOf([first]);
  let held = null; // the three quarters while a hand is on one of them
  let preset = null;
  const opening = { spelled: first.spelled, isChanged: false };

  const meaning = h("p", { class: "editor-meaning" });
  const picture = h("div", { class: "editor-picture" });
  const handles = LEVELS.map((level, index) => h("div", {
    class: `handle handle-${index}`, role: "slider", tabindex: "0", "aria-label": `${first.label}, ${NAMES[index]}`,
    on: { keydown: (event) => key(event, index) },
  }));
  const plot = h("div", { class: "editor-plot" }, picture, handles);
  const fields = h("div", { class: "editor-fields" });
  const problem = h("p", { class: "field-problem", role: "alert", hidden: true });
  const repair = h("div", { class: "repair" });
  const back = h("p", { class: "read-back" });
  const wayId = freshId("way");
  const ways = h("select", { id: wayId, on: { change: () => choose(ways.value) } },
    Object.entries(WAYS).map(([value, words]) => h("option", { value }, words)));
  const about = h("dl", { class: "editor-about" });
  const others = h("div", { class: "others", hidden: true });
  const reset = button("Back to preset", () => actions.reset(name), { class: "quiet" });
  const someone = button("Someone else’s", () => showOthers(), { class: "quiet", "aria-expanded": "false" });
  const done = button("Done", () => onClose(), { class: "quiet" });
  const box = h("div", { class: "editor", role: "group", "aria-label": `Editing ${first.label}`, on: { keydown: escape } },
    meaning, plot, fields, problem, repair, back,
    h("p", { class: "way" }, h("label", { for: wayId }, "entered as "), ways),
    h("div", { class: "editor-buttons" }, someone, reset, done), others, about);

  function escape(event) {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    if (!opening.isChanged) actions.reset(name);
    else if (opening.spelled !== null) actions.set(name, opening.spelled, { settled: true });
    onClose();
  }

  const quartersNow = () => held ?? LEVELS.map((level) => quantile(belief, level));
  const own = (value) => (domain.log ? Math.log(Math.max(value, 1e-300)) : value);
  const back_ = (value) => (domain.log ? Math.exp(value) : value);
  const span = () => own(domain.high) - own(domain.low);

  /** One quarter moved; its neighbours are pushed at a hundredth of the range, never crossed. */
  function moved(index, to, { mirror = false } = {}) {
    const gap = STEP * span();
    const values = quartersNow().map(own);
    const [least, most] = [own(Math.max(domain.low, belief.lower ?? -Infinity)), own(Math.min(domain.high, belief.upper ?? Infinity))];
    const change = to - values[index];
    values[index] = to;
    if (mirror && index !== 1) values[2 - index] -= change;
    for (let at = index + 1; at < 3; at += 1) values[at] = Math.max(values[at], values[at - 1] + gap);
    for (let at = index - 1; at >= 0; at -= 1) values[at] = Math.min(values[at], values[at + 1] - gap);
    const kept = values.map((value) => Math.min(Math.max(value, least), most));
    return kept[0] < kept[1] && kept[1] < kept[2] ? kept.map(back_) : quartersNow();
  }

  function set(values, settled) {
    held = settled ? null : values;
    complain("");
    // The density follows when the server has drawn it; the handles and numbers follow the hand.
    draw(values);
    fill(values);
    actions.set(name, quarters(values), { settled });
  }

  function key(event, index) {
    const step = STEP * span();
    const values = quartersNow().map(own);
    const to = {
      ArrowRight: values[index] + step, ArrowUp: values[index] + step, ArrowLeft: values[index] - step, ArrowDown: values[index] - step,
      PageUp: values[index] + 10 * step, PageDown: values[index] - 10 * step,
      Home: index ? values[index - 1] + step : own(domain.low), End: index < 2 ? values[index + 1] - step : own(domain.high),
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    choose("quantiles", false);
    set(moved(index, to), true);
  }

  /** The belief pictured, with handles below the axis at these quarters. */
  function draw(values = quartersNow()) {
    const width = plot.clientWidth;
    if (!width) return;
    const { x } = axisOf(domain, width, 14);
    const ghost = preset && preset.spelled !== belief.spelled ? preset : null;
    const ends = [domain.low, domain.high];
    const hasHandles = values.every((value) => value !== null) && !belief.is_point;
    const tree = node(
      "svg", { viewBox: `0 0 ${width} ${HEIGHT}`, width, height: HEIGHT, "aria-hidden": "true" },
      density(belief, { domain, width, height: AXIS_AT + 10, ghost, knob: belief.is_point, pad: 14 }),
      ...(hasHandles ? values.flatMap((value, index) => [
        line(x(value), AXIS_AT - (index === 1 ? 26 : 14), x(value), AXIS_AT + 8, { stroke: "beliefmed", "stroke-width": index === 1 ? 2 : 1.25 }),
        circle(x(value), AXIS_AT + 10, 8, { fill: index === 1 ? "beliefmed" : "surface", stroke: "beliefmed", "stroke-width": 2 }),
      ]) : []),
      ...ends.map((value, index) => text(index ? width - 14 : 14, HEIGHT - 2, told(value, belief), { anchor: index ? "end" : "start" })),
    );
    clear(picture, toDom(tree));
    handles.forEach((handle, index) => {
      handle.hidden = !hasHandles;
      if (!hasHandles) return;
      handle.style.left = `${x(values[index])}px`;
      handle.style.top = `${AXIS_AT + 10}px`;
      handle.setAttribute("aria-valuemin", index ? values[index - 1] : domain.low);
      handle.setAttribute("aria-valuemax", index < 2 ? values[index + 1] : domain.high);
      handle.setAttribute("aria-valuenow", values[index]);
      handle.setAttribute("aria-valuetext", `${SPOKEN[index]} ${withUnit(values[index], belief)}`);
    });
  }

  /** Puts the present values into the fields, except where somebody is typing. */
  function fill(values = quartersNow()) {
    fields.querySelectorAll("input").forEach((input) => {
      if (document.activeElement === input) return;
      const at = Number(input.dataset.level);
      if (way === "quantiles") input.value = told(values[LEVELS.indexOf(at)], belief);
      else if (way === "interval") input.value = told(quantile(belief, at), belief);
      else if (way === "point") input.value = told(quantile(belief, 0.5), belief);
    });
  }

  function field(label, value, onValue, attributes = {}) {
    const id = freshId("field");
    const input = h("input", {
      id, type: "text", inputmode: "decimal", autocomplete: "off", spellcheck: "false", value, ...attributes,
      on: { change: () => enter(), keydown: (event) => event.key === "Enter" && enter() },
    });
    function enter() {
      const meant = typed(input.value, belief);
      input.setAttribute("aria-invalid", String(Boolean(meant.problem)));
      if (meant.problem) complain(meant.problem, meant.repair, input);
      else onValue(meant, input);
    }
    return h("div", { class: "editor-field" }, h("label", { for: id }, label), input);
  }

  /** Two numbers where one was asked for: what their ends mean is asked once. */
  function askEnds({ low, high }) {
    const meant = (spelling, words) => button(words, () => {
      clear(repair);
      complain("");
      actions.set(name, spelling, { settled: true });
    }, { class: "quiet" });
    clear(repair, h("span", {}, `${told(low, belief)} to ${told(high, belief)} means `),
      meant({ interval: [low, high], level: 0.9, ...MADE_HERE }, "9 in 10 inside"), meant({ interval: [low, high], level: 0.5, ...MADE_HERE }, "half inside"));
    repair.querySelector("button").focus();
  }

  function fillFields() {
    const unit = unitWord(belief.unit);
    const made = [];
    if (way === "quantiles") {
      LEVELS.forEach((level, index) => made.push(field(NAMES[index], told(quantile(belief, level), belief), (meant) => {
        if (meant.low !== undefined) return askEnds(meant);
        if (meant.none) return actions.set(name, "none", { settled: true });
        domain = wider(domain, meant.number);
        return set(exactly(index, meant.number), true);
      }, { "data-level": level, "data-first": index === 0 })));
    } else if (way === "interval") {
      [[0.05, "1 in 20 below"], [0.95, "1 in 20 above"]].forEach(([level, label], index) => made.push(field(label, told(quantile(belief, level), belief), (meant) => {
        const ends = [0.05, 0.95].map((each) => tidy(quantile(belief, each)));
        if (meant.number !== undefined) ends[index] = meant.number;
        else if (meant.low !== undefined) [ends[0], ends[1]] = [meant.low, meant.high];
        else return complain("Expected a number.");
        if (!(ends[0] < ends[1])) return complain(`Expected the lower end below the upper one, got ${ends[0]} to ${ends[1]}.`);
        complain("");
        return actions.set(name, { interval: ends, level: 0.9, ...MADE_HERE }, { settled: true });
      }, { "data-level": level, "data-first": index === 0 })));
    } else if (way === "point") {
      made.push(field(belief.none_means ? "value, or none" : "value", told(quantile(belief, 0.5), belief), (meant) => {
        if (meant.none) return actions.set(name, "none", { settled: true });
        if (meant.number === undefined) return askEnds(meant);
        complain("");
        return actions.set(name, { value: meant.number, ...MADE_HERE }, { settled: true });
      }, { "data-level": 0.5, "data-first": true }));
    } else made.push(...shapeFields());
    clear(fields, made, unit && way !== "shape" ? h("span", { class: "editor-unit" }, unit) : null);
  }

  function shapeFields() {
    const { spelled } = belief;
    const family = spelled?.family && Object.hasOwn(SHAPES, spelled.family) ? spelled.family : "lognormal";
    const values = spelled?.family === family && SHAPES[family].every((key) => typeof spelled[key] === "number") ? spelled : shapeFrom(belief, family);
    const id = freshId("shape");
    const select = h("select", { id, "data-first": true, on: { change: () => actions.set(name, shapeFrom(belief, select.value), { settled: true }) } },
      Object.keys(SHAPES).map((each) => h("option", { value: each, selected: each === family }, each)));
    return [
      h("div", { class: "editor-field" }, h("label", { for: id }, "shape"), select),
      ...SHAPES[family].map((key) => field(key, String(tidy(values[key])), (meant) => {
        if (meant.number === undefined) return complain("Expected one number.");
        complain("");
        const kept = Object.fromEntries(SHAPES[family].map((each) => [each, values[each]]));
        return actions.set(name, { family, ...kept, [key]: meant.number, ...MADE_HERE }, { settled: true });
      })),
    ];
  }

  /** Quarters with one of them exactly as typed; the others give way where they would be crossed. */
  function exactly(index, value) {
    const values = [...quartersNow()];
    const by = own(value) - own(values[index]);
    values[index] = value;
    if ((index < 2 && values[index + 1] <= value) || (index > 0 && values[index - 1] >= value)) {
      return LEVELS.map((level, at) => (at === index ? value : tidy(back_(own(quartersNow()[at]) + by))));
    }
    return values;
  }

  function wider(now, value) {
    return { ...now, low: Math.min(now.low, now.log ? Math.max(value * 0.8, 1e-300) : value), high: Math.max(now.high, value) };
  }

  function choose(next, redraw = true) {
    if (next === way) return;
    way = next;
    ways.value = next;
    complain("");
    const point = quantile(belief, 0.5);
    if (redraw && next === "point" && !belief.is_point && point !== null) actions.set(name, { value: tidy(point), ...MADE_HERE }, { settled: true });
    if (redraw && next !== "point" && belief.is_point && point !== null) {
      const spreadOut = isLog(belief) ? [point / 1.25, point, point * 1.25] : [point - 0.1 * (Math.abs(point) || 1), point, point + 0.1 * (Math.abs(point) || 1)];
      actions.set(name, quarters(spreadOut), { settled: true });
    }
    if (redraw && next === "shape" && !belief.is_point) actions.set(name, shapeFrom(belief, "lognormal"), { settled: true });
    fillFields();
  }

  function complain(words, fix, input) {
    say(problem, words);
    problem.hidden = !words;
    clear(repair);
    if (!words) fields.querySelectorAll("[aria-invalid]").forEach((each) => each.setAttribute("aria-invalid", "false"));
    if (!fix) return;
    const said = fix.number !== undefined ? String(fix.number) : `${fix.low} to ${fix.high}`;
    clear(repair, button(`Use ${said}`, () => {
      input.value = said;
      input.dispatchEvent(new Event("change"));
    }, { class: "quiet" }));
  }

  async function showOthers() {
    const willOpen = others.hidden;
    someone.setAttribute("aria-expanded", String(willOpen));
    others.hidden = !willOpen;
    if (!willOpen) return;
    clear(others, h("p", { class: "hint" }, "Reading what others believe …"));
    const list = await actions.others(name);
    clear(others, list.length
      ? h("ul", {}, list.map(({ scenario, theirs }) => h("li", {}, button(
        [h("span", { class: "other-name" }, whose(scenario)), h("span", { class: "other-words" }, `${withUnit(quantile(theirs, 0.5), theirs)}, ${theirs.belief ?? ""}`)],
        () => actions.set(name, theirs.spelled, { settled: true, from: scenario }), { class: "other" }))))
      : h("p", { class: "hint" }, "No other preset says anything about this."));
  }

  /** Shows the belief as the server has it now. */
  function show(next, { preset: before, isChanged }) {
    const isFirst = preset === null;
    belief = next;
    preset = before ?? next;
    if (isFirst) opening.isChanged = isChanged;
    held = dragging === null ? null : held;
    if (dragging === null) domain = domainOf([belief, preset]);
    if (belief.is_point) way = "point";
    else if (way === "point") way = "quantiles";
    ways.value = way;
    say(meaning, `${capital(belief.meaning)}.`);
    const [low, high, tail] = [0.1, 0.9, 0.99].map((level) => quantile(belief, level));
    const who = isChanged ? "You say" : "It says";
    say(back, belief.is_point
      ? `${who}: ${withUnit(quantile(belief, 0.5), belief)}, with nothing uncertain.`
      : `${who}: 8 in 10 between ${withUnit(low, belief)} and ${withUnit(high, belief)}; 1 in 100 above ${withUnit(tail, belief)}.`);
    reset.disabled = !isChanged;
    const lines = [["source", isChanged && belief.source === MADE_HERE.source ? "changed by you" : belief.source], ["evidence", belief.evidence], ["note", belief.note]];
    clear(about, lines.filter(([, said]) => said).map(([term, said]) => [h("dt", {}, term), h("dd", {}, said)]));
    if (fields.dataset.way !== `${way} ${belief.spelled?.family ?? ""}` || !fields.children.length) {
      const hadFocus = fields.contains(document.activeElement);
      fillFields();
      if (hadFocus) fields.querySelector("[data-first]")?.focus({ preventScroll: true });
      fields.dataset.way = `${way} ${belief.spelled?.family ?? ""}`;
    }
    draw();
    fill();
  }

  let dragging = null;
  plot.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || belief.is_point || quartersNow().some((value) => value === null)) return;
    const { x, value } = axisOf(domain, plot.clientWidth, 14);
    const at = event.clientX - plot.getBoundingClientRect().left;
    const distances = quartersNow().map((quarter) => Math.abs(x(quarter) - at));
    const nearest = distances.indexOf(Math.min(...distances));
    const onBody = event.clientY - plot.getBoundingClientRect().top < AXIS_AT - 4 && distances[nearest] > 12;
    dragging = { index: onBody ? null : nearest, from: own(value(at)), start: quartersNow(), hasMoved: false };
    handles[onBody ? 1 : nearest].focus({ preventScroll: true });
    plot.setPointerCapture(event.pointerId);
    event.preventDefault();
    choose("quantiles", false);
  });
  const target = (event) => own(axisOf(domain, plot.clientWidth, 14).value(event.clientX - plot.getBoundingClientRect().left));
  plot.addEventListener("pointermove", (event) => {
    if (!dragging) return;
    const to = target(event);
    if (!dragging.hasMoved && Math.abs(to - dragging.from) < 0.004 * span()) return;
    dragging.hasMoved = true;
    held = dragging.start;
    const next = dragging.index === null
      ? dragging.start.map((quarter) => back_(own(quarter) + to - dragging.from))
      : moved(dragging.index, own(dragging.start[dragging.index]) + to - dragging.from, { mirror: event.shiftKey });
    set(next, false);
  });
  const release = (event) => {
    if (!dragging) return;
    const { hasMoved, index, start } = dragging;
    const last = held ?? start;
    dragging = null;
    if (hasMoved) set(last, true);
    else if (event.type === "pointerup" && index !== null) set(moved(index, target(event)), true);
  };
  plot.addEventListener("pointerup", release);
  plot.addEventListener("pointercancel", release);
  new ResizeObserver(() => draw()).observe(plot);

  return { box, show, complain: (words) => complain(words) };
}
