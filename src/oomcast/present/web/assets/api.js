// What the page asks the server, and how an answer that nobody needs any more is called off.

/** What the server says when it does not do as asked, in the words of the command line. */
export class Refused extends Error {
  constructor(status, { code = "", message = "", field = "", file = "" } = {}, retryAfter = null) {
    super(message || `the engine answered with status ${status}`);
    Object.assign(this, { status, code, field, file, retryAfter });
  }
}

/** The server is not there. */
export class Unreachable extends Error {}

export const session = Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
let sequence = 0;

async function received(response) {
  const isJson = (response.headers.get("content-type") ?? "").startsWith("application/json");
  const body = isJson ? await response.json() : null;
  if (response.ok && body) return body;
  throw new Refused(response.status, body?.error ?? {}, Number(response.headers.get("retry-after")) || null);
}

async function sent(address, options) {
  try {
    return await fetch(address, { credentials: "same-origin", cache: "no-store", ...options });
  } catch (problem) {
    if (problem.name === "AbortError") throw problem;
    throw new Unreachable("The engine has stopped.");
  }
}

export const get = async (address, { signal } = {}) => received(await sent(address, { signal }));

const posted = (body, signal) => ({
  method: "POST", signal, body: JSON.stringify(body), headers: { "content-type": "application/json" },
});

/** The answer to a question; with `place` a later question of the same kind takes this one's place on the server. */
export async function post(address, body, { signal, place = false } = {}) {
  const asked = place ? { ...body, session, sequence: (sequence += 1) } : body;
  return received(await sent(address, posted(asked, signal)));
}

/** A file that the server makes: its text or bytes, and its name. */
export async function file(address, body, { signal } = {}) {
  const response = await sent(address, posted(body, signal));
  if (!response.ok) await received(response);
  const name = /filename="([^"\\/]+)"/.exec(response.headers.get("content-disposition") ?? "")?.[1] ?? "forecast";
  return { blob: await response.blob(), name };
}

/** Whether a call ended because it was called off or overtaken, which is no news to anybody. */
export const isCalledOff = (problem) =>
  problem.name === "AbortError" || (problem instanceof Refused && problem.status === 409);
