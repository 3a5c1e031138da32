"""A bell in a home: who waits there for work is woken when there is some, in whatever process of this machine.

A named pipe. Whoever waits looks again after a while in any case: from another machine nobody rings, and where a disk
knows no pipes there is no bell.
"""

from __future__ import annotations

import os
import select
import time
from contextlib import suppress
from pathlib import Path

DRAIN, WORKER = "drain", "worker"
_ALL = 65_536


def ring(home: Path, name: str) -> None:
    """Wake who waits at a bell, now or as soon as they wait again; does nothing where nobody listens."""
    with suppress(OSError):
        pipe = os.open(_path(home, name), os.O_WRONLY | os.O_NONBLOCK)
        try:
            os.write(pipe, b"!")  # a full pipe refuses: it rings already
        finally:
            os.close(pipe)


class Bell:
    """The bell of a name, listened to until it is closed; of several who listen one at least is woken."""

    def __init__(self, home: Path, name: str):
        self._pipe: int | None = None
        path = _path(home, name)
        with suppress(OSError):
            if not path.is_fifo():
                os.mkfifo(path, 0o600)
            self._pipe = os.open(path, os.O_RDWR | os.O_NONBLOCK)  # a writer of its own, so that it never ends

    def wait(self, seconds: float) -> bool:
        """Wait until it rings, or for some seconds; whether it rang since the last time."""
        if self._pipe is None:
            time.sleep(seconds)
            return False
        waiting = select.poll()
        waiting.register(self._pipe, select.POLLIN)
        if not waiting.poll(seconds * 1000):
            return False
        with suppress(BlockingIOError):  # another who listens took it
            os.read(self._pipe, _ALL)
        return True

    def close(self) -> None:
        if self._pipe is not None:
            os.close(self._pipe)
            self._pipe = None

    def __enter__(self) -> Bell:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _path(home: Path, name: str) -> Path:
    return home / f"{name}.bell"
