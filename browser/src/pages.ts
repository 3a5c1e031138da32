/** Page views: the first, every change of route inside one document, and coming back to it as it was left. */

import { guarded, listen } from "./guard";
import { refer } from "./message";
import { address } from "./typed";

/** A router sets the title after the address; and a route that only redirects is no page. */
const enum Milliseconds {
  Settling = 100,
}

/** Calls `view` for every page; answers a function that no longer waits for one that is settling. */
export function watchPages(view: () => void): () => void {
  let current = address(location.href);
  let settling: ReturnType<typeof setTimeout> | undefined;

  const settle = guarded(() => {
    clearTimeout(settling);
    settling = undefined;
    const next = address(location.href);
    if (next === current) return;
    refer(current);
    current = next;
    view();
  });
  const changed = (): void => {
    settling ??= setTimeout(settle, Milliseconds.Settling);
  };

  for (const name of ["pushState", "replaceState"] as const) {
    const original = history[name];
    history[name] = (...given) => {
      original.apply(history, given);
      changed();
    };
  }
  listen(window, "popstate hashchange", changed);
  // the browser kept the whole page while another was looked at: nothing is loaded, and it is seen again
  listen<PageTransitionEvent>(window, "pageshow", ({ persisted }) => persisted && view());
  view();
  return settle;
}
