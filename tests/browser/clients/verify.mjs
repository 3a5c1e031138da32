// Whether the Standard Webhooks library believes what it is given on standard input: {secret, headers, body}.
import { readFileSync } from "node:fs";
import { Webhook } from "standardwebhooks";

const { secret, headers, body } = JSON.parse(readFileSync(0, "utf-8"));
try {
  console.log(JSON.stringify({ believed: new Webhook(secret).verify(body, headers) }));
} catch (refused) {
  console.log(JSON.stringify({ refused: refused.message }));
}
