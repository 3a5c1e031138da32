"""Unmodified clients of others, sending to a collector that runs."""

from __future__ import annotations

import json

import posthog
import pytest
import rudderstack.analytics.client as rudder
import segment.analytics.client as segment

from auricle.collector import public
from auricle.collector.conftest import WORKSPACE, Running


def newest(collector: Running, name: str) -> list[public.Event]:
    """Events of a name, the oldest first."""
    found = public.recent(collector.home, WORKSPACE, 500)
    return [each.event for each in reversed(found) if each.event and each.event.name == name]


@pytest.mark.parametrize("gzip", [False, True])
def test_segments_python_client(collector: Running, gzip: bool) -> None:
    failed: list[object] = []
    client = segment.Client(
        collector.secret, host=collector.address, gzip=gzip, on_error=lambda *said: failed.append(said)
    )
    for n in range(120):
        client.track(f"u{n}", f"Segment {gzip}", {"n": n})
    client.identify("u1", {"email": "ann@example.com"})
    client.flush()
    client.join()
    assert not failed
    found = newest(collector, f"Segment {gzip}")
    assert [json.loads(each.properties)["n"] for each in found] == list(range(120))
    assert len({each.id for each in found}) == 120


def test_rudderstacks_python_client(collector: Running) -> None:
    failed: list[object] = []
    client = rudder.Client(collector.secret, host=collector.address, on_error=lambda *said: failed.append(said))
    client.track("u1", "Rudder", {"n": 1})
    client.group("u1", "firm-1", {"name": "Firm"})
    client.flush()
    client.join()
    assert not failed
    [found] = newest(collector, "Rudder")
    assert found.identities["user_id"] == "u1"


def test_posthogs_python_client_and_the_flags_it_asks_for(collector: Running) -> None:
    failed: list[object] = []
    client = posthog.Posthog(collector.secret, host=collector.address, on_error=lambda *said: failed.append(said))
    client.capture("Hog", distinct_id="u1", properties={"n": 1})
    assert client.evaluate_flags("u1").get_flag("anything") is None
    client.shutdown()
    assert not failed
    [found] = newest(collector, "Hog")
    assert found.identities == {"user_id": "u1"}
    assert json.loads(found.context)["library"]["name"] == "posthog-python"
