"""Somebody who is erased is gone from the bodies that are kept, too."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pyarrow as pa

import auricle
from auricle.collector import public
from auricle.collector.conftest import WORKSPACE
from auricle.collector.forgetting import remove_holding
from auricle.collector.journal.journal import Arriving
from auricle.collector.journal.opening import open_journal


def test_who_is_erased_is_in_no_body_and_the_others_stay(home: Path) -> None:
    key = public.create_key(home, WORKSPACE, "site").key.id
    bodies = [json.dumps({"userId": user, "traits": {"name": name}}).encode()
              for user, name in (("ann-1", "Ann"), ("ben-2", "安娜"), ("cyd-3", "Cyd"))]  # fmt: skip
    bodies[0] = gzip.compress(bodies[0])
    with open_journal(home) as journal:
        journal.append([Arriving(WORKSPACE, key, 1, "segment:identify", "{}", 1, body) for body in bodies])
        range_ = journal.intend(WORKSPACE, 10)
        assert range_
        journal.finish(range_, {})
        journal.append([Arriving(WORKSPACE, key, 1, "segment:identify", "{}", 1, b'{"userId": "ann-1"}')])
        assert remove_holding(journal, WORKSPACE, ["ann-1", "安娜-nobody", "ben-2"]) == 2
        assert [request.position for request in journal.latest(WORKSPACE, 10)] == [4, 3]
    assert b"ben-2" not in b"".join(path.read_bytes() for path in home.glob("journal.db*"))


def test_what_a_customer_is_known_by_is_looked_for(home: Path) -> None:
    folder = home / "workspaces" / WORKSPACE
    key = public.create_key(home, WORKSPACE, "site").key.id
    with auricle.open(folder) as workspace, open_journal(home) as journal:
        row = {"identity": "email:a@b.cd", "kind": "email", "value": "a@b.cd", "customer": "ann-1", "original": "ann-1"}
        workspace.add({"identities": pa.Table.from_pylist([row])})
        bodies = (b'{"traits": {"email": "a@b.cd"}}', b'{"userId": "ben-2"}')
        journal.append([Arriving(WORKSPACE, key, 1, "segment:identify", "{}", 1, body) for body in bodies])
        range_ = journal.intend(WORKSPACE, 10)
        assert range_
        journal.finish(range_, {})
        assert public.forget(home, WORKSPACE, workspace.store, "ann-1") == 1
        assert [request.body for request in journal.latest(WORKSPACE, 10)] == [bodies[1]]
