/** Who this is: an id of our own for the browser, and the site's own id for the person once it tells us. */

import * as shelf from "./shelf";
import { strict } from "./tag";

const COOKIE = "auricle_id";
const enum Seconds {
  Year = 31_536_000,
}
let own = "";

/** 32 random hexadecimal digits; `crypto.randomUUID` is missing on pages without TLS. */
export function randomId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** On the widest domain that takes it, so that www. and shop. meet the same visitor. */
function bake(value: string, seconds: number): void {
  const labels = location.hostname.split(".");
  const rest = `;path=/;max-age=${seconds};samesite=lax${location.protocol === "https:" ? ";secure" : ""}`;
  for (let count = 1; count <= labels.length; count++) {
    document.cookie = `${COOKIE}=${value};domain=${labels.slice(-count).join(".")}${rest}`;
    if (value && kept()) return;
  }
}

function kept(): string | undefined {
  return strict ? undefined : new RegExp(`\\b${COOKIE}=(\\w+)`).exec(document.cookie)?.[1];
}

export function anonymousId(): string {
  const before = kept();
  own = before ?? (own || randomId());
  if (!before && shelf.isLasting()) bake(own, Seconds.Year);
  return own;
}

export function dropCookie(): void {
  bake("", 0);
}

/** Another person sits down here, or this one wants to be forgotten. */
export function forget(): void {
  dropCookie();
  own = "";
  shelf.erase("user");
}
