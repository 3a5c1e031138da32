/** auricle.js: what people do on a company's own pages, sent to its own collector. */

import { watchClicks, watchDeclared } from "./clicks";
import * as delivery from "./delivery";
import { watchErrors } from "./errors";
import { watchForms } from "./forms";
import { guarded, listen } from "./guard";
import { message, page, type Properties, type Track } from "./message";
import { watchPages } from "./pages";
import * as permission from "./permission";
import * as shelf from "./shelf";
import { happened } from "./surveys";
import { key, notices } from "./tag";
import { forget } from "./visitor";
import { watchVitals } from "./vitals";

type Call = [command: string, ...given: never[]];
type Auricle = ((...call: Call) => void) & { q?: Call[]; ready?: boolean };

const send = (type: string, fields: Properties, where?: Properties): void => {
  if (!permission.isRefused()) delivery.send(message(type, fields, where));
};
const track: Track = (event, properties, where) => {
  happened.push(event);
  send("track", { event, properties }, where);
};

/** What a site says with `auricle("track", …)`. */
const commands: Record<string, (...given: never[]) => void> = {
  track: (event: string, properties: Properties = {}) => track(event, properties),
  page: (name?: string, properties: Properties = {}) => send("page", { name, properties: { ...page(), ...properties } }),
  identify(userId: string, traits: Properties = {}) {
    if (!permission.isRefused()) shelf.write("user", String(userId));
    send("identify", { traits });
  },
  group: (groupId: string, traits: Properties = {}) => send("group", { groupId, traits }),
  consent(consents: boolean) {
    permission.decide(consents);
    delivery.soon();
  },
  reset: forget,
};

function obey(...[command, ...given]: Call): void {
  if (!commands[command]) console.warn(`auricle: no command "${command}"`);
  else commands[command](...given);
}

function watch(): void {
  const nothing = (): void => undefined;
  const abandon = notices("forms") ? watchForms(track) : nothing;
  const view = (): void => {
    abandon();
    send("page", { properties: page() });
  };
  const settle = notices("pages") ? watchPages(view) : nothing;
  const tellVitals = notices("vitals") ? watchVitals(track) : nothing;
  watchDeclared(track);
  if (notices("clicks")) watchClicks(track);
  if (notices("errors")) watchErrors(track);

  listen(window, "pagehide", () => {
    settle();
    abandon();
    tellVitals();
    delivery.leave();
  });
  listen(document, "visibilitychange", () => {
    if (document.visibilityState === "hidden") tellVitals();
    void delivery.run();
  });
  listen(window, "online pageshow", delivery.retry);
  // what was said in one tab holds in all of them
  listen<StorageEvent>(window, "storage", (change) => {
    if (change.key === "auricle.consent") permission.decide(change.newValue === "yes");
  });
}

const global = window as typeof window & { auricle?: Auricle };
const calls = global.auricle?.q ?? [];

const begin = guarded(() => {
  guarded(permission.resume)();
  if (permission.isKnown()) permission.learn().catch(() => undefined);
  watch();
  calls.forEach((call) => global.auricle!(...call));
});

if (!global.auricle?.ready) {
  const isSilent = !key || permission.isRefusedByBrowser();
  if (!key) console.warn("auricle: no data-key");
  global.auricle = guarded(isSilent ? () => undefined : obey);
  global.auricle.ready = true;
  const isPrerendered = (document as Document & { prerendering?: boolean }).prerendering;
  if (!isSilent) isPrerendered ? listen(document, "prerenderingchange", begin) : begin();
}
