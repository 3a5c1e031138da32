"""What a client is told, by a collector that runs."""

from __future__ import annotations

import gzip
import json
import time
from datetime import timedelta
from pathlib import Path

import pytest

from auricle.collector import public
from auricle.collector.conftest import WORKSPACE, Running, basic, collecting, laid_out

TRACK = {"type": "track", "event": "Basket Opened", "userId": "u1", "properties": {"items": 3}}


def batch(n: int, **more: object) -> dict[str, object]:
    return {"batch": [{**TRACK, "messageId": f"m{i}"} for i in range(n)], **more}


def test_every_event_of_a_batch_is_kept_when_it_is_answered(collector: Running) -> None:
    before = collector.received()
    answered = collector.send("/v1/batch", batch(7))
    assert (answered.status, answered.body["success"]) == (200, True)
    assert collector.received() == before + 7


@pytest.mark.parametrize("kind", ["track", "identify", "page", "screen", "group", "alias"])
def test_each_kind_has_a_path_of_its_own_and_a_short_one(collector: Running, kind: str) -> None:
    event = {"event": "x", "userId": "u1", "anonymousId": "a1", "previousId": "a1", "groupId": "g1"}
    assert collector.send(f"/v1/{kind}", event).status == 200
    assert collector.send(f"/v1/{kind[0]}", event).status == 200
    assert [each.event and each.event.kind for each in collector.latest(2)] == [kind, kind]


@pytest.mark.parametrize("path", ["/v1/batch/", "//v1/batch", "/v1//batch/", "/batch", "/batch/", "//api/s/s2s/batch"])
def test_a_slash_more_or_less_is_no_other_path(collector: Running, path: str) -> None:
    before = collector.received()
    assert collector.send(path, batch(2)).status == 200
    assert collector.received() == before + 2


def test_a_browser_sends_plain_text_with_the_key_in_the_body_and_may_read_the_answer(collector: Running) -> None:
    body = {**TRACK, "writeKey": collector.secret}
    answered = collector.send("/v1/t", body, Content_Type="text/plain", Origin="https://shop.example")
    assert answered.status == 200
    assert answered.headers["access-control-allow-origin"] == "https://shop.example"


def test_a_browser_may_ask_first(collector: Running) -> None:
    asked = {"Access_Control_Request_Method": "POST", "Access_Control_Request_Headers": "content-type, x-custom"}
    answered = collector.send("/v1/b", b"", method="OPTIONS", Origin="https://shop.example", **asked)
    assert answered.status == 204
    assert answered.headers["access-control-allow-headers"] == "content-type, x-custom"
    assert "POST" in answered.headers["access-control-allow-methods"]


@pytest.mark.parametrize("path", ["/v1/projects/%s/settings", "//v1/projects/%s/settings/"])
def test_the_settings_document_names_this_collector(collector: Running, path: str) -> None:
    answered = collector.send(path % collector.secret, b"", method="GET")
    assert answered.status == 200
    assert answered.body["integrations"]["Segment.io"]["apiHost"] == f"127.0.0.1:{collector.port}/v1"
    assert answered.body["integrations"]["Segment.io"]["protocol"] == "http"


@pytest.mark.parametrize("said", [{"Content-Encoding": "gzip"}, {"Content-Type": "text/plain"}, {}])
def test_gzip_is_seen_whatever_the_headers_say(collector: Running, said: dict[str, str]) -> None:
    before = collector.received()
    body = gzip.compress(json.dumps(batch(5)).encode())
    assert collector.send("/v1/batch", body, **basic(collector.secret), **said).status == 200
    assert collector.received() == before + 5


def test_plain_json_that_calls_itself_gzip_is_read(collector: Running) -> None:
    assert collector.send("/v1/track", TRACK, Content_Encoding="gzip", **basic(collector.secret)).status == 200
    assert collector.latest()[0].event


def test_an_unknown_key_is_refused_in_the_words_clients_read(collector: Running) -> None:
    answered = collector.send("/v1/batch", batch(1), **basic("nobody"))
    assert answered.status == 401
    assert answered.body["code"] == "unknown_key"
    assert "take one from" in answered.body["message"]


def test_a_key_that_was_just_made_is_known_at_once_and_a_revoked_one_soon_not(collector: Running) -> None:
    made = public.create_key(collector.home, WORKSPACE, "app")
    assert collector.send("/v1/track", TRACK, **basic(made.secret)).status == 200
    public.revoke_key(collector.home, WORKSPACE, made.key.id)
    end = time.monotonic() + 3
    while collector.send("/v1/track", TRACK, **basic(made.secret)).status == 200:
        assert time.monotonic() < end
        time.sleep(0.1)
    assert collector.send("/v1/track", TRACK, **basic(made.secret)).status == 401


def test_a_rotated_key_runs_out_after_its_grace_and_the_new_one_is_of_the_same_source(collector: Running) -> None:
    old = public.create_key(collector.home, WORKSPACE, "app")
    new = public.rotate_key(collector.home, WORKSPACE, old.key.id, grace=timedelta(days=1))
    assert collector.send("/v1/track", TRACK, **basic(old.secret)).status == 200
    assert collector.send("/v1/track", TRACK, **basic(new.secret)).status == 200
    assert new.key.source == old.key.source


def test_a_key_for_certain_pages_takes_nothing_from_others(collector: Running) -> None:
    made = public.create_key(collector.home, WORKSPACE, "site", origins=("https://shop.example",))
    key = basic(made.secret)
    assert collector.send("/v1/track", TRACK, Origin="https://shop.example", **key).status == 200
    assert collector.send("/v1/track", TRACK, Origin="https://evil.example", **key).status == 403
    assert collector.send("/v1/track", TRACK, **key).status == 403


def test_a_key_beyond_its_rate_is_told_when_to_come_again(collector: Running) -> None:
    made = public.create_key(collector.home, WORKSPACE, "slow", per_second=2)
    assert collector.send("/v1/batch", batch(20), **basic(made.secret)).status == 200
    answered = collector.send("/v1/batch", batch(10), **basic(made.secret))
    assert answered.status == 429
    assert 4 <= int(answered.headers["retry-after"]) <= 6


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"batch": [' + b" " * 520_000 + b"]}", 413),
        (gzip.compress(b'{"batch": [' + b" " * 50_000_000 + b"]}"), 413),
        (json.dumps({"batch": [{}] * 2_501}).encode(), 413),
        (json.dumps({"batch": []}).encode(), 200),
        (b"x" * 3_000_000, 413),
    ],
    ids=["too long", "a bomb", "too many", "empty", "much too long"],
)
def test_what_is_too_much_is_refused_for_good(collector: Running, body: bytes, status: int) -> None:
    before = collector.received()
    assert collector.send("/v1/batch", body).status == status
    assert collector.received() == before


def test_one_event_that_is_too_large_does_not_take_the_others_with_it(collector: Running) -> None:
    large = {**TRACK, "properties": {"text": "x" * 40_000}}
    assert collector.send("/v1/batch", {"batch": [TRACK, large, TRACK]}).status == 200
    assert [each.refused and each.refused.reason for each in collector.latest(3)] == [None, "too_large", None]
    assert collector.send("/v1/track", large).status == 413


def test_a_body_that_is_no_json_is_one_event_that_is_kept_and_explained(collector: Running) -> None:
    before = collector.received()
    assert collector.send("/v1/batch", b"\x00\xff not json").status == 200
    assert collector.received() == before + 1
    refused = collector.latest()[0].refused
    assert refused
    assert "send one JSON object" in refused.explanation


@pytest.mark.parametrize(("method", "path", "status"), [("POST", "/nowhere", 404), ("GET", "/v1/batch", 405)])
def test_other_paths_and_methods_are_refused_without_a_redirect(
    collector: Running, method: str, path: str, status: int
) -> None:
    answered = collector.send(path, b"", method=method)
    assert answered.status == status
    assert answered.body["message"]


def test_the_figures_tell_what_was_received(collector: Running) -> None:
    text = collector.send("/metrics", b"", method="GET").body
    counted = [line for line in text.splitlines() if line.startswith("auricle_events_received_total")]
    assert sum(int(line.rpartition(" ")[2]) for line in counted) == collector.received()


def test_a_request_that_never_ends_is_ended(tmp_path: Path) -> None:
    sooner = "from auricle.collector.receiving import connection; connection.LONGEST_SECONDS = 0.5"
    with collecting(laid_out(tmp_path), first=sooner) as collector, collector.connect() as slow:
        slow.sendall(b"POST /v1/track HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
        assert slow.recv(100).startswith(b"HTTP/1.1 408 ")


def test_a_head_without_end_is_refused(collector: Running) -> None:
    with collector.connect() as long:
        long.sendall(b"POST /v1/track HTTP/1.1\r\nHost: x\r\n" + b"X-More: " + b"y" * 40_000)
        assert long.recv(100).startswith(b"HTTP/1.1 431 ")
