"""How the answering pages keep what they are given: a journal of their own, held open by the web's process."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
import threading
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from .adapters.answers import ROUTE, Step, read, written
from .adapters.event import Refused
from .bell import DRAIN, ring
from .journal import mending
from .journal.journal import Arriving, Damaged
from .journal.opening import open_journal
from .keys import Demands, WriteKey
from .receiving.answers import Refusal
from .receiving.writer import Writer

NAME = "surveys"


class NotKept(OSError):
    """The step is not on disk; whoever sent it keeps it and sends it again."""


def key_of(workspace: str) -> str:
    """Under which id the steps of a workspace are counted, like the events of a write key."""
    return f"answers-{workspace}"


class Answering:
    """Keeps steps of responses in the journal of one home; to be used by many requests at once.

    Whatever waits goes into one transaction, which is synced before anybody is told.
    """

    def __init__(self, home: Path):
        self._home = home
        self._known: set[str] = set()
        self._lock = threading.Lock()
        self._writers: dict[asyncio.AbstractEventLoop, Writer] = {}

    async def keep(self, workspace: str, step: Step) -> None:
        """Put a step on disk.

        Raises
            NotKept: it cannot be kept now.
        """
        if workspace not in self._known:
            await asyncio.to_thread(self._make_known, workspace)
        try:
            await self._writer().keep(Arriving(workspace, key_of(workspace), step.at, ROUTE, "{}", 1, written(step)))
        except Refusal as refusal:
            raise NotKept(str(refusal)) from refusal

    def left(self, workspace: str, response: str) -> Step | None:
        """Where somebody left a response; None when nothing waits to be gone on with."""
        with open_journal(self._home) as journal:
            found = journal.unfinished(workspace, response)
        step = read(found.body) if found else None
        return None if isinstance(step, Refused) else step

    def _writer(self) -> Writer:
        """The writer of the loop that runs now; a server has one, and those of loops that are over end."""
        loop = asyncio.get_running_loop()
        if loop not in self._writers:
            for over in [each for each in self._writers if each.is_closed()]:
                self._writers.pop(over).leave()
            self._writers[loop] = Writer(
                partial(open_journal, self._home), self._report, partial(ring, self._home, DRAIN)
            )
        return self._writers[loop]

    def _make_known(self, workspace: str) -> None:
        """A key that no event can be sent with: the journal counts and drains by keys."""
        now = datetime.now(UTC)
        key = WriteKey(
            key_of(workspace), hashlib.sha256(secrets.token_bytes(32)).digest(), workspace, NAME, NAME, "", (), 0,
            now, now, Demands(),
        )  # fmt: skip
        with self._lock, open_journal(self._home) as journal:
            if not any(each.id == key.id for each in journal.keys(workspace)):
                journal.put_keys(key)
        self._known.add(workspace)

    def _report(self, damage: Damaged) -> None:
        """The collector writes the journal anew; two would spoil it."""
        mending.report(self._home)
