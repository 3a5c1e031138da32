/** Clicks: declared ones, those on links and buttons, angry ones and those that nothing answers. */

import { listen } from "./guard";
import type { Properties, Track } from "./message";
import { address, label, PRIVATE, signature } from "./typed";

const PRESSABLE = "a[href],button,summary,[role=button],[role=link],input[type=submit],input[type=button]";
const DECLARED = "[data-auricle-event]:not(form)";
const enum Rage {
  Clicks = 3,
  Milliseconds = 500,
  Pixels = 30,
}
const enum Answer {
  Milliseconds = 2_000,
}
/** Whatever a page may answer a click with, beside changing itself. */
const ANSWERS = "scroll focusin change input submit invalid toggle hashchange beforeunload blur visibilitychange";

/** The nearest element that fits, through shadow roots too. */
function nearest(event: Event, selector: string): HTMLElement | undefined {
  return event.composedPath().find((node): node is HTMLElement => node instanceof Element && node.matches(selector));
}

function described(element: HTMLElement): Properties {
  const link = element.getAttribute("href");
  return {
    element: signature(element),
    text: label(element) || undefined,
    href: link ? address(link) : undefined,
  };
}

/** `data-auricle-event="Plan Chosen" data-auricle-plan="gold"` says an event and its properties. */
function declared(element: HTMLElement, track: Track): void {
  const said: Record<string, string> = {};
  for (const name in element.dataset) {
    const [, property] = name.split("auricle");
    if (property) said[property[0]!.toLowerCase() + property.slice(1)] = element.dataset[name]!;
  }
  const { event, ...properties } = said;
  track(event!, properties);
}

export function watchDeclared(track: Track): void {
  listen<MouseEvent>(window, "click submit", (event) => {
    const element = nearest(event, event.type === "click" ? DECLARED : "form[data-auricle-event]");
    if (element) declared(element, track);
  });
}

export function watchClicks(track: Track): void {
  const isRage = rage();
  let listening = false;
  listen<MouseEvent>(window, "click", (event) => {
    const target = event.composedPath()[0] as HTMLElement;
    if (!event.isTrusted || nearest(event, DECLARED)) return;
    const pressed = nearest(event, PRESSABLE);
    if (pressed) track(pressed.localName === "a" ? "Link Clicked" : "Button Clicked", described(pressed));
    if (target.closest(PRIVATE)) return;
    if (isRage(event)) track("Rage Click", described(pressed ?? target));
    if (listening || !looksPressable(pressed ?? target)) return;
    listening = true;
    unanswered((dead) => {
      listening = false;
      if (dead) track("Dead Click", described(pressed ?? target));
    });
  });
}

/** Quick clicks at one place; not those that select a paragraph. */
function rage(): (event: MouseEvent) => boolean {
  let last: MouseEvent | undefined;
  let run = 0;
  return (event) => {
    const goesOn =
      last &&
      event.timeStamp - last.timeStamp < Rage.Milliseconds &&
      Math.hypot(event.clientX - last.clientX, event.clientY - last.clientY) < Rage.Pixels;
    last = event;
    run = goesOn ? run + 1 : 1;
    return run === Rage.Clicks && !String(getSelection());
  };
}

/** It invites a click, and its answer would be seen on this page. */
function looksPressable(element: HTMLElement): boolean {
  const link = element as HTMLAnchorElement;
  if (link.href) return /^http/.test(link.protocol) && !link.target && !link.download;
  return element.matches(PRESSABLE) || getComputedStyle(element).cursor === "pointer";
}

function unanswered(then: (dead: boolean) => void): void {
  let dead = true;
  const answered = (): void => {
    dead = false;
  };
  const changes = new MutationObserver(answered);
  changes.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  const unlisten = listen(window, ANSWERS, answered);
  setTimeout(() => {
    changes.disconnect();
    unlisten();
    then(dead);
  }, Answer.Milliseconds);
}
