// What one client sends: node send.mjs CLIENT ADDRESS KEY. Each as its own documentation shows it, changed only in where
// it sends to. A visitor looks at a page, signs in as u-CLIENT and chooses three plans; alias says that they are one.
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const [client, address, key] = process.argv.slice(2);
const userId = `u-${client}`;
const anonymousId = `a-${client}`;
const groupId = `acme-${client}`;
const traits = { plan: "gold" };
const plans = ["bronze", "silver", "gold"];

const clients = {
  async "analytics-node"() {
    const { Analytics } = await import("@segment/analytics-node");
    const analytics = new Analytics({ writeKey: key, host: address, path: "/v1/batch" });
    analytics.page({ anonymousId, name: "Pricing", properties: { path: "/pricing" } });
    analytics.alias({ previousId: anonymousId, userId });
    analytics.identify({ userId, traits });
    analytics.group({ userId, groupId, traits: { seats: 3 } });
    for (const plan of plans) analytics.track({ userId, event: "Plan Chosen", properties: { plan } });
    await analytics.closeAndFlush({ timeout: 20_000 });
  },

  async "rudder-sdk-node"() {
    const RudderAnalytics = require("@rudderstack/rudder-sdk-node");
    const analytics = new RudderAnalytics(key, { dataPlaneUrl: address, flushInterval: 100 });
    analytics.page({ anonymousId, name: "Pricing", properties: { path: "/pricing" } });
    analytics.alias({ previousId: anonymousId, userId });
    analytics.identify({ userId, traits });
    analytics.group({ userId, groupId, traits: { seats: 3 } });
    for (const plan of plans) analytics.track({ userId, event: "Plan Chosen", properties: { plan } });
    await new Promise((resolve) => analytics.flush(resolve));
  },

  async "posthog-node"() {
    const { PostHog } = await import("posthog-node");
    const posthog = new PostHog(key, { host: address });
    posthog.capture({ distinctId: anonymousId, event: "$pageview", properties: { $pathname: "/pricing" } });
    posthog.alias({ distinctId: userId, alias: anonymousId });
    posthog.identify({ distinctId: userId, properties: traits });
    posthog.groupIdentify({ groupType: "company", groupKey: groupId, properties: { seats: 3 }, distinctId: userId });
    for (const plan of plans) posthog.capture({ distinctId: userId, event: "Plan Chosen", properties: { plan } });
    await posthog.shutdown(20_000);
  },

  async "jitsu-js"() {
    const { jitsuAnalytics } = require("@jitsu/js");
    const jitsu = jitsuAnalytics({ host: address, writeKey: `${key}:any` });
    jitsu.setAnonymousId(anonymousId);
    await jitsu.page("Pricing", { path: "/pricing" });
    await jitsu.identify(userId, traits);
    await jitsu.group(groupId, { seats: 3 });
    for (const plan of plans) await jitsu.track("Plan Chosen", { plan });
  },
};

await clients[client]();
process.exit(0); // some keep a timer that would keep the process
