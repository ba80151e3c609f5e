// The address of what is on the screen, kept up to date without a new entry in the browser's history.

import { decoded, encoded } from "./permalink.js";

export class Address {
  /** `follow(link)` is called when another address was put into the address bar. */
  constructor(follow) {
    window.addEventListener("hashchange", async () => {
      if (location.hash !== this.written) follow(await decoded(location.hash.slice(1)));
    });
  }

  async write(state) {
    const letters = await encoded(forLink(state));
    this.written = `#${letters}`;
    history.replaceState(null, "", this.written);
  }
}

/** Of a state what a link carries. */
export function forLink({ active: _, view: { isRate: __, ...view }, ...state }) {
  return { ...state, view };
}
