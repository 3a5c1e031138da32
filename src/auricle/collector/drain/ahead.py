"""Makes events ready for the store while the store is busy with those before them.

Reading a body and running the rules of meaning ask for nothing but a processor, and may be done again. Reading keeps
the interpreter, the rules do not: they run while it is found out which events are new and whose they are.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from auricle.collector.adapters.event import Event
from auricle.collector.journal.journal import Request
from auricle.collector.understanding import read
from auricle.identity import Rules
from auricle.query.meaning.arriving import Understanding

from . import rows
from .priority import give_way
from .rows import POISON, Placed, Source, Unfit

Sources = Mapping[str, Source]


@dataclass(frozen=True, slots=True)
class Fit:
    """Events that can be read, and what each means as a row of interactions that is nobody's yet.

    ``meant`` waits until that is known; None when there are none, or one of them holds a value that the engine cannot
    take.
    """

    placed: list[Placed]
    meant: Callable[[], pa.Table | None]

    def chosen(self, places: npt.NDArray[np.intp]) -> Fit:
        if places.size == len(self.placed):
            return self

        def meant() -> pa.Table | None:
            known = self.meant()
            return None if known is None else known.take(pa.array(places))

        return Fit([self.placed[place] for place in places.tolist()], meant)


@dataclass(frozen=True, slots=True)
class Ready:
    """The events of some requests: those that can be read, and the others."""

    positions: list[int]
    fit: Fit
    unfit: list[Unfit]

    def and_then(self, other: Ready) -> Ready:
        def meant() -> pa.Table | None:
            parts = [each.meant() for each in (self.fit, other.fit) if each.placed]
            known = [each for each in parts if each is not None]
            return pa.concat_tables(known) if known and len(known) == len(parts) else None

        fit = Fit(self.fit.placed + other.fit.placed, meant)
        return Ready(self.positions + other.positions, fit, self.unfit + other.unfit)


class Ahead:
    """One thread that reads, and understands what it read while somebody else goes on with it."""

    def __init__(self, rules: Rules, understanding: Understanding, window_us: int):
        self._rules, self._understanding, self._window_us = rules, understanding, window_us
        self._understands = threading.Lock()
        self._thread = ThreadPoolExecutor(1, "reading-ahead", initializer=give_way)
        self._begun: Future[Ready] | None = None
        self.meant(())  # what is made ready once is, before the first event

    def begin(self, requests: Sequence[Request], sources: Sources) -> None:
        """Make requests ready that will be asked for next."""
        self._begun = self._thread.submit(self._read_ahead, requests, sources) if requests else None

    def ready(self, requests: Sequence[Request], sources: Sources) -> Ready:
        """The events of requests, of which some may have been begun and others came since.

        What was not begun is read here and not by the thread, which gives way: one unhappy answer must not wait for a
        busy machine.
        """
        begun, self._begun = self._begun, None
        positions = [request.position for request in requests]
        found = begun.result() if begun else None
        if found is None or found.positions != positions[: len(found.positions)]:
            return self._made_ready(requests, sources)
        rest = requests[len(found.positions) :]
        return found.and_then(self._made_ready(rest, sources)) if rest else found

    def meant(self, placed: Sequence[Placed]) -> pa.Table:
        """What events mean; asked for by itself where it could not be found out with the others."""
        with self._understands:
            return self._understanding.understood(rows.events(placed))

    def close(self) -> None:
        """Stop reading, and let go of what the rules were asked with, which holds on to itself."""
        self._thread.shutdown(cancel_futures=True)
        self._understanding.close()

    def _read_ahead(self, requests: Sequence[Request], sources: Sources) -> Ready:
        placed, unfit = self._read(requests, sources)
        meant = self._thread.submit(self._tried, placed)
        return Ready([request.position for request in requests], Fit(placed, meant.result), unfit)

    def _made_ready(self, requests: Sequence[Request], sources: Sources) -> Ready:
        placed, unfit = self._read(requests, sources)
        meant = self._tried(placed)
        return Ready([request.position for request in requests], Fit(placed, lambda: meant), unfit)

    def _read(self, requests: Sequence[Request], sources: Sources) -> tuple[list[Placed], list[Unfit]]:
        placed: list[Placed] = []
        unfit: list[Unfit] = []
        found = self._rules.found
        for request in requests:
            source = sources.get(request.key) or Source(request.key, request.key)
            for index, event in enumerate(read(request, self._window_us)):
                if isinstance(event, Event):
                    id_ = f"{source.id}:{event.id or f'{request.position}-{index}'}"
                    placed.append(Placed(request, index, source, event, found(event.said), id_))
                else:
                    unfit.append(Unfit(request, index, source, event))
        return placed, unfit

    def _tried(self, placed: Sequence[Placed]) -> pa.Table | None:
        try:
            return self.meant(placed) if placed else None
        except POISON:
            return None
