/** Forms: sent, or begun and left. How many fields and which of them in order, never their names or what is in them. */

import { listen } from "./guard";
import type { Properties, Track } from "./message";
import { signature } from "./typed";

interface Effort {
  since: number;
  touched: Set<Element>;
  last: Element;
}

const FIELDS = "input:not([type=hidden]),select,textarea";

function told(form: HTMLFormElement, effort?: Effort): Properties {
  const fields = [...form.querySelectorAll(FIELDS)];
  return {
    form: signature(form),
    fields: fields.length,
    ...(effort && {
      fields_filled: effort.touched.size,
      last_field: fields.indexOf(effort.last) + 1,
      seconds: Math.round((Date.now() - effort.since) / 1000),
    }),
  };
}

/** Answers a function that tells of the forms that were begun and are being left. */
export function watchForms(track: Track): () => void {
  const efforts = new Map<HTMLFormElement, Effort>();

  listen<InputEvent>(window, "input", (event) => {
    const field = event.composedPath()[0] as HTMLInputElement;
    if (!event.isTrusted || !field.form) return;
    const effort = efforts.get(field.form) ?? { since: Date.now(), touched: new Set(), last: field };
    effort.touched.add((effort.last = field));
    efforts.set(field.form, effort);
  });
  listen<SubmitEvent>(window, "submit", (event) => {
    const form = event.composedPath()[0] as HTMLFormElement;
    track("Form Submitted", told(form, efforts.get(form)));
    efforts.delete(form);
  });
  return () => {
    efforts.forEach((effort, form) => track("Form Abandoned", told(form, effort)));
    efforts.clear();
  };
}
