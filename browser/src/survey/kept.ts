/** What a survey keeps on the device, where anything may be kept; else in the memory of this page. */

const PREFIX = "auricle.survey.";
const memory = new Map<string, string>();
let lasts: () => boolean = () => false;

/** Storage may be full, or forbidden by the browser: then there is none. */
function device<T>(use: (storage: Storage) => T): T | undefined {
  try {
    return lasts() ? use(localStorage) : undefined;
  } catch {
    return undefined;
  }
}

export function keepWhile(isLasting: () => boolean): void {
  lasts = isLasting;
}

export function read(name: string): string | undefined {
  return memory.get(name) ?? device((storage) => storage.getItem(PREFIX + name)) ?? undefined;
}

export function write(name: string, value: string): void {
  const kept = device((storage) => {
    storage.setItem(PREFIX + name, value);
    return true;
  });
  if (!kept) memory.set(name, value);
}

export function erase(name: string): void {
  memory.delete(name);
  device((storage) => storage.removeItem(PREFIX + name));
}

export function names(beginning: string): string[] {
  const there = device((storage) => Object.keys(storage)) ?? [];
  return there.filter((name) => name.startsWith(PREFIX + beginning)).map((name) => name.slice(PREFIX.length));
}
