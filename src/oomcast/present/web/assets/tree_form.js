// Which trees are climbed: a shape from the server's registry with what may be said of it, or an edge list; the value to
// reach, how many trees, and which luck. The same as one line of text, as the command line has it.

import { button, clear, freshId, h, say } from "./dom.js";
import { capital, count, plain, spelledOut } from "./words.js";

const FEW = 4; // quantities of a shape that are asked for at once; the others unfold
const LARGEST_FILE = 200_000; // letters of an edge list, below what a request may hold
const UNSAID = "none";
const FIELD = /^[a-z-]+: ([a-z_]+): /; // how a message begins that is about one quantity of a family
const TOO_MUCH = /^expected a value of at most/; // and one about more value than a tree has

/** The family and the values of a line such as "layered:nodes=500,depth=20". */
export function spelled(line) {
  const [family, rest = ""] = line.split(/:(.*)/s);
  const pairs = rest.split(",").filter(Boolean).map((pair) => pair.split(/=(.*)/s).slice(0, 2).map((part) => part.trim()));
  return { family: family.trim(), values: Object.fromEntries(pairs) };
}

/** The line for a family and values; what is left empty is left to the family. */
export function composed(family, values) {
  const said = Object.entries(values).filter(([, value]) => value !== "");
  return family + (said.length ? `:${said.map(([name, value]) => `${name}=${value}`).join(",")}` : "");
}

const shownDefault = (field) => (field.default === null ? "left open" : typeof field.default === "number" ? plain(field.default) : field.default);

export class TreeForm {
  /** `climb` gets {tree} or {edges, file}, with reps, value_oom and seed. */
  constructor(climb) {
    Object.assign(this, { climb, families: [], inputs: new Map(), upload: null });
    this.shape = h("select", { id: freshId("shape"), on: { change: () => this.choose(this.shape.value) } });
    this.few = h("div", { class: "tree-fields" });
    this.more = h("div", { class: "tree-more-fields" });
    this.moreTitle = h("summary", {});
    this.fold = h("details", { class: "tree-more" }, this.moreTitle, this.more);
    this.line = h("input", { id: freshId("line"), type: "text", class: "wide", spellcheck: "false", autocomplete: "off", on: { change: () => this.read(this.line.value) } });
    this.value = this.number("Value to reach, OOM");
    this.trees = this.number("Trees");
    this.seed = this.number("Seed");
    this.problem = h("p", { class: "field-problem", role: "alert", hidden: true });
    this.fileName = h("span", { class: "hint" });
    const fileId = freshId("edges");
    const chooser = h("input", { id: fileId, type: "file", class: "visually-hidden", accept: ".csv,text/csv", on: { change: () => this.open(chooser) } });
    const shaped = h("div", { class: "editor-field" }, h("label", { for: this.shape.id }, "Shape"), this.shape);
    this.meaning = h("p", { class: "hint" });
    this.box = h("form", { class: "tree-form", "aria-label": "Which trees", on: { submit: (event) => {
      event.preventDefault();
      this.submit();
    } } },
      h("div", { class: "tree-fields" }, shaped, this.few), this.meaning,
      h("div", { class: "tree-fields" }, this.value.box, this.trees.box, this.seed.box,
        h("button", { type: "submit", class: "tree-go" }, "Climb these trees"),
        h("span", { class: "file-button" }, chooser, h("label", { for: fileId }, "Open an edge list")), this.fileName),
      this.problem, this.fold);
  }

  number(words) {
    const id = freshId("tree");
    const input = h("input", { id, type: "text", class: "short", inputmode: "decimal", autocomplete: "off" });
    return { input, box: h("div", { class: "editor-field" }, h("label", { for: id }, words), input) };
  }

  /** Shows what was asked, as the server has understood it. */
  show({ families, tree, isFile, reps, value_oom: value, seed }) {
    if (!this.families.length) {
      this.families = families;
      clear(this.shape, families.map((family) => h("option", { value: family.name }, capital(family.name))));
    }
    if (!isFile) this.read(tree);
    for (const [field, known] of [[this.value, value], [this.trees, reps], [this.seed, seed]]) field.input.value = String(known);
    this.complain(null);
  }

  choose(name, values = {}) {
    const family = this.families.find((each) => each.name === name);
    if (!family) return;
    this.forget();
    this.family = family;
    this.shape.value = name;
    say(this.meaning, `${capital(family.meaning)}.`);
    this.inputs.clear();
    const all = [...family.fields, ...family.nodes];
    const made = all.map((field) => this.field(field, values[field.name] ?? ""));
    clear(this.few, made.slice(0, Math.min(FEW, family.fields.length)));
    const rest = made.slice(Math.min(FEW, family.fields.length));
    say(this.moreTitle, `All that may be said of a tree, ${rest.length} more`);
    const lineField = h("div", { class: "editor-field tree-line" }, h("label", { for: this.line.id }, "The same as a line of text"), this.line);
    clear(this.more, h("div", { class: "tree-all" }, rest), lineField);
    this.write();
  }

  field(field, value) {
    const id = freshId("field");
    const listen = { change: () => this.write() };
    const input = field.options.length
      ? h("select", { id, on: listen }, field.options.map((option) => h("option", { value: option === field.default ? "" : option, selected: option === (value || field.default) }, option)))
      : h("input", { id, type: "text", class: "short", inputmode: "decimal", autocomplete: "off", placeholder: shownDefault(field), value: value === UNSAID ? "" : value, on: listen });
    input.title = capital(field.meaning);
    this.inputs.set(field.name, input);
    return h("div", { class: "editor-field" }, h("label", { for: id, title: capital(field.meaning) }, spelledOut(field.name)), input);
  }

  values() {
    return Object.fromEntries([...this.inputs].map(([name, input]) => [name, input.value.trim().replace(",", ".")]));
  }

  write() {
    this.line.value = composed(this.family.name, this.values());
  }

  /** Fills the fields from a line; one that names no family here is left for the server to judge. */
  read(line) {
    const { family, values } = spelled(line);
    if (this.families.some((each) => each.name === family)) this.choose(family, values);
    this.line.value = line;
  }

  async open(chooser) {
    const [file] = chooser.files;
    chooser.value = "";
    if (!file) return;
    if (file.size > LARGEST_FILE) {
      this.complain({ message: `${file.name}: expected an edge list of at most ${count(LARGEST_FILE)} bytes, got ${count(file.size)}.`, field: "edges" });
      return;
    }
    this.upload = { edges: await file.text(), file: file.name };
    clear(this.fileName, file.name, " ", button("Leave it", () => this.forget(), { class: "link" }));
    this.submit();
  }

  forget() {
    this.upload = null;
    clear(this.fileName);
  }

  submit() {
    const asked = this.upload ? { ...this.upload } : { tree: this.line.value.trim() };
    for (const [name, field] of [["reps", this.trees], ["value_oom", this.value], ["seed", this.seed]]) {
      const said = field.input.value.trim().replace(",", ".");
      if (!said) continue;
      const value = Number(said);
      if (!Number.isFinite(value)) {
        this.complain({ field: name, message: `expected a number, got ${said.slice(0, 40)}` });
        return;
      }
      asked[name] = value;
    }
    this.climb(asked);
  }

  /** Says what is wrong at the field that it is about; null for nothing. */
  complain(problem) {
    const fields = [["reps", this.trees.input], ["value_oom", this.value.input], ["seed", this.seed.input], ...this.inputs];
    const [, within = ""] = FIELD.exec(problem?.message ?? "") ?? [];
    const named = within || (TOO_MUCH.test(problem?.message ?? "") ? "value_oom" : problem?.field ?? "");
    for (const [name, input] of fields) input.setAttribute("aria-invalid", String(name === named));
    this.problem.hidden = !problem;
    say(this.problem, problem ? problem.message : "");
    if (problem && this.inputs.has(named) && this.more.contains(this.inputs.get(named))) this.fold.open = true;
  }
}
