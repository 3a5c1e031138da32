/** Nothing of ours may break the page: whatever goes wrong in here is swallowed. */

type Handler<E> = (event: E) => void;

/** The same function, which never throws. */
export function guarded<A extends unknown[]>(run: (...given: A) => void): (...given: A) => void {
  return (...given) => {
    try {
      run(...given);
    } catch {
      // the page goes on without this one event
    }
  };
}

/** Listens before the page does, so that a handler of its own that stops an event hides nothing. */
export function listen<E extends Event>(target: EventTarget, names: string, handler: Handler<E>): () => void {
  const heard = guarded(handler) as EventListener;
  for (const name of names.split(" ")) target.addEventListener(name, heard, { capture: true, passive: true });
  return () => {
    for (const name of names.split(" ")) target.removeEventListener(name, heard, true);
  };
}
