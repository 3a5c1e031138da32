/** An event as the collector reads it: the shape of Segment's API, with where and on what it happened. */

import { address, masked } from "./typed";
import { anonymousId, randomId } from "./visitor";
import * as shelf from "./shelf";

export type Properties = Record<string, unknown>;
export type Track = (event: string, properties: Properties, page?: Properties) => void;

const enum Phone {
  MostPixels = 600,
}
let referrer = document.referrer && address(document.referrer);

/** The page is left for another one of the same document: it is where the next came from. */
export function refer(from: string): void {
  referrer = from;
}

export function page(): Properties {
  const url = address(location.href);
  return {
    path: url.slice(location.origin.length).replace(/\?[^#]*/, ""),
    url,
    referrer,
    title: masked(document.title),
  };
}

/** `utm_source` becomes `source`; `utm_campaign` is the name of the campaign. */
function campaign(): Properties {
  const given: Properties = {};
  new URLSearchParams(location.search).forEach((value, parameter) => {
    const [, name] = parameter.split("utm_");
    if (name) given[name === "campaign" ? "name" : name] = value;
  });
  return given;
}

/** By its pointer and its shorter side, not by what it says it is. */
function device(): string {
  if (!matchMedia("(pointer:coarse)").matches) return "desktop";
  return Math.min(screen.width, screen.height) < Phone.MostPixels ? "mobile" : "tablet";
}

function context(where: Properties): Properties {
  return {
    library: { name: "auricle.js", version: VERSION },
    page: where,
    campaign: campaign(),
    locale: navigator.language,
    screen: { width: screen.width, height: screen.height },
    device: { type: device() },
  };
}

/** Composed when it happens, so that a later page or person does not get into it. */
export function message(type: string, fields: Properties, where: Properties = page()): string {
  return JSON.stringify({
    type,
    messageId: randomId(),
    anonymousId: anonymousId(),
    userId: shelf.read("user"),
    originalTimestamp: new Date(),
    context: context(where),
    ...fields,
  });
}

declare const VERSION: string;
