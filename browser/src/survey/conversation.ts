/** One survey, from its first screen to the words at the end. */

import { ask, deliver, type Tell } from "./delivery";
import { Frame, type Look } from "./frame";
import type { Appearing, Loader } from "./offer";
import type { Said } from "./said";
import { done, step } from "./screen";

/** Asks the server whether and how to begin, and shows it; whether it was shown, none when nobody could be reached. */
export async function converse(
  loader: Loader,
  url: string,
  look: Look,
  isUnasked: boolean,
  within: Element | undefined,
  gone: () => void,
): Promise<boolean | undefined> {
  const fields = new URLSearchParams({
    do: "begin",
    language: document.documentElement.lang || navigator.language,
    customer: loader.read("user") ?? "",
    visitor: loader.isLasting() ? loader.anonymousId() : "",
    unasked: isUnasked ? "yes" : "",
  });
  const answer = await ask(url, fields.toString());
  if (!answer) return undefined;
  if (answer.status !== 200 || !answer.said) return false;
  const frame = new Frame(look, answer.said, within, gone);
  show(frame, url, look, answer.said, look === "popover" || (look === "slide-in" && !isUnasked));
  return true;
}

function show(frame: Frame, url: string, look: Look, said: Said, moves: boolean): void {
  let tell: Tell = () => undefined;
  const send = async (body: string): Promise<void> => {
    const next = await deliver(said.carried!["response"]!, url, body, (word) => tell(word));
    if (next) show(frame, url, look, next, true);
  };
  const closer = look === "inline" ? undefined : frame.closer(said.words.close, said.words.close);
  const view = said.kind === "step" ? step(said, (body) => void send(body)) : done(said, closer);
  tell = view.tell;
  frame.put(view, said, moves);
}

export function address(at: string, shown: Appearing): string {
  return `${at}/s/${shown.survey}/in-page.json`;
}
