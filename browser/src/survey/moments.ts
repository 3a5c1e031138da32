/** When a survey is due: where on the site, how long, how far down, after what. One glance every half second sees it. */

import * as kept from "./kept";
import type { Appearing, Loader } from "./offer";

const enum Milliseconds {
  Glance = 500,
  Day = 86_400_000,
}

/** Whether a path is one of those a pattern names; `*` stands for anything. */
export function matches(pattern: string, path: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(path);
}

export function isOn({ pages = [], not_pages = [] }: Appearing, path = location.pathname): boolean {
  const named = (patterns: string[]): boolean => patterns.some((pattern) => matches(pattern, path));
  return (!pages.length || named(pages)) && !named(not_pages);
}

/** What was done on the page that is looked at now; a new route begins anew. */
class Stay {
  path = location.href;
  seconds = 0;
  deepest = 0;
  isLeaving = false;
  last = scrollY;

  glance(): void {
    if (document.visibilityState === "visible") this.seconds += Milliseconds.Glance / 1000;
    const { scrollHeight } = document.documentElement;
    this.deepest = Math.max(this.deepest, (100 * (scrollY + innerHeight)) / Math.max(scrollHeight, 1));
    // a finger has no edge to leave by: who hurries back up is about to go
    if (matchMedia("(pointer:coarse)").matches && this.last - scrollY > innerHeight / 2) this.isLeaving = true;
    this.last = scrollY;
  }
}

/** Looks for surveys that are due, and hands each to `ask`, one on a page at most. */
export function watch(shown: Appearing[], loader: Loader, ask: (due: Appearing) => void, glance: () => void): void {
  let stay = new Stay();
  let heard = loader.happened.length;
  const fresh = new Set(loader.happened);

  const isMet = (each: Appearing): boolean => {
    if (each.moment === "time") return stay.seconds >= (each.seconds ?? 0);
    if (each.moment === "scroll") return stay.deepest >= (each.scroll ?? 0);
    return each.moment === "leaving" ? stay.isLeaving : fresh.delete(each.event ?? "");
  };
  const look = (): void => {
    for (; heard < loader.happened.length; heard++) fresh.add(loader.happened[heard]!);
    if (!loader.maySend()) return;
    glance();
    const due = loader.isLasting() && shown.find((each) => isOn(each) && mayAppear(each) && isMet(each));
    if (due) ask(due);
  };
  setInterval(() => {
    if (stay.path !== location.href) stay = new Stay();
    stay.glance();
    look();
  }, Milliseconds.Glance);
  document.addEventListener("mouseout", (event) => {
    if (event.relatedTarget || event.clientY > 0) return;
    stay.isLeaving = true;
    look();
  });
  look();
}

/** By this device's own memory; the server asks the ledger of all channels besides. */
function mayAppear({ survey, share = 100, days = 0 }: Appearing): boolean {
  const again = Number(kept.read(`again.${survey}`) ?? 0);
  const longest = Date.now() + Math.max(days, 1) * Milliseconds.Day;
  if (again > Date.now() && again <= longest) return false;
  return drawn(survey) * 100 < share;
}

/** A visitor is in a sample or not, however often they come. */
function drawn(survey: string): number {
  const before = kept.read(`draw.${survey}`);
  const number = before ?? String(Math.random());
  if (!before) kept.write(`draw.${survey}`, number);
  return Number(number);
}

/** Nobody is asked again here for so many days. */
export function rest(survey: string, days: number): void {
  kept.write(`again.${survey}`, String(Date.now() + days * Milliseconds.Day));
}
