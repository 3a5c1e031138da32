/** Errors of the page's own scripts, each once. */

import { listen } from "./guard";
import type { Track } from "./message";
import { address, masked } from "./typed";

const enum Most {
  Errors = 20,
  Characters = 500,
}

export function watchErrors(track: Track): void {
  const told = new Set<string>();

  const tell = (kind: string, thrown: unknown, where: Partial<ErrorEvent>): void => {
    const message = masked(String((thrown as Error | undefined)?.message ?? thrown)).slice(0, Most.Characters);
    if (told.has(message) || told.size >= Most.Errors) return;
    told.add(message);
    const source = where.filename && address(where.filename);
    track("Script Error", { kind, message, source, line: where.lineno, column: where.colno });
  };
  listen<ErrorEvent>(window, "error", (event) => {
    // a picture that is missing says "error" too, but on itself
    if (event.target === window) tell("error", event.error ?? event.message, event);
  });
  listen<PromiseRejectionEvent>(window, "unhandledrejection", (event) => tell("rejection", event.reason, {}));
}
