/** Where a survey stands in the page: a shadow root of its own, which neither takes nor gives style. */

import { element } from "./element";
import type { Said } from "./said";
import type { View } from "./screen";
import style from "./survey.css";

export type Look = "popover" | "slide-in" | "inline";

/** A page that never speaks of dark is light, whatever the visitor's device prefers. */
function isDark(): boolean {
  const scheme = getComputedStyle(document.documentElement).colorScheme;
  return scheme.includes("dark") && (!scheme.includes("light") || matchMedia("(prefers-color-scheme:dark)").matches);
}

function sheet(text: string): CSSStyleSheet {
  const made = new CSSStyleSheet();
  made.replaceSync(text);
  return made;
}

/** An element of ours in the page, with its shadow root. What is typed there is no shortcut of the page. */
export function placed(look: string, colours: readonly string[], within?: Element): [HTMLElement, ShadowRoot] {
  const host = element("div", { "data-auricle-mask": true });
  const root = host.attachShadow({ mode: "open" });
  const [own, onOwn, bright, onBright] = colours.map((colour) => (/^#\w+$/.test(colour) ? colour : "#1f5fa8"));
  const colour = isDark() ? `--own:${bright};--on-own:${onBright}` : `--own:${own};--on-own:${onOwn}`;
  root.adoptedStyleSheets = [sheet(style), sheet(`:host{${colour}}`)];
  host.className = `auricle-${look}`;
  for (const kind of ["keydown", "keyup", "keypress"]) host.addEventListener(kind, (event) => event.stopPropagation());
  if (within) within.replaceChildren(host);
  else document.documentElement.append(host);
  return [host, root];
}

export class Frame {
  private readonly host: HTMLElement;
  private readonly box: HTMLElement;
  private readonly before = document.activeElement;
  private readonly body = element("div", { class: "body" });

  constructor(
    private readonly look: Look,
    said: Said,
    within: Element | undefined,
    private readonly gone: () => void,
  ) {
    const [host, root] = placed(look, said.colours, within);
    this.host = host;
    const isModal = look === "popover";
    const role = look === "slide-in" ? "dialog" : undefined;
    this.box = element(isModal ? "dialog" : "section", { class: `box ${look}`, role, "aria-labelledby": "title", lang: said.language });
    if (isDark()) this.box.classList.add("dark");
    if (look !== "inline") this.box.append(element("div", { class: "top" }, element("span", { class: "brand" }, said.brand), this.closer("×", said.words.close)));
    this.box.append(this.body);
    root.append(this.box);
    this.box.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !isModal && look !== "inline") this.close();
    });
    if (this.box instanceof HTMLDialogElement) {
      this.box.addEventListener("close", () => this.leave());
      this.box.showModal();
    }
  }

  /** Something that closes it; none within the page, where there is nothing to close. */
  closer(sign: string, label: string): HTMLElement {
    const button = element("button", { type: "button", class: sign === "×" ? "close" : "", "aria-label": sign === "×" ? label : undefined }, sign);
    button.addEventListener("click", () => this.close());
    return button;
  }

  put(view: View, said: Said, moves: boolean): void {
    this.box.setAttribute("lang", said.language);
    this.body.replaceChildren(view.content);
    if (moves) view.goal.focus();
    this.box.scrollTop = 0;
  }

  private close(): void {
    if (this.box instanceof HTMLDialogElement) this.box.close();
    else this.leave();
  }

  private leave(): void {
    const inside = this.host.contains(document.activeElement);
    this.host.remove();
    if (inside && this.look === "slide-in" && this.before instanceof HTMLElement) this.before.focus();
    this.gone();
  }
}
