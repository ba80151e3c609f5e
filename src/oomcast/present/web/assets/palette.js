// Colours as look.md has them. style.css carries the same values as custom properties (a test compares the two):
// on screen marks take the property, so that theme and print need no redraw; exports take the value from here.

export const LIGHT = Object.freeze({
  bg: "#FBFAF7", surface: "#FFFFFF", sunk: "#F3F1EC", ink: "#1B1F24", ink2: "#555D68", ink3: "#656D78",
  line: "#E4E1DA", ctl: "#828892", accent: "#1F5FA8", b90: "#DCE8F4", b50: "#A9C8E6", edge: "#5486BA",
  med: "#153F73", belief: "#D9D3C5", belief50: "#B9B09B", beliefmed: "#4A4436", was: "#8A8474", warn: "#8A4B00",
  sa: "#1F5FA8", sb: "#881801", sc: "#8D6D1E", sd: "#0F4E4B", se: "#491079", sf: "#071119",
});

export const DARK = Object.freeze({
  bg: "#12161C", surface: "#191F27", sunk: "#0E1116", ink: "#E9EBEE", ink2: "#AEB6C1", ink3: "#929BA8",
  line: "#2C343F", ctl: "#768190", accent: "#6FB1F2", b90: "#1E3148", b50: "#305780", edge: "#5E93C8",
  med: "#CFE5FB", belief: "#37352F", belief50: "#5B564B", beliefmed: "#E2DCCD", was: "#8F8977", warn: "#F2B866",
  sa: "#6FB1F2", sb: "#ED5D16", sc: "#EACC7F", sd: "#409882", se: "#9E6BF3", sf: "#F7F9FB",
});

/** Dash patterns of scenarios A to F: a line is told by its stroke and its letter, never by colour alone. */
export const DASHES = Object.freeze({ a: null, b: "9 4", c: "2 3", d: "9 3 2 3", e: "5 3", f: "14 4" });
