"""Which path takes what: the addresses clients know from the services they were written for."""

from __future__ import annotations

from msgspec import to_builtins

from auricle.collector.appearing import Appearances
from auricle.collector.keys import Demands

_SEGMENT = {
    "b": "batch", "t": "track", "i": "identify", "p": "page", "s": "screen", "g": "group", "a": "alias",
}  # fmt: skip
_POSTHOG = ("/batch", "/e", "/capture", "/i/v0/e", "/track", "/engage", "/i/v0/ai/batch")

ROUTES: dict[str, str] = {
    **{f"/v1/{short}": f"segment:{kind}" for short, kind in _SEGMENT.items()},
    **{f"/v1/{kind}": f"segment:{kind}" for kind in _SEGMENT.values()},
    **{f"/api/s/{kind}": f"jitsu:{kind}" for kind in _SEGMENT.values()},
    **{f"/api/s/s2s/{kind}": f"jitsu:{kind}" for kind in _SEGMENT.values()},
    **dict.fromkeys(_POSTHOG, "posthog:capture"),
}
"""Path as ``plain`` writes it -> dialect and kind; ``batch`` holds several, the others one event."""

HARMLESS: dict[str, object] = {
    path: {
        "featureFlags": {},
        "featureFlagPayloads": {},
        "flags": {},
        "errorsWhileComputingFlags": False,
        "sessionRecording": False,
        "supportedCompression": ["gzip", "gzip-js"],
        "capturePerformance": False,
        "autocapture_opt_out": True,
        "surveys": False,
        "toolbarParams": {},
        "siteApps": [],
        "config": {"enable_collect_everything": False},
    }
    for path in ("/decide", "/flags")
}
"""What PostHog's clients ask when they start: there are no flags here, and no recording."""


def plain(path: str) -> str:
    """The path with one slash between its parts and none at its end: a client may put its own behind that of a host."""
    return "/" + "/".join(filter(None, path.split("/")))


def settings_key(path: str) -> str:
    """The write key in the path of Segment's settings document; empty when it is another path."""
    parts = path.split("/")
    return parts[3] if len(parts) == 5 and parts[1:3] == ["v1", "projects"] and parts[4] == "settings" else ""


def settings_document(
    key: str, demands: Demands, scheme: str, host: str, appearances: Appearances
) -> dict[str, object]:
    """What analytics.js asks before it sends: one destination, this collector, and nothing else to load; and what
    auricle.js asks, which keeps to what is demanded.
    """
    own = {"apiKey": key, "unbundledIntegrations": [], "addBundledMetadata": True, "type": "browser"}
    asks = {"surveys": to_builtins(appearances)} if appearances.shown else {}
    return {
        "auricle": {"consentRequired": demands.consent_required, "strict": demands.strict, **asks},
        "integrations": {"Segment.io": {**own, "apiHost": f"{host}/v1", "protocol": scheme} if host else own},
        "plan": {"track": {"__default": {"enabled": True, "integrations": {}}}},
        "edgeFunction": {},
        "enabledMiddleware": {},
        "metrics": {"sampleRate": 0},
        "legacyVideoPluginsEnabled": False,
        "remotePlugins": [],
    }
