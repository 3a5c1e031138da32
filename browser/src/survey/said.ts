/** What the server says: a screen of questions, or the words at the end. The way from one to the next is decided there. */

export interface Choosable {
  code: string;
  text: string;
  is_chosen: boolean;
  sign: string;
  mouth: string;
  spoken: string;
  place: number;
}

export interface Line {
  name: string;
  text: string;
  options: Choosable[];
}

export interface Field {
  kind: "heading" | "statement" | "text" | "lines" | "list" | "steps" | "rows" | "order" | "picks";
  id: string;
  title: string;
  description: string;
  name: string;
  required: boolean;
  error: string;
  value: string;
  input: string;
  inputmode: string;
  lines: number;
  low: string;
  high: string;
  options: Choosable[];
  rows: Line[];
  comment_name: string;
  comment_label: string;
  comment: string;
}

export interface Screen {
  title: string;
  description: string;
  fields: Field[];
  number: number;
  of: number;
  is_last: boolean;
  next: string;
  back: string;
  finish: string;
}

export interface Challenge {
  text: string;
  bits: number;
}

export type Words = Record<
  "next" | "back" | "send" | "close" | "required" | "wrong" | "own" | "order" | "waiting" | "proving" | "busy",
  string
>;

export interface Said {
  kind: "step" | "done";
  title: string;
  language: string;
  brand: string;
  /** Own colour and what reads on it, then both for dark pages. */
  colours: [string, string, string, string];
  words: Words;
  heading: string;
  lines: string[];
  screen?: Screen;
  /** The hidden fields of the form. */
  carried?: Record<string, string>;
  challenge?: Challenge | null;
}
