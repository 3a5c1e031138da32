/** What people type stays on their page: here is what may be said of an address, a text and an element. */

import { parameters } from "./tag";

/** Where people write, and what the site wants left alone. */
export const PRIVATE = "input,textarea,select,option,[contenteditable]:not([contenteditable=false]),[data-auricle-mask]";
const NOT_TYPED = /^(button|checkbox|image|radio|range|reset|submit)$/;
const enum Longest {
  Text = 80,
}

/** An address without what a form may have put into it: only campaign and declared parameters stay. */
export function address(href: string): string {
  const url = new URL(href, location.href);
  const route = /^#!?\/[^?]*/.exec(url.hash)?.[0] ?? "";
  const left = [...url.searchParams].filter(([name]) => /^utm_/.test(name) || parameters.includes(name));
  url.search = String(new URLSearchParams(left));
  url.hash = route;
  return /^http/.test(url.protocol) ? url.origin + url.pathname + url.search + url.hash : url.protocol;
}

/** A text of the page without anything that stands in its fields now, e-mail addresses and long numbers. */
export function masked(text: string): string {
  for (const field of document.querySelectorAll<HTMLInputElement>(PRIVATE)) {
    const typed = NOT_TYPED.test(field.type) ? "" : (field.value ?? field.textContent).trim();
    if (typed.length > 2) text = text.split(typed).join("…");
  }
  return text.replace(/\S+@\S+|\d{6,}/g, "…");
}

/** What an element is called on its page; nothing if people can write in it. */
export function label(element: Element): string {
  if (element.closest(PRIVATE) || element.querySelector(PRIVATE)) return "";
  const text = (element as HTMLElement).innerText?.trim() || element.getAttribute("aria-label") || "";
  return masked(text.replace(/\s+/g, " ")).slice(0, Longest.Text);
}

/** "button#buy": which element it is, for whoever looks after the page. */
export function signature(element: Element): string {
  const id = element.getAttribute("id") || element.getAttribute("name");
  return element.localName + (id ? `#${id}` : "");
}
