/** Surveys that may be shown here: the second file is fetched only where there are some. */

import * as shelf from "./shelf";
import type { Offer } from "./survey/offer";
import { endpoint } from "./tag";
import { anonymousId } from "./visitor";

/** Events that were noticed on this page; whoever asks after one reads them and listens from then on. */
export const happened: string[] = [];
type Second = typeof import("./survey/survey");
let offered: Offer | undefined;

/** From now on surveys are shown, as long as the visitor has not said no. */
export function offer(surveys: Offer | undefined, maySend: () => boolean): void {
  if (!surveys || offered) return;
  offered = surveys;
  void import(`${endpoint}survey.js`).then(({ begin }: Second) =>
    begin(surveys, happened, maySend, shelf.isLasting, anonymousId, shelf.read),
  );
}
