"""The door of the collector: what other rooms may use of it. Every function belongs to one workspace of a home.

None of them needs the collector to run: they read and write the journal, which is a file or a database.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa

from auricle.model.entities import IDENTITIES
from auricle.model.settings import read_settings
from auricle.store.store import Store

from .adapters.answers import ROUTE as ANSWERS
from .adapters.answers import Step
from .adapters.event import Event, Refused
from .answering import Answering, NotKept, key_of
from .appearing import Appearances, Appearing
from .appearing import put as show
from .bell import WORKER, Bell, ring
from .forgetting import remove_holding, remove_unfinished
from .journal import mending
from .journal.journal import CannotKeep, Counts
from .journal.opening import open_journal
from .keys import Demands, MadeKey, WriteKey, make, rotated
from .mended import Again, NotAnExport, send_mended
from .sending import NoKey, send_again
from .surveys import Published, VersionIsFinal
from .surveys import put as publish
from .understanding import Understood, late_us, understood_requests

__all__ = [
    "WORKER",
    "Again",
    "Answering",
    "Appearances",
    "Appearing",
    "Bell",
    "CannotKeep",
    "Counts",
    "Demands",
    "Event",
    "MadeKey",
    "NoKey",
    "NotAnExport",
    "NotKept",
    "Published",
    "Refused",
    "Step",
    "Understood",
    "VersionIsFinal",
    "WriteKey",
    "counts",
    "create_key",
    "daily",
    "damaged",
    "forget",
    "key_of",
    "keys",
    "publish",
    "recent",
    "revoke_key",
    "ring",
    "rotate_key",
    "send_again",
    "send_mended",
    "show",
]

NO_DEMANDS = Demands()


def create_key(
    home: Path,
    workspace: str,
    name: str,
    *,
    origins: tuple[str, ...] = (),
    per_second: int = 0,
    demands: Demands = NO_DEMANDS,
) -> MadeKey:
    """Make a write key; the collector knows it at once. ``MadeKey.secret`` is shown this once and kept nowhere."""
    made = make(workspace, name, origins, per_second, demands)
    with open_journal(home) as journal:
        journal.put_keys(made.key)
    return made


def rotate_key(home: Path, workspace: str, key: str, *, grace: timedelta = timedelta()) -> MadeKey:
    """A new key in place of ``key`` (its id), which stops working at once, or after ``grace``.

    Raises
        NoKey: the workspace has no such key.
    """
    with open_journal(home) as journal:
        made, old = rotated(_one(journal.keys(workspace), workspace, key), grace)
        journal.put_keys(old, made.key)
    return made


def revoke_key(home: Path, workspace: str, key: str) -> None:
    """Stop a key (its id) within a second; what it brought stays. NoKey when the workspace has none."""
    with open_journal(home) as journal:
        journal.put_keys(_one(journal.keys(workspace), workspace, key).ended(datetime.now(UTC)))


def keys(home: Path, workspace: str) -> tuple[WriteKey, ...]:
    """All write keys of a workspace, those that no longer work too, the newest first."""
    with open_journal(home) as journal:
        return tuple(key for key in journal.keys(workspace) if key.id != key_of(workspace))


def counts(home: Path, workspace: str, days: int = 30) -> tuple[Counts, ...]:
    """What became of the events of each key in the last ``days`` days (of UTC, today being the last)."""
    with open_journal(home) as journal:
        return journal.counts(workspace, days)


def daily(home: Path, workspace: str, days: int = 14) -> Mapping[str, tuple[Counts, ...]]:
    """``counts`` of each of the last ``days`` days on which something came in, by day (``2026-11-21``)."""
    with open_journal(home) as journal:
        return journal.daily(workspace, days)


def recent(home: Path, workspace: str, limit: int = 50) -> tuple[Understood, ...]:
    """The latest events, newest first, each with how it was understood, or why not."""
    settings = read_settings(home / "workspaces" / workspace)
    with open_journal(home) as journal:
        latest, drained = journal.latest(workspace, limit), journal.drained(workspace)
    latest = tuple(each for each in latest if each.route != ANSWERS)
    return understood_requests(latest, drained, late_us(settings.collector), limit)


def damaged(home: Path) -> tuple[Path, ...]:
    """The folders in which a damaged journal, or its log, was set aside; each until somebody removes it."""
    return mending.set_aside(home)


def forget(home: Path, workspace: str, store: Store, customer: str) -> int:
    """Remove the kept requests of a workspace that hold an id of a customer, before they are erased; how many.

    Others whose events came in the same requests lose nothing: their events are in the store. Requests that wait are
    not touched: they are drained, and erased with what comes of them when they are erased again.
    """
    known = store.find(IDENTITIES.name, pa.array([customer]), "customer").column("value").to_pylist()
    with open_journal(home) as journal:
        return remove_holding(journal, workspace, {customer, *known}) + remove_unfinished(journal, workspace, customer)


def _one(found: tuple[WriteKey, ...], workspace: str, key: str) -> WriteKey:
    for each in found:
        if each.id == key:
            return each
    raise NoKey(workspace, key)
