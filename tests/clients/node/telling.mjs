// Tells each story twice, to a provider and to the gate before its twin, and compares what came of it.
// The same as telling.py; a story takes a side and returns anything made of the clients' own objects.

import { createRequire } from "node:module";
import { isDeepStrictEqual } from "node:util";

const places = JSON.parse(process.env.WICKETGATE_CLIENTS);
// The clients are installed in a cache folder, so they are found from there.
export const load = createRequire(process.env.WICKETGATE_CLIENTS_NODE);
export const { default: OpenAI } = load("openai");
export const { default: Anthropic } = load("@anthropic-ai/sdk");

const OWN = new Set([
  "authorization",
  "x-api-key",
  "host",
  "content-length",
  "connection",
  "accept-encoding",
  "transfer-encoding",
]);
const TIMES = new Set(["created", "created_at", "completed_at", "expires_at"]);
const IDS = /\b([a-z]+[_-])[0-9a-f]{24}\b/g;
const stories = [];

class Side {
  constructor(name, base, provider, key) {
    Object.assign(this, { name, base, provider, key, isGate: name === "gate" });
    this.openai = new OpenAI({ baseURL: `${base}/v1`, apiKey: key, maxRetries: 0 });
    this.anthropic = new Anthropic({ baseURL: base, apiKey: key, maxRetries: 0 });
  }

  // The gate with another of the rig's keys, or with the literal text `name`.
  asKey(name) {
    return new Side(this.name, this.base, this.provider, places.keys[name] ?? name);
  }

  plan(behaviour) {
    return ask(this.provider, "/__behaviour", "POST", behaviour);
  }

  forgetPlans() {
    return ask(this.provider, "/__behaviour", "DELETE");
  }

  // What the provider of this side has received after request `since`, oldest first.
  async record(since = 0) {
    const records = await ask(this.provider, `/__record?since=${since}`);
    return records.map((record) => ({ ...record, body: Buffer.from(record.body, "base64") }));
  }

  async latest() {
    return (await this.record()).at(-1)?.sequence ?? 0;
  }
}

async function ask(base, path, method = "GET", body = undefined) {
  const headers = { "content-type": "application/json" };
  const answer = await fetch(base + path, { method, headers, body: body && JSON.stringify(body) });
  return answer.json();
}

const direct = new Side("direct", places.direct, places.direct, places.provider_key);
export const gate = new Side("gate", places.gate, places.behind, places.keys.plain);

// A story for both sides. `sameRequests: false`: the gate may answer by itself, or try again.
export function story(title, tale, { sameRequests = true } = {}) {
  stories.push({ title, run: () => twice(tale, sameRequests) });
}

// A story for the gate only; it holds when it does not throw.
export function gateStory(title, tale) {
  stories.push({ title, run: () => tale(gate) });
}

// All items of a stream or a page, in order.
export async function all(stream) {
  const items = [];
  for await (const item of await stream) items.push(item);
  return items;
}

// The error that `call` throws, as data: its class, status and body. No error is a failure.
export async function thrown(call) {
  try {
    await call();
  } catch (error) {
    if (!(error instanceof OpenAI.APIError) && !(error instanceof Anthropic.APIError)) throw error;
    return {
      class: error.constructor.name,
      status: error.status,
      body: error.error,
      message: error.message,
      headers: error.headers,
    };
  }
  throw new Error("no error was thrown");
}

export function check(holds, what) {
  if (!holds) throw new Error(typeof what === "string" ? what : JSON.stringify(what));
}

export async function tell() {
  let failed = 0;
  for (const { title, run } of stories) {
    try {
      await run();
      console.log(`  pass  ${title}`);
    } catch (error) {
      failed += 1;
      const place =
        error.stack
          ?.split("\n")
          .find((line) => /openai\.mjs|anthropic\.mjs/.test(line))
          ?.trim() ?? "";
      console.log(`  FAIL  ${title}: ${error.message.slice(0, 4000)} ${place.replace(/\(.*\//, "(")}`);
    }
    // A behaviour that no request met must not reach the next story.
    await Promise.all([direct.forgetPlans(), gate.forgetPlans()]);
  }
  console.log(`  ${stories.length - failed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}

async function twice(tale, sameRequests) {
  const came = [];
  for (const side of [direct, gate]) {
    const since = await side.latest();
    const result = normal(await tale(side));
    came.push({ result, requests: await requests(side, since) });
  }
  same("results", came[0].result, came[1].result);
  if (sameRequests) same("requests", came[0].requests, came[1].requests);
}

// What the provider got. Bodies are compared as bytes, ids of earlier answers aside.
async function requests(side, since) {
  return (await side.record(since)).map(({ method, target, headers, body }) => ({
    method,
    target: target.replace(IDS, "$1…"),
    headers: headers
      .map(([name, value]) => [name.toLowerCase(), value])
      .filter(([name]) => !OWN.has(name))
      .sort(),
    body: body.toString("latin1").replace(IDS, "$1…"),
  }));
}

// Plain data to compare: without ids, times and what a client keeps for itself.
function normal(value, key = "") {
  if (TIMES.has(key) && typeof value === "number") return 0;
  if (typeof value === "string") return value.replace(IDS, "$1…");
  if (Array.isArray(value)) return value.map((item) => normal(item));
  if (value instanceof Headers) return undefined;
  if (value && typeof value === "object") {
    const members = Object.entries(value).filter(
      ([name, member]) => !name.startsWith("_") && typeof member !== "function",
    );
    return {
      "(class)": value.constructor?.name ?? "",
      ...Object.fromEntries(members.map(([name, member]) => [name, normal(member, name)])),
    };
  }
  return value;
}

function same(what, left, right) {
  if (isDeepStrictEqual(left, right)) return;
  const [one, two] = [left, right].map((value) => JSON.stringify(value, null, 1).split("\n"));
  const at = one.findIndex((line, index) => line !== two[index]);
  const part = (lines) => lines.slice(Math.max(0, at - 3), at + 6).join("\n");
  throw new Error(`${what} differ at line ${at}\n--- direct\n${part(one)}\n--- gate\n${part(two)}\n`);
}
