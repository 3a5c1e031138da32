/** Gets a step to the server, again and again until it is acknowledged: it is named by its response, so it counts once. */

import * as kept from "./kept";
import type { Challenge, Said, Words } from "./said";

const enum Seconds {
  FirstPause = 1,
  LongestPause = 60,
  /** Where the browser cannot work, it waits: the server asks for twenty. */
  Patience = 21,
  Attempt = 20,
}
export type Tell = (word: keyof Words | "") => void;

interface Answer {
  status: number;
  said: Said | undefined;
}

/** None while there is no network, or the server cannot keep it now. */
export async function ask(url: string, body: string): Promise<Answer | undefined> {
  try {
    const reply = await fetch(url, {
      method: "POST",
      body,
      headers: { "Content-Type": "application/x-www-form-urlencoded" },
      credentials: "omit",
      redirect: "error",
      signal: timeout(),
    });
    if (reply.status >= 500) return undefined;
    const text = await reply.text();
    return { status: reply.status, said: text ? (JSON.parse(text) as Said) : undefined };
  } catch {
    return undefined;
  }
}

interface Step {
  body: string;
  hurry: () => void;
}
const underway = new Map<string, Step>();

/**
 * What the server says to a step that is kept on the device until then. Who says something else meanwhile is kept with
 * what they said last: it goes in place of the step that is under way, and is told nothing of its own.
 */
export async function deliver(response: string, url: string, body: string, tell: Tell): Promise<Said | undefined> {
  const name = `answers.${response}`;
  const before = underway.get(name);
  if (before) {
    before.body = body;
    before.hurry();
    return undefined;
  }
  const step: Step = { body, hurry: () => undefined };
  underway.set(name, step);
  for (let pause: number = Seconds.FirstPause; ; pause = Math.min(pause * 2, Seconds.LongestPause)) {
    const sent = step.body;
    kept.write(name, JSON.stringify([url, sent]));
    const answer = await ask(url, sent);
    if (step.body !== sent) continue;
    if (answer?.status === 429 && answer.said?.challenge) {
      tell("proving");
      const proven = await met(sent, answer.said.challenge);
      if (step.body === sent) step.body = proven;
      continue;
    }
    if (answer) {
      kept.erase(name);
      underway.delete(name);
      tell("");
      return answer.said;
    }
    tell("waiting");
    await wait(pause, step);
  }
}

/** What an earlier page could not bring through. */
export function resend(): void {
  for (const name of kept.names("answers.")) {
    const [url, body] = JSON.parse(kept.read(name) ?? "[]") as string[];
    if (url && body) void deliver(name.slice("answers.".length), url, body, () => undefined);
  }
}

function timeout(): AbortSignal {
  const control = new AbortController();
  setTimeout(() => control.abort(), Seconds.Attempt * 1000);
  return control.signal;
}

function wait(seconds: number, step: Step): Promise<void> {
  return new Promise((done) => {
    setTimeout(done, seconds * 1000);
    step.hurry = done;
    addEventListener("online", () => done(), { once: true });
  });
}

/** The step with the proof that was worked for; pages without TLS cannot work, and wait instead. */
async function met(body: string, { text, bits }: Challenge): Promise<string> {
  const fields = new URLSearchParams(body);
  fields.set("challenge", text);
  fields.set("proof", (crypto as Partial<Crypto>).subtle ? await proof(text, bits) : "");
  if (!fields.get("proof")) await new Promise((done) => setTimeout(done, Seconds.Patience * 1000));
  return fields.toString();
}

async function proof(text: string, bits: number): Promise<string> {
  const encoder = new TextEncoder();
  for (let n = 0; ; n++) {
    const hash = await crypto.subtle.digest("SHA-256", encoder.encode(`${text}:${n}`));
    if (new DataView(hash).getUint32(0) >>> (32 - bits) === 0) return String(n);
  }
}
