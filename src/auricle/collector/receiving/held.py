"""A journal that is held open for questions, and opened anew after it failed."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import TypeVar

from auricle.collector.journal.journal import CannotKeep, Journal

T = TypeVar("T")


class Held:
    """Answers one question at a time, beside the loop."""

    def __init__(self, opened: Callable[[], Journal]):
        self._opened = opened
        self._journal: Journal | None = None
        self._asking = threading.Lock()

    async def ask(self, question: Callable[[Journal], T]) -> T:
        """What the journal says.

        Raises
            CannotKeep: it cannot be asked now.
        """
        return await asyncio.to_thread(self._ask, question)

    def _ask(self, question: Callable[[Journal], T]) -> T:
        with self._asking:
            try:
                self._journal = self._journal or self._opened()
                return question(self._journal)
            except CannotKeep:
                if self._journal is not None:
                    self._journal.close()
                self._journal = None
                raise
