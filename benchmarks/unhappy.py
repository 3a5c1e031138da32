"""From an unhappy answer to its case: the thank-you page, the journal, the drain, the store, the rule, the case.

At rest, and while others answer too; over a whole server with its processes beside it.
"""

from __future__ import annotations

import http.client
import secrets
import sqlite3
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from random import random

from .asked import THREADS, Asked, answer, asking, flood
from .timing import Timing

ANSWERS, PAUSE_SECONDS, PATIENCE_SECONDS = 20, 1.0, 60.0
LOADS = (0, 50, 150)
"""Answers a second of others, who are happy."""
HAPPY = range(9, 11)


def run(answers: int) -> Iterator[Timing]:
    """Seconds from the thank-you page to the case; ``answers`` changes nothing."""
    with tempfile.TemporaryDirectory() as folder, asking(Path(folder), 1 + ANSWERS * len(LOADS)) as asked:
        people = count()
        _waited(asked, next(people))  # the first one waits for what is made ready once
        for load in LOADS:
            others = _Others(asked, load)
            with others:
                waits = [_waited(asked, next(people)) for _ in range(ANSWERS)]
            said = f"from an unhappy answer to its case, {load} answers a second beside it" if load else ""
            note = f"{max(waits):.2f} s at most" + (f", {others.rate:.0f} a second were taken" if load else "")
            yield Timing(
                said or "from an unhappy answer to its case, at rest",
                "Auricle",
                statistics.median(waits),
                ANSWERS,
                note,
            )


class _Others:
    """Answers of others, at a pace, until the context ends."""

    def __init__(self, asked: Asked, a_second: int):
        self._asked, self._pause = asked, THREADS / a_second if a_second else 0.0
        self._thread = threading.Thread(target=self._go)
        self._is_over = threading.Event()
        self.rate = 0.0

    def __enter__(self) -> None:
        if self._pause:
            self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        if self._pause:
            self._thread.join()

    def _go(self) -> None:
        began, taken = time.monotonic(), 0
        while not self._is_over.is_set():
            taken += flood(self._asked, 2.0, HAPPY, self._pause)
        self.rate = taken / (time.monotonic() - began)


def _waited(asked: Asked, person: int) -> float:
    """Seconds between the thank-you page and the case of one unhappy answer."""
    time.sleep(PAUSE_SECONDS * random())  # not in step with anything
    with closing(http.client.HTTPConnection("127.0.0.1", asked.port, timeout=10)) as connection:
        if not answer(connection, asked.links[person], secrets.token_hex(16), 1):
            raise RuntimeError("the answer was not taken")
    thanked_at = datetime.now(UTC)
    return (_opened_at(asked.home, f"C{person:04}") - thanked_at).total_seconds()


def _opened_at(home: Path, customer: str) -> datetime:
    until = time.monotonic() + PATIENCE_SECONDS
    with closing(sqlite3.connect(home / "app.db", timeout=20)) as database:
        while time.monotonic() < until:
            found = database.execute("SELECT opened_at FROM cases_case WHERE customer = ?", [customer]).fetchone()
            if found:
                return datetime.fromisoformat(found[0]).replace(tzinfo=UTC)
            time.sleep(0.05)
    raise TimeoutError(f"no case was opened for {customer}")
