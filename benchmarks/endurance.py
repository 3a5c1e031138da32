"""Memory of the whole server under a steady load of batches: whether it is at the end what it was after a minute."""

from __future__ import annotations

import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from auricle.collector.public import create_key
from auricle.workspace import create

from .collector import server
from .load import load
from .parts import processes
from .timing import Timing

WARM_SECONDS = 60.0
_EVERY_SECONDS = 2.0


def run(answers: int, minutes: float = 10.0) -> Iterator[Timing]:
    """The largest each process was in the first half of the time after a minute, and in the second half."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        create(home / "workspaces" / "demo").close()
        key = create_key(home, "demo", "benchmark").secret
        with server(home) as (_, collector):
            seen = _Watching(str(home))
            with seen:
                found = load(collector, "/v1/batch", key, connections=4, batch=100, seconds=60 * minutes, pause=0.05)
    for part, sizes in seen.after(WARM_SECONDS).items():
        half = len(sizes) // 2
        first, last = max(sizes[:half], default=0), max(sizes[half:], default=0)
        note = f"{first >> 20:,} MB at most in the first half, {last >> 20:,} MB in the second; {found.events:,} events"
        yield Timing(f"memory of the {part} over {minutes:g} minutes", "Auricle", found.seconds, 1, note)


class _Watching:
    """Notes how large the processes of a home are."""

    def __init__(self, home: str):
        self._home = home
        self._start = time.monotonic()
        self._seen: dict[str, list[tuple[float, int]]] = defaultdict(list)
        self._enough = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._enough.set()
        self._thread.join()

    def after(self, seconds: float) -> dict[str, list[int]]:
        return {part: [size for at, size in seen if at >= seconds] for part, seen in sorted(self._seen.items())}

    def _watch(self) -> None:
        while not self._enough.wait(_EVERY_SECONDS):
            for part, process in processes(self._home):
                self._note(part, process)

    def _note(self, part: str, process: Path) -> None:
        try:
            pages = int((process / "statm").read_text().split()[1])
        except (OSError, IndexError):  # it has ended meanwhile
            return
        self._seen[part].append((time.monotonic() - self._start, pages * 4096))
