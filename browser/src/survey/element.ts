/** Elements, made without markup, so that a page's strictest policy has nothing to refuse. */

type Attributes = Record<string, string | number | boolean | undefined>;

export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: (Node | string | undefined | false)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  set(made, attributes);
  for (const child of children) if (child) made.append(child);
  return made;
}

const SVG = "http://www.w3.org/2000/svg";

/** A face by the corner of its mouth. */
export function face(mouth: string): SVGElement {
  const drawn = document.createElementNS(SVG, "svg");
  set(drawn, { class: "face", viewBox: "0 0 24 24", "aria-hidden": "true" });
  const head = document.createElementNS(SVG, "circle");
  set(head, { cx: 12, cy: 12, r: 10 });
  const rest = document.createElementNS(SVG, "path");
  set(rest, { d: `M8 9.5v.1M16 9.5v.1M8 ${mouth}` });
  drawn.append(head, rest);
  return drawn;
}

function set(made: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, "");
    else if (value !== undefined && value !== false && value !== "") made.setAttribute(name, String(value));
  }
}
