/** Whether anything may be sent, and whether anything may stay on the device. */

import { guarded } from "./guard";
import * as shelf from "./shelf";
import type { Offer } from "./survey/offer";
import { offer } from "./surveys";
import * as tag from "./tag";
import * as visitor from "./visitor";

/** What the workspace demands of every site that writes to it. */
interface Demands {
  consentRequired?: boolean;
  strict?: boolean;
  surveys?: Offer;
}

let demands: Demands | undefined;
let answer = tag.consent === "given" ? "yes" : undefined;

/** Do Not Track and Global Privacy Control are a no that was said once, to all sites. */
export function isRefusedByBrowser(): boolean {
  const browser = navigator as Navigator & { globalPrivacyControl?: boolean; doNotTrack?: string | null };
  return browser.globalPrivacyControl === true || browser.doNotTrack === "1";
}

function needsConsent(): boolean {
  return tag.consent === "required" || !!demands?.consentRequired;
}

/** The visitor said no: what happens is not even noticed. */
export function isRefused(): boolean {
  return answer === "no";
}

/** Until the workspace's demands are known, only a visitor's yes permits it. */
export function maySend(): boolean {
  return answer ? answer === "yes" : !!demands && !needsConsent();
}

/** A no is kept only where keeping needs no yes; elsewhere its absence says the same. */
function mayKeep(): boolean {
  return !!demands && !demands.strict && !tag.strict && (answer === "yes" || !needsConsent());
}

function apply(): void {
  if (mayKeep()) {
    shelf.keep();
    shelf.write("demands", JSON.stringify(demands));
    if (answer) shelf.write("consent", answer);
    if (!isRefused()) visitor.anonymousId();
  } else if (demands) {
    shelf.withdraw();
    visitor.dropCookie();
  }
  if (maySend()) offer(demands?.surveys, maySend);
}

/** The visitor's word on another page, where one was allowed to keep it. */
const recall = guarded(() => {
  if (!tag.strict) answer ??= localStorage.getItem("auricle.consent") ?? undefined;
});

/** An earlier page was allowed to keep things here: go on from what it knew. */
export function resume(): void {
  const kept = !tag.strict && localStorage.getItem("auricle.demands");
  if (!kept) return;
  demands = JSON.parse(kept) as Demands;
  recall();
  apply();
}

export function isKnown(): boolean {
  return !!demands;
}

/** Asks the collector what the workspace demands; throws while it cannot be had. */
export async function learn(): Promise<void> {
  const reply = await fetch(`${tag.endpoint}v1/projects/${tag.key}/settings`, { credentials: "omit" });
  if (!reply.ok) throw reply;
  demands = ((await reply.json()) as { auricle?: Demands }).auricle ?? {};
  recall(); // another tab may have been answered while this one asked
  apply();
}

/** The visitor's own word. A no also takes away all that was kept. */
export function decide(consents: boolean): void {
  answer = consents ? "yes" : "no";
  if (!consents) {
    shelf.names("").forEach(shelf.erase);
    visitor.forget();
  }
  apply();
}
