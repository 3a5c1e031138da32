/** What outlives a moment: on the device where that is allowed and possible, else in the memory of this page. */

const PREFIX = "auricle.";
const memory = new Map<string, string>();
let lasting = false;

/** Storage may be full, or forbidden by the browser: then there is none. */
function device<T>(use: (storage: Storage) => T): T | undefined {
  try {
    return lasting ? use(localStorage) : undefined;
  } catch {
    return undefined;
  }
}

export function read(name: string): string | undefined {
  return memory.get(name) ?? device((storage) => storage.getItem(PREFIX + name)) ?? undefined;
}

export function write(name: string, value: string): void {
  const kept = device((storage) => {
    storage.setItem(PREFIX + name, value);
    return true;
  });
  if (kept) memory.delete(name);
  else memory.set(name, value);
}

export function erase(name: string): void {
  memory.delete(name);
  device((storage) => storage.removeItem(PREFIX + name));
}

/** Names that begin so, in order. Every tab of the site sees those on the device. */
export function names(beginning: string): string[] {
  const kept = device((storage) => Object.keys(storage)) ?? [];
  return [...[...memory.keys()].map((name) => PREFIX + name), ...kept]
    .filter((name) => name.startsWith(PREFIX + beginning))
    .map((name) => name.slice(PREFIX.length))
    .sort();
}

export function isLasting(): boolean {
  return lasting;
}

/** From now on on the device, with what was in memory so far. */
export function keep(): void {
  lasting = true;
  for (const [name, value] of memory) write(name, value);
}

/** Nothing stays on the device, whoever wrote it; this page's memory is left alone. */
export function withdraw(): void {
  lasting = true;
  names("").forEach((name) => device((storage) => storage.removeItem(PREFIX + name)));
  lasting = false;
}
