/** One question as a part of the form: the same names and codes as on the page without script. */

import { element, face } from "./element";
import type { Choosable, Field, Words } from "./said";

/** Characters from which on the steps of a scale stand below one another. */
const WORD = 4;
const MANY = 7;

export function drawn(field: Field, words: Words): HTMLElement {
  if (field.kind === "heading") return element("div", {}, element("h3", {}, field.title), more(field));
  if (field.kind === "statement") return element("p", { id: field.id, class: "lines" }, field.title, wrong(field));
  if (field.kind === "text" || field.kind === "lines" || field.kind === "list") return typed(field, words);
  return group(field, words);
}

function typed(field: Field, words: Words): HTMLElement {
  const common = { id: field.id, name: field.name, ...said(field), "aria-required": field.required && "true" };
  const label = element("label", { class: "title", for: field.id }, field.title, need(field, words));
  return element("div", {}, label, more(field), wrong(field), control(field, common));
}

function control(field: Field, common: Record<string, string | false>): HTMLElement {
  if (field.kind === "lines") {
    const area = element("textarea", { ...common, rows: Math.min(field.lines, 5) });
    area.value = field.value;
    return area;
  }
  if (field.kind === "list") {
    return element("select", common, element("option", { value: "" }, "—"), ...field.options.map(listed));
  }
  return element("input", { ...common, type: field.input, inputmode: field.inputmode, value: field.value });
}

function listed(option: Choosable): HTMLElement {
  return element("option", { value: option.code, selected: option.is_chosen }, option.text);
}

function group(field: Field, words: Words): HTMLElement {
  const legend = element("legend", {}, field.title, need(field, words));
  const made = element("fieldset", { id: field.id, tabindex: -1, ...said(field) }, legend, more(field), wrong(field));
  made.append(...PARTS[field.kind as keyof typeof PARTS](field, words));
  if (field.comment_name) made.append(...comment(field, words));
  return made;
}

const PARTS = {
  steps: (field: Field) => [steps(field.name, field.options), ...ends(field)],
  rows: (field: Field) => [
    ...ends(field),
    ...field.rows.map((row) =>
      element("fieldset", { class: "row" }, element("legend", {}, row.text), steps(row.name, row.options)),
    ),
  ],
  order: (field: Field, words: Words) => [
    element("p", { class: "soft" }, words.order),
    ...field.options.map((option, at) => place(field, option, at)),
  ],
  picks: (field: Field) => field.options.map((option) => pick(field, option)),
};

function steps(name: string, options: Choosable[]): HTMLElement {
  const wide = options.some((option) => option.text.length > WORD) ? " wide" : "";
  return element("div", { class: `steps${options.length > MANY ? " many" : ""}${wide}` }, ...options.map(step(name)));
}

const step = (name: string) => (option: Choosable): HTMLElement => {
  const input = { type: "radio", name, value: option.code, checked: option.is_chosen, "aria-label": option.spoken };
  const sign = option.sign && element("span", { class: "sign", "aria-hidden": "true" }, option.sign);
  const text = element("span", { "aria-hidden": option.spoken && "true" }, option.text);
  return element("label", {}, element("input", input), option.mouth ? face(option.mouth) : sign || undefined, text);
};

function ends(field: Field): HTMLElement[] {
  if (!field.low && !field.high) return [];
  return [element("div", { class: "ends", "aria-hidden": "true" }, element("span", {}, field.low), element("span", {}, field.high))];
}

function pick(field: Field, option: Choosable): HTMLElement {
  const input = { type: field.input, name: field.name, value: option.code, checked: option.is_chosen };
  return element("label", { class: "pick" }, element("input", input), option.text);
}

function place(field: Field, option: Choosable, at: number): HTMLElement {
  const id = `${field.id}-${at}`;
  const places = field.options.map((_, n) => element("option", { selected: n + 1 === option.place }, String(n + 1)));
  const select = element("select", { id, name: `${field.name}:${option.code}` }, element("option", { value: "" }, "–"), ...places);
  return element("div", { class: "rank" }, select, element("label", { for: id }, option.text));
}

function comment(field: Field, words: Words): HTMLElement[] {
  const id = `${field.id}-comment`;
  return [
    element("label", { for: id }, field.comment_label || words.own),
    element("input", { id, name: field.comment_name, value: field.comment }),
  ];
}

function need(field: Field, words: Words): HTMLElement | undefined {
  return field.required ? element("span", { class: "need" }, ` ${words.required}`) : undefined;
}

function more(field: Field): HTMLElement | undefined {
  return field.description ? element("p", { class: "soft", id: `${field.id}-more` }, field.description) : undefined;
}

function wrong(field: Field): HTMLElement | undefined {
  return field.error ? element("p", { class: "wrong", id: `${field.id}-wrong` }, field.error) : undefined;
}

function said(field: Field): Record<string, string | false> {
  const parts = [field.description && `${field.id}-more`, field.error && `${field.id}-wrong`].filter(Boolean);
  return { "aria-invalid": field.error ? "true" : false, "aria-describedby": parts.join(" ") };
}
