/** A screen of questions as a form, and the words at the end. */

import type { Tell } from "./delivery";
import { element } from "./element";
import { drawn } from "./fields";
import type { Field, Said, Screen, Words } from "./said";

export interface View {
  content: HTMLElement;
  /** Where the reader goes on: what is wrong, else the heading. */
  goal: HTMLElement;
  tell: Tell;
}
export type Send = (body: string) => void;

export function step(said: Said, send: Send): View {
  const screen = said.screen!;
  const heading = element("h2", { id: "title", tabindex: -1 }, screen.title || said.title);
  const wrong = summary(screen.fields, said.words);
  const status = element("p", { class: "status", role: "status" });
  const form = element(
    "form",
    { novalidate: true, "aria-labelledby": "title" },
    screen.of > 1 && element("progress", { value: screen.number, max: screen.of, "aria-label": `${screen.number} / ${screen.of}` }),
    heading,
    screen.description && element("p", { class: "soft" }, screen.description),
    wrong,
    ...screen.fields.map((field) => drawn(field, said.words)),
    status,
    buttons(screen, said.words),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(posted(form, said, event.submitter));
  });
  form.addEventListener("click", (event) => goTo(event, form));
  return { content: form, goal: wrong ?? heading, tell: (word) => (status.textContent = word && said.words[word]) };
}

export function done(said: Said, close: HTMLElement | undefined): View {
  const heading = element("h2", { id: "title", tabindex: -1 }, said.heading);
  const content = element("div", { class: "done" }, heading, ...said.lines.map((line) => element("p", {}, line)), close);
  return { content, goal: heading, tell: () => undefined };
}

function buttons(screen: Screen, words: Words): HTMLElement {
  const forward = screen.is_last ? screen.finish || words.send : screen.next || words.next;
  return element(
    "div",
    { class: "go" },
    element("button", { class: "next", name: "do", value: "next" }, forward),
    screen.number > 1 && element("button", { name: "do", value: "back" }, screen.back || words.back),
  );
}

function summary(fields: Field[], words: Words): HTMLElement | undefined {
  const wrong = fields.filter((field) => field.error);
  if (!wrong.length) return undefined;
  const links = wrong.map((field) => element("a", { href: `#${field.id}` }, `${field.title} ${field.error}`));
  return element("div", { class: "summary", role: "alert", tabindex: -1 }, element("strong", {}, words.wrong), ...links);
}

/** A link inside a shadow root leads nowhere by itself. */
function goTo(event: Event, form: HTMLElement): void {
  const link = (event.target as Element).closest("a[href^='#']");
  if (!link) return;
  event.preventDefault();
  form.querySelector<HTMLElement>(`[id="${link.getAttribute("href")!.slice(1)}"]`)?.focus();
}

function posted(form: HTMLFormElement, said: Said, pressed: HTMLElement | null): string {
  const fields = new URLSearchParams();
  for (const [name, value] of Object.entries(said.carried!)) fields.append(name, String(value));
  new FormData(form).forEach((value, name) => fields.append(name, String(value)));
  fields.set("do", pressed instanceof HTMLButtonElement ? pressed.value : "next");
  return fields.toString();
}
