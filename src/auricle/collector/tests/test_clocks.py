"""A server whose clock is two days off: nothing is lost, doubled or out of bounds, and it ends with the wrong clock."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import auricle
from auricle.collector import public
from auricle.collector.conftest import WORKSPACE, collecting
from auricle.collector.drain.drain import Drain
from auricle.collector.journal.opening import open_journal
from auricle.identity import read_rules
from auricle.model.meaning import Meaning
from auricle.query.meaning.arriving import Understanding

_LATE_US = 365 * 86_400 * 1_000_000
_OFF = "import time as t; right = t.time_ns; t.time_ns = lambda: right() + {days} * 86_400 * 10**9"


def event(id_: str, now: datetime) -> dict[str, object]:
    """Something that happened a minute before it was sent, by a client whose clock is right."""
    happened = (now - timedelta(minutes=1)).isoformat()
    return {"type": "track", "event": "x", "userId": "u1", "messageId": id_, "timestamp": happened}


def drained(home: Path) -> public.Counts:
    with auricle.open(home / "workspaces" / WORKSPACE) as workspace, open_journal(home) as journal:
        drain = Drain(
            WORKSPACE, journal, workspace.store, read_rules(), Understanding(Meaning()), _LATE_US, workspace.folder
        )
        while drain.step():
            pass
    [counts] = [each for each in public.counts(home, WORKSPACE, days=0) if each.received]
    return counts


@pytest.mark.parametrize("days", [-2, 2], ids=["slow", "fast"])
def test_events_keep_their_order_are_kept_once_and_counted_while_the_servers_clock_is_wrong(
    tmp_path: Path, days: int
) -> None:
    auricle.create(tmp_path / "workspaces" / WORKSPACE).close()
    now = datetime.now(UTC)
    first, again = event("m1", now), event("m2", now)
    body = {"batch": [first, again], "sentAt": now.isoformat()}
    unsent = {"batch": [event("m3", now)]}
    with collecting(tmp_path, first=_OFF.format(days=days)) as running:
        assert [running.send("/v1/batch", each).status for each in (body, unsent)] == [200, 200]
        secret = running.secret
        assert drained(tmp_path).stored == 3
    with collecting(tmp_path) as running:
        later = {"batch": [again, event("m4", now)], "sentAt": now.isoformat(), "writeKey": secret}
        assert running.send("/v1/batch", json.dumps(later).encode(), Content_Type="application/json").status == 200
        counts = drained(tmp_path)
    assert counts.is_whole
    assert (counts.received, counts.stored, counts.duplicate, counts.waiting) == (5, 4, 1, 0)
    with auricle.open(tmp_path / "workspaces" / WORKSPACE) as workspace:
        rows = workspace.facts("interactions").to_pylist()
    at = {row["interaction"].rpartition(":")[2]: row["at"] for row in rows}
    off, little = timedelta(days=days), timedelta(minutes=5)
    minute_ago = now - timedelta(minutes=1)
    assert abs(at["m1"] - (minute_ago + off)) < little  # by the clock of the server, as far apart as they were
    assert at["m1"] == at["m2"]
    assert abs(at["m3"] - (minute_ago if days > 0 else now + off)) < little  # never after its arrival
    assert abs(at["m4"] - minute_ago) < little
    assert all(str(time.gmtime().tm_year) in json.loads(row["properties"])["_original_timestamp"] for row in rows)
