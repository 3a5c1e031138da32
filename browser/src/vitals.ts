/** Web vitals of a page load, told once, when the page is first hidden. Their definitions: https://web.dev/articles/vitals */

import { guarded } from "./guard";
import { page, type Track } from "./message";

interface LayoutShift extends PerformanceEntry {
  value: number;
  hadRecentInput: boolean;
}
type Interaction = PerformanceEventTiming & { interactionId: number };
type Navigation = PerformanceNavigationTiming & { activationStart?: number };

const enum Shift {
  GapMilliseconds = 1_000,
  SessionMilliseconds = 5_000,
}
const enum Interactions {
  ShortestMilliseconds = 16,
  /** One in so many may be slower than INP says. */
  PerOneForgiven = 50,
}

/** Answers a function that tells them, the first time it is called. */
export function watchVitals(track: Track): () => void {
  // a page that was opened behind others is not painted until somebody turns to it
  if (document.visibilityState === "hidden") return () => undefined;
  const where = page();
  const values: Record<string, number> = { CLS: 0 };
  const slowest = new Map<number, number>();
  const unread: (() => void)[] = [];
  const [navigation] = performance.getEntriesByType("navigation") as Navigation[];
  const begun = navigation?.activationStart ?? 0;

  /** Every entry of a type, from before we were loaded on; a browser that does not know the type has none. */
  const observe = guarded((type: string, take: (entry: never) => void) => {
    const each = (entries: PerformanceEntryList): void => entries.forEach((entry) => take(entry as never));
    const observer = new PerformanceObserver((list) => each(list.getEntries()));
    observer.observe({ type, buffered: true, durationThreshold: Interactions.ShortestMilliseconds } as object);
    unread.push(() => each(observer.takeRecords()));
  });
  const since = (name: string, milliseconds: number): void => {
    values[name] = Math.max(0, milliseconds - begun);
  };

  if (navigation) since("TTFB", navigation.responseStart);
  observe("paint", (entry: PerformanceEntry) => {
    if (entry.name === "first-contentful-paint") since("FCP", entry.startTime);
  });
  observe("largest-contentful-paint", (entry: PerformanceEntry) => since("LCP", entry.startTime));
  observe("layout-shift", worstShift((score) => (values["CLS"] = score)));
  observe("event", ({ interactionId, duration }: Interaction) => {
    if (interactionId) slowest.set(interactionId, Math.max(duration, slowest.get(interactionId) ?? 0));
  });

  let told = false;
  return () => {
    if (told) return;
    told = true;
    unread.forEach((take) => take());
    const durations = [...slowest.values()].sort((one, other) => other - one);
    if (durations.length) values["INP"] = durations[Math.floor(durations.length / Interactions.PerOneForgiven)]!;
    for (const name in values) track("Web Vital", { name, value: Math.round(values[name]! * 1e4) / 1e4 }, where);
  };
}

/** The worst sum of shifts that follow one another within a second, for five seconds at most. */
function worstShift(tell: (score: number) => void): (shift: LayoutShift) => void {
  let worst = 0;
  let score = 0;
  let first = 0;
  let last = 0;
  return ({ startTime, value, hadRecentInput }) => {
    if (hadRecentInput) return;
    if (startTime - last > Shift.GapMilliseconds || startTime - first > Shift.SessionMilliseconds) {
      score = 0;
      first = startTime;
    }
    last = startTime;
    score += value;
    if (score > worst) tell((worst = score));
  };
}
