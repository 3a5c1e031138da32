/** Events that no answer has acknowledged yet. Each lies under a name of its own, so that tabs never overwrite one another. */

import * as shelf from "./shelf";
import { randomId } from "./visitor";

const enum Most {
  Events = 500,
  EventBytes = 32_000,
  /** Browsers let a page that goes away send 64 KiB. */
  BatchBytes = 60_000,
  OwnMilliseconds = 5_000,
}
const own = randomId();
let count = 1_000_000; // so that names sort as numbers do

function bytes(text: string): number {
  return new Blob([text]).size;
}

export function waiting(): string[] {
  return shelf.names("event.");
}

/** Keeps an event; the oldest goes when there are too many. */
export function add(event: string): void {
  if (bytes(event) > Most.EventBytes) return console.warn("auricle: left out an event of over 32 KB");
  shelf.write(`event.${Date.now()}.${own}.${count++}`, event);
  waiting().slice(0, -Most.Events).forEach(shelf.erase);
}

/**
 * As many as one request carries, from the oldest. A tab sends what it noticed itself, so that two do not send the same;
 * what a tab has left behind is anybody's after a while.
 */
export function batch(onTheWay?: ReadonlyMap<string, string>): Map<string, string> {
  const taken = new Map<string, string>();
  let size = 0;
  for (const name of waiting()) {
    const [, at, tab] = name.split(".");
    const event = shelf.read(name);
    if (!event || onTheWay?.has(name) || (tab !== own && Number(at) > Date.now() - Most.OwnMilliseconds)) continue;
    size += bytes(event) + 1;
    if (size > Most.BatchBytes) break;
    taken.set(name, event);
  }
  return taken;
}
