"""PostHog's capture API, on bodies as its clients send them."""

from __future__ import annotations

import base64
import json
from typing import Any
from urllib.parse import quote

import pytest

from auricle.collector.adapters import posthog
from auricle.collector.adapters.event import Arrival, Event, Refused

NOW = 1_767_600_000_000_000
ARRIVAL = Arrival(NOW, NOW - 365 * 86_400_000_000)

PYTHON = {
    "batch": [
        {
            "properties": {"a": 1, "$lib": "posthog-python", "$lib_version": "7.9.1", "$geoip_disable": True},
            "timestamp": "2026-01-05T07:59:50+00:00",
            "distinct_id": "p1",
            "event": "Hello",
            "uuid": "0199a4d1-0000-7000-8000-000000000001",
        }
    ],
    "historical_migration": False,
    "sentAt": "2026-01-05T08:00:00+00:00",
    "api_key": "k",
}
BROWSER = {
    "uuid": "0199a4d1-0000-7000-8000-000000000002",
    "event": "$pageview",
    "properties": {
        "$current_url": "https://shop.example/a?utm_source=news",
        "$referrer": "https://search.example/",
        "$device_type": "Desktop",
        "$os": "Linux",
        "$lib": "web",
        "title": "Shop",
        "distinct_id": "dev-1",
        "$device_id": "dev-1",
        "$is_identified": False,
        "token": "k",
        "utm_source": "news",
    },
    "offset": 3_000,
}


def read(body: Any) -> list[Event | Refused]:
    written = body if isinstance(body, bytes) else json.dumps(body).encode()
    parcel = posthog.split("capture", written)
    assert not parcel.fault, parcel.fault
    assert parcel.key == "k"
    return [posthog.read("capture", raw, parcel, ARRIVAL) for raw in parcel.events]


def event(body: Any) -> Event:
    [found] = read(body)
    assert isinstance(found, Event), found
    return found


def test_a_batch_of_the_python_client() -> None:
    found = event(PYTHON)
    assert (found.kind, found.name, found.identities) == ("track", "Hello", {"user_id": "p1"})
    assert found.id == PYTHON["batch"][0]["uuid"]  # type: ignore[index]
    assert NOW - found.at == 10_000_000


def test_a_page_of_the_browser_client_that_says_how_long_ago_it_was() -> None:
    found = event(BROWSER)
    assert (found.kind, found.name) == ("page", "Shop")
    assert found.identities == {"anonymous_id": "dev-1"}
    assert NOW - found.at == 3_000_000
    context = json.loads(found.context)
    assert context["page"]["url"].startswith("https://shop.example/a")
    assert context["campaign"] == {"source": "news"}


@pytest.mark.parametrize(
    "written",
    [
        base64.b64encode(json.dumps(BROWSER).encode()),
        b"data=" + quote(base64.b64encode(json.dumps(BROWSER).encode())).encode(),
        b"compression=base64&data=" + quote(json.dumps(BROWSER)).encode(),
        json.dumps([BROWSER]).encode(),
    ],
    ids=["base64", "a form", "a form of JSON", "a list"],
)
def test_the_same_event_in_other_wrappings(written: bytes) -> None:
    assert event(written) == event(BROWSER)


def test_signing_in_ties_the_device_to_the_person() -> None:
    body = {
        "event": "$identify",
        "api_key": "k",
        "distinct_id": "u7",
        "properties": {"$anon_distinct_id": "dev-1", "$device_id": "dev-1", "$set": {"email": "ann@example.com"}},
    }
    found = event(body)
    assert found.kind == "identify"
    assert found.identities == {"user_id": "u7", "anonymous_id": "dev-1"}
    assert found.said["traits"] == {"email": "ann@example.com"}


def test_an_alias_and_a_group() -> None:
    alias = event({"event": "$create_alias", "api_key": "k", "distinct_id": "old", "properties": {"alias": "new"}})
    assert (alias.kind, alias.identities) == ("alias", {"user_id": "new", "previous_id": "old"})
    properties = {"distinct_id": "u7", "$group_key": "g1", "$group_set": {"name": "Firm"}}
    group = event({"event": "$groupidentify", "api_key": "k", "properties": properties})
    assert (group.kind, group.identities["account"]) == ("group", "g1")


def test_what_names_nobody_says_so() -> None:
    [found] = read({"event": "x", "api_key": "k"})
    assert isinstance(found, Refused)
    assert found.reason == "nobody"
