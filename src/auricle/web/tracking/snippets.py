"""What to paste where tracking code is: the lines that point a client at the collector."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from auricle.collector.serving import address

UNKNOWN = "https://events.example.com"


@dataclass(frozen=True, slots=True)
class Snippet:
    """Lines for one client; ``file`` says where they go."""

    client: str
    file: str
    lines: str


def endpoint() -> str:
    """Where clients reach the collector, or an address to be replaced when this server takes no events."""
    return address().rstrip("/") or UNKNOWN


def snippets(key: str) -> tuple[Snippet, ...]:
    """Ready to paste, with the key and the collector's address in place."""
    at = endpoint()
    host, scheme = urlsplit(at).netloc, urlsplit(at).scheme
    return (
        Snippet("auricle.js", "HTML", f'<script async src="{at}/auricle.js" data-key="{key}"></script>'),
        Snippet(
            "Segment analytics.js",
            "JavaScript",
            "import { AnalyticsBrowser } from '@segment/analytics-next'\n"
            "const analytics = AnalyticsBrowser.load(\n"
            f"  {{ writeKey: '{key}', cdnURL: '{at}' }},\n"
            f"  {{ integrations: {{ 'Segment.io': {{ apiHost: '{host}/v1', protocol: '{scheme}' }} }} }})",
        ),
        Snippet(
            "Segment (Node.js)",
            "JavaScript",
            "import { Analytics } from '@segment/analytics-node'\n"
            f"const analytics = new Analytics({{ writeKey: '{key}', host: '{at}' }})",
        ),
        Snippet(
            "Segment (Python)",
            "Python",
            f"import segment.analytics as analytics\nanalytics.write_key = '{key}'\nanalytics.host = '{at}'",
        ),
        Snippet(
            "RudderStack (Node.js)",
            "JavaScript",
            "import RudderAnalytics from '@rudderstack/rudder-sdk-node'\n"
            f"const analytics = new RudderAnalytics('{key}', {{ dataPlaneUrl: '{at}' }})",
        ),
        Snippet(
            "RudderStack (Python)",
            "Python",
            "import rudderstack.analytics as analytics\n"
            f"analytics.write_key = '{key}'\nanalytics.dataPlaneUrl = '{at}'",
        ),
        Snippet(
            "PostHog (JavaScript)",
            "JavaScript",
            f"posthog.init('{key}', {{ api_host: '{at}', autocapture: false }})",
        ),
        Snippet(
            "PostHog (Python)",
            "Python",
            f"from posthog import Posthog\nposthog = Posthog('{key}', host='{at}')",
        ),
        Snippet(
            "Jitsu",
            "JavaScript",
            "import { jitsuAnalytics } from '@jitsu/js'\n"
            # it takes no key without a colon; what stands behind it is not looked at
            f"const analytics = jitsuAnalytics({{ host: '{at}', writeKey: '{key}:any' }})",
        ),
        Snippet(
            "curl",
            "shell",
            f"curl {at}/v1/track -u {key}: -H 'Content-Type: application/json' \\\n"
            """  -d '{"anonymousId": "try", "event": "Tried", "messageId": "1"}'""",
        ),
    )
