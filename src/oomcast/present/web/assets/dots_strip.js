// The outcomes as twenty dots on an axis of their own, for pages too narrow to have them beside the fan.

import { PAIR } from "./frames.js";
import { Figure } from "./figure.js";
import { BLUE } from "./chart_fan.js";
import { dotsAlong } from "./chart_dots.js";
import { scale } from "./axis.js";

const WIDEST = 520; // from here on the dots stand beside the fan
const HEIGHT = 108;

export class DotsStrip {
  constructor(page) {
    this.page = page;
    this.figure = new Figure({
      name: "Outcomes as dots", draw: (width) => this.draw(width), className: "strip-figure", rows: () => this.rows(), summary: () => page.spoken(),
    });
  }

  draw(width) {
    const { frame, frames, ticks } = this.page;
    if (!frame || width > WIDEST || frames.length > PAIR) return null;
    const position = scale(ticks[0], ticks.at(-1), 0, 1, this.page.isLog());
    const dots = dotsAlong({
      values: frame.fewDots, quartiles: [frame.ends["0.25"], frame.ends["0.75"]], ticks, position, label: frame.label,
      width, height: HEIGHT, colour: BLUE, curve: frame.curve, draws: frame.draws, unit: (value) => frame.label(value, false), each: "each dot: 1 in 20",
    });
    return { height: HEIGHT, nodes: [dots] };
  }

  rows() {
    const { frame } = this.page;
    return frame && { caption: "Twenty equally likely outcomes", head: ["dot", "outcome"], rows: frame.numbers(frame.fewDots).map((said, index) => [String(index + 1), said]) };
  }
}
