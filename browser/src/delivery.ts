/** Gets events to the collector, again and again until it says that it has them. */

import * as outbox from "./outbox";
import * as permission from "./permission";
import * as shelf from "./shelf";
import { endpoint, key } from "./tag";

const enum Milliseconds {
  Gathering = 1_000,
  LongestPause = 300_000,
  LongestPauseAsked = 3_600_000,
}
/** The only answers that will be the same however often one asks. */
const enum Hopeless {
  Malformed = 400,
  TooLarge = 413,
}

const url = `${endpoint}v1/b`;
let timer: ReturnType<typeof setTimeout> | undefined;
let failures = 0;
let heldUntil = 0;
let onTheWay: Map<string, string> | undefined;
let hasLeft = false;

export function send(event: string): void {
  outbox.add(event);
  soon();
}

/** All tabs keep the pause that one of them was asked for; one of days comes from a clock that was set. */
function pauseMilliseconds(): number {
  const asked = Number(shelf.read("pause") ?? 0) - Date.now();
  return Math.max(0, heldUntil - Date.now(), asked <= Milliseconds.LongestPauseAsked ? asked : 0);
}

export function soon(): void {
  timer ??= setTimeout(run, Math.max(Milliseconds.Gathering, pauseMilliseconds()));
}

/** What waits, one batch after the other. */
export async function run(): Promise<void> {
  clearTimeout(timer);
  timer = undefined;
  if (onTheWay || hasLeft) return;
  onTheWay = new Map();
  try {
    if (!pauseMilliseconds()) {
      if (!permission.isKnown()) await permission.learn();
      while (permission.maySend() && (onTheWay = outbox.batch()).size) await post(onTheWay);
    }
    // without permission, a word of the visitor's is waited for, not a time
    if (permission.maySend() && outbox.waiting().length) soon();
  } catch (refusal) {
    pause(Number((refusal as Partial<Response>).headers?.get("Retry-After")));
  }
  onTheWay = undefined;
}

async function post(events: Map<string, string>): Promise<void> {
  const reply = await fetch(url, {
    method: "POST",
    body: body(events),
    headers: { "Content-Type": "text/plain" },
    credentials: "omit",
    keepalive: true,
  });
  if (!reply.ok && reply.status !== Hopeless.Malformed && reply.status !== Hopeless.TooLarge) throw reply;
  await reply.text(); // until it is read, the request counts as one of those that may outlive the page
  failures = 0;
  events.forEach((_, name) => shelf.erase(name));
}

function body(events: Map<string, string>): string {
  return `{"writeKey":"${key}","sentAt":"${new Date().toISOString()}","batch":[${[...events.values()]}]}`;
}

/** As long as the collector asks for; else longer every time, and not the same for everybody. */
function pause(askedSeconds: number): void {
  if (askedSeconds) {
    shelf.write("pause", String(Date.now() + Math.min(askedSeconds * 1000, Milliseconds.LongestPauseAsked)));
  } else {
    const growing = Math.min(Milliseconds.Gathering * 2 ** failures++, Milliseconds.LongestPause);
    heldUntil = Date.now() + growing * (0.5 + Math.random());
  }
  soon();
}

/** The network is back, or the page is: a pause of our own making is over, one that was asked for is not. */
export function retry(): void {
  heldUntil = failures = 0;
  hasLeft = false;
  void run();
}

/**
 * The page goes away and no answer will find it: what stays on the shelf is sent again by the next page. Where the
 * browser takes no beacon, the page's being hidden, which comes after, sends what it can.
 */
export function leave(): void {
  const events = outbox.batch(onTheWay);
  if (events.size && permission.maySend() && !pauseMilliseconds()) hasLeft = navigator.sendBeacon(url, body(events));
}
