/** What the page's author wrote on the script element that loaded us. */

const element = document.currentScript as HTMLScriptElement | null;
const said = element?.dataset ?? {};

/** The write key; without one there is nowhere to send to. */
export const key = said["key"];

/** The folder of this script on the collector, with a slash at its end. */
export const endpoint = element ? new URL(".", element.src).href : "";

/** Nothing is kept on the device, not even between two pages. */
export const strict = "strict" in said;

/** "required" waits for the visitor's word; "given" says that the page had it before it loaded us. */
export const consent = said["consent"];

/** Whether a kind of event is noticed without being declared: pages, clicks, forms, errors, vitals. */
export function notices(kind: string): boolean {
  return (said["automatic"] ?? kind).split(" ").includes(kind);
}

/** Query parameters that name a page of this site and therefore stay in its address. */
export const parameters = (said["parameters"] ?? "").split(" ");
