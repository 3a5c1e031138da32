"""Segment's API, on bodies as its clients send them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from auricle.collector.adapters import segment
from auricle.collector.adapters.event import Arrival, Event, Refused
from auricle.collector.adapters.times import instant

NOW = 1_767_600_000_000_000
ARRIVAL = Arrival(NOW, NOW - 365 * 86_400_000_000)

PYTHON = {
    "batch": [
        {
            "integrations": {},
            "anonymousId": None,
            "properties": {"n": 0},
            "timestamp": "2026-01-05T07:59:50.076+00:00",
            "context": {"library": {"name": "analytics-python", "version": "2.4.0"}},
            "userId": "u0",
            "type": "track",
            "event": "Bought",
            "messageId": "9cc61e62-b00d-4c68-bcb7-766e85a505fc",
        },
        {
            "integrations": {},
            "anonymousId": None,
            "timestamp": "2026-01-05T07:59:51.000+00:00",
            "context": {"library": {"name": "analytics-python", "version": "2.4.0"}},
            "type": "identify",
            "userId": "u1",
            "traits": {"email": "ann@example.com"},
            "messageId": "146998c8-37c2-4bea-8d68-c48fa7b8cb25",
        },
    ],
    "sentAt": "2026-01-05T08:00:00.000000+00:00",
    "writeKey": "k",
}
BROWSER = {
    "timestamp": "2026-01-05T07:59:58.000Z",
    "integrations": {"Segment.io": True},
    "anonymousId": "5f1e…",
    "type": "page",
    "properties": {"path": "/", "referrer": "", "search": "", "title": "Shop", "url": "https://shop.example/"},
    "name": "Home",
    "context": {"page": {"path": "/", "title": "Shop"}, "userAgent": "Mozilla/5.0", "locale": "zh-CN"},
    "messageId": "ajs-next-1",
    "writeKey": "k",
    "userId": None,
    "sentAt": "2026-01-05T07:59:59.000Z",
    "_metadata": {"bundled": ["Segment.io"], "unbundled": [], "bundledIds": []},
}


def read(kind: str, body: Any) -> list[Event | Refused]:
    written = body if isinstance(body, bytes) else json.dumps(body).encode()
    parcel = segment.split(kind, written)
    assert not parcel.fault, parcel.fault
    return [segment.read(kind, raw, parcel, ARRIVAL) for raw in parcel.events]


def event(kind: str, body: Any) -> Event:
    [found] = read(kind, body)
    assert isinstance(found, Event), found
    return found


def test_a_batch_of_the_python_client() -> None:
    track, identify = read("batch", PYTHON)
    assert isinstance(track, Event)
    assert isinstance(identify, Event)
    assert (track.kind, track.name, track.identities) == ("track", "Bought", {"user_id": "u0"})
    assert track.at == instant("2026-01-05T07:59:50.076Z")  # sent 9.924 s later, and received when it was sent
    assert json.loads(track.properties) == {"n": 0}
    assert identify.said["traits"] == {"email": "ann@example.com"}


def test_a_page_of_the_browser_client_whose_clock_is_a_second_late() -> None:
    page = event("page", BROWSER)
    assert (page.kind, page.name) == ("page", "Home")
    assert page.identities == {"anonymous_id": "5f1e…"}
    assert page.at == NOW - 1_000_000
    assert page.sent_at == "2026-01-05T07:59:59.000Z"


def test_sending_again_says_the_same() -> None:
    again = {**BROWSER, "sentAt": "2026-01-05T09:00:00.000Z", "_metadata": {"retryCount": 2}}
    assert event("page", BROWSER).digest == event("page", again).digest
    other = {**BROWSER, "properties": {"path": "/other"}}
    assert event("page", BROWSER).digest != event("page", other).digest


@pytest.mark.parametrize(
    ("original", "sent_at", "before_us"),
    [
        ("2026-01-05T07:00:00Z", "2026-01-05T07:00:05Z", 5_000_000),
        ("2024-01-05T07:00:00Z", "2024-01-05T07:00:05Z", 5_000_000),
        ("2026-01-07T08:00:00Z", "2026-01-07T08:00:01Z", 1_000_000),
        ("2026-01-05T07:00:00Z", "", 3_600_000_000),
        ("2026-01-05T07:00:10Z", "2026-01-05T07:00:05Z", 0),
        ("1970-01-01T00:00:00Z", "2026-01-05T08:00:00Z", 0),
        ("2031-01-01T00:00:00Z", "", 0),
        ("yesterday", "2026-01-05T08:00:00Z", 0),
        ("99999-01-01T00:00:00Z", "x", 0),
        (1767596400000, "", 3_600_000_000),
    ],
    ids=["a right clock", "two years late", "two days early", "no time of sending", "sent before it happened",
         "too long ago", "to come", "no time", "no year", "a number"],
)  # fmt: skip
def test_when_it_happened_is_bounded_by_when_it_came(original: Any, sent_at: str, before_us: int) -> None:
    body = {"event": "x", "userId": "u", "timestamp": original, "sentAt": sent_at}
    assert NOW - event("track", body).at == before_us


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"event": "x"}, "nobody"),
        ({"userId": "u"}, "no_name"),
        ({"event": "x", "userId": "u", "properties": [1]}, "not_an_object"),
        ({"event": {"a": 1}, "userId": "u"}, "no_name"),
    ],
)
def test_what_cannot_be_understood_says_why(body: dict[str, Any], reason: str) -> None:
    [found] = read("track", body)
    assert isinstance(found, Refused)
    assert found.reason == reason
    assert ";" in found.explanation


def test_an_event_of_no_kind_does_not_spoil_the_batch() -> None:
    fit, unfit, also = read("batch", {"batch": [PYTHON["batch"][0], {"type": "what"}, PYTHON["batch"][1]]})
    assert isinstance(fit, Event)
    assert isinstance(unfit, Refused)
    assert isinstance(also, Event)


def test_numbers_for_ids_are_taken_as_texts() -> None:
    assert event("track", {"event": "x", "userId": 42}).identities == {"user_id": "42"}


def test_what_is_not_quite_json_is_mended_and_the_rest_of_the_batch_stays() -> None:
    body = b'{"batch": [{"type":"track","event":"a","userId":"u","properties":{"x":NaN,"y":"\\ud83d","z":1e999}},'
    body += b'{"type":"track","event":"b","userId":"u","properties":{"big":123456789012345678901234567890}}]}'
    a, b = read("batch", body)
    assert isinstance(a, Event)
    assert isinstance(b, Event)
    assert json.loads(a.properties) == {"x": None, "y": "\ufffd", "z": None}
    assert json.loads(b.properties)["big"] == pytest.approx(1.2345678901234568e29)


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b'"x"', b'{"batch": 1}', b'{"batch": null}', b"[" * 100_000])
def test_a_body_of_another_shape_is_one_fault(body: bytes) -> None:
    parcel = segment.split("batch", body)
    assert parcel.fault
    assert len(parcel.events) == 1
