// Opens the workbench: asks what there is, reads the address, and shows the bench.

import { say } from "./dom.js";
import { Refused, Unreachable, get } from "./api.js";
import { Bench } from "./bench.js";
import { decoded } from "./permalink.js";

async function begin() {
  try {
    const listed = await get("/api/scenarios");
    const link = await decoded(location.hash.slice(1));
    const preset = listed.scenarios.find((each) => each.name === listed.default) ?? listed.scenarios[0];
    const bench = new Bench({ presets: listed.scenarios, tiers: listed.tiers, preset, link });
    await bench.start();
  } catch (problem) {
    if (!(problem instanceof Refused || problem instanceof Unreachable)) throw problem;
    say(document.getElementById("starting") ?? document.getElementById("banner"), problem.message);
  }
}

begin();
