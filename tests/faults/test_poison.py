"""Whatever arrives gets an answer below 500, is counted, and holds nothing up."""

from __future__ import annotations

import http.client
import os
from collections.abc import Iterator

import pytest

from .corpus import EVENT, mutations, poison
from .house import WORKSPACE, House, house

MUTATIONS = 20 * int(os.environ.get("AURICLE_FAULT_ROUNDS", "6"))
ROUTES = ("/v1/batch", "/v1/track", "/v1/t", "/batch/", "/e/", "/api/s/track", "/v1/alias")
KINDS = ("application/json", "text/plain", "application/x-www-form-urlencoded")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("poison") / "home") as built:
        yield built


def test_no_body_makes_the_collector_or_the_drain_fail(served: House) -> None:
    bodies = [*poison(), *mutations(1, MUTATIONS)]
    wrong = []
    for number, (name, body) in enumerate(bodies):
        for path in (ROUTES[0], ROUTES[1 + number % (len(ROUTES) - 1)]):
            status = served.door.post(path, body, KINDS[number % len(KINDS)])
            if not 200 <= status < 300 and not 400 <= status < 500:
                wrong.append((name, path, status))
    assert wrong == []
    served.wait_until_drained()
    received, stored, duplicate, quarantined, waiting = served.tally()
    assert received == stored + duplicate + quarantined
    assert waiting == 0
    assert received > len(bodies)
    assert quarantined > 100


def test_sound_events_still_come_through_between_the_others(served: House) -> None:
    before = served.tally()[1]
    sound = b'{"batch":[{"type":"track","event":"Sound","userId":"u9","messageId":"sound-1"},[],"x"]}'
    assert served.door.post("/v1/batch", sound) == 200
    served.wait_until_drained()
    assert served.tally()[1] == before + 1


def test_a_body_that_comes_a_byte_at_a_time_is_given_up(served: House) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=60)
    connection.putrequest("POST", "/v1/track")
    connection.putheader("Content-Length", "1000")
    connection.putheader("Authorization", served.door.authorization)
    connection.endheaders(b"{")
    assert connection.getresponse().status == 408
    connection.close()


def test_every_quarantined_event_says_why_and_what_it_was(served: House) -> None:
    served.wait_until_drained()
    served.stop()
    from auricle.workspace import open as open_workspace

    workspace = open_workspace(served.home / "workspaces" / WORKSPACE)
    try:
        rows = workspace.facts("quarantine").to_pylist()
        activities = workspace.facts("interactions")["activity"].to_pylist()
    finally:
        workspace.close()
    assert len(rows) == served.tally()[3]
    assert all(row["reason"] and row["explanation"] and row["raw"] is not None for row in rows)
    assert str(EVENT["event"]) in activities
