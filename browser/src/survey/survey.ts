/** The second file of auricle.js: surveys inside a company's own pages. */

import { address, converse } from "./conversation";
import { resend } from "./delivery";
import { element } from "./element";
import { placed } from "./frame";
import { keepWhile } from "./kept";
import { isOn, rest, watch } from "./moments";
import type { Appearing, Loader, Offer } from "./offer";

const NAMED = "data-auricle-survey";
const enum Days {
  /** Until somebody whom the rules of contacting kept from being asked is thought of again. */
  Withheld = 1,
  Unreached = 0.001,
}

export function begin(
  offer: Offer,
  happened: string[],
  maySend: () => boolean,
  isLasting: () => boolean,
  anonymousId: () => string,
  read: (name: string) => string | undefined,
): void {
  if (!("adoptedStyleSheets" in Document.prototype)) return;
  const loader: Loader = { happened, maySend, isLasting, anonymousId, read };
  keepWhile(isLasting);
  resend();
  new Surveys(offer, loader).begin();
}

class Surveys {
  private isOpen = false;
  private wasAsked = false;
  private readonly buttons = new Map<Appearing, HTMLElement>();

  constructor(
    private readonly offer: Offer,
    private readonly loader: Loader,
  ) {}

  begin(): void {
    const unasked = this.offer.shown.filter(({ look }) => look === "popover" || look === "slide-in");
    watch(unasked, this.loader, (due) => void this.ask(due), () => this.arrange());
    document.addEventListener("click", (event) => this.pressed(event));
  }

  /** By itself: at most once on a page, and never over another. */
  private async ask(due: Appearing): Promise<void> {
    if (this.isOpen || this.wasAsked) return;
    this.isOpen = this.wasAsked = true;
    rest(due.survey, due.days ?? 0); // before it is shown, so that two tabs ask once
    const look = due.look === "popover" ? "popover" : "slide-in";
    const shown = await converse(this.loader, address(this.offer.at, due), look, true, undefined, () => (this.isOpen = false));
    if (shown) return;
    this.isOpen = this.wasAsked = false;
    rest(due.survey, shown === undefined ? Days.Unreached : Days.Withheld);
  }

  /** Because somebody pressed a button for it. */
  private async open(wanted: Appearing, look: "popover" | "slide-in"): Promise<void> {
    if (this.isOpen) return;
    this.isOpen = true;
    const shown = await converse(this.loader, address(this.offer.at, wanted), look, false, undefined, () => (this.isOpen = false));
    if (!shown) this.isOpen = false;
  }

  /** Buttons at the edge and places within the page, as far as this page has them. */
  private arrange(): void {
    for (const shown of this.offer.shown) {
      if (shown.look === "button") this.arrangeButton(shown);
      if (shown.look === "inline") this.fill(shown);
    }
  }

  private arrangeButton(shown: Appearing): void {
    const there = this.buttons.get(shown);
    if (isOn(shown) && !there?.isConnected) this.buttons.set(shown, this.button(shown));
    else if (!isOn(shown)) there?.remove();
  }

  private button(shown: Appearing): HTMLElement {
    const own = shown.colour || "#1f5fa8";
    const [host, root] = placed("button", [own, readable(own), own, readable(own)]);
    const button = element("button", { type: "button", class: "tab" }, labelled(shown));
    button.addEventListener("click", () => void this.open(shown, "slide-in"));
    root.append(button);
    return host;
  }

  private fill(shown: Appearing): void {
    const place = document.querySelector(`[${NAMED}="${shown.survey}"]:not(button,a,[data-auricle-filled])`);
    if (!place || !isOn(shown)) return;
    place.setAttribute("data-auricle-filled", "");
    void converse(this.loader, address(this.offer.at, shown), "inline", false, place, () => undefined);
  }

  private pressed(event: Event): void {
    const pressed = event.target instanceof Element && event.target.closest(`button[${NAMED}],a[${NAMED}]`);
    const wanted = pressed && this.offer.shown.find(({ survey }) => survey === pressed.getAttribute(NAMED));
    if (!wanted) return;
    event.preventDefault();
    void this.open(wanted, "popover");
  }
}

function labelled({ label = {} }: Appearing): string {
  const wanted = (document.documentElement.lang || navigator.language).toLowerCase();
  const chinese = /^zh/.test(wanted) && (/hant|tw|hk|mo/.test(wanted) ? "zh-hant" : "zh-hans");
  const [language] = wanted.split("-");
  return label[chinese || wanted] ?? label[language!] ?? Object.values(label)[0] ?? "?";
}

/** Black or white, whichever reads better. */
function readable(colour: string): string {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => (parseInt(colour.slice(at, at + 2), 16) / 255) ** 2.2);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? "#000000" : "#ffffff";
}
