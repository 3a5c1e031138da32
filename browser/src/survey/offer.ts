/** What the collector says of surveys that may appear, and what the loader lends. */

export interface Appearing {
  survey: string;
  look: "popover" | "slide-in" | "button" | "inline";
  moment: "time" | "scroll" | "leaving" | "event";
  seconds?: number;
  /** Percent of the page. */
  scroll?: number;
  event?: string;
  /** Paths, in which a `*` stands for anything. */
  pages?: string[];
  not_pages?: string[];
  /** Percent of visitors. */
  share?: number;
  /** Until the same device is asked again. */
  days?: number;
  label?: Record<string, string>;
  colour?: string;
}

export interface Offer {
  /** The server that asks, without a slash at its end. */
  at: string;
  shown: Appearing[];
}

/** What the first file of auricle.js knows of this page and its visitor. */
export interface Loader {
  happened: string[];
  maySend: () => boolean;
  isLasting: () => boolean;
  anonymousId: () => string;
  read: (name: string) => string | undefined;
}
