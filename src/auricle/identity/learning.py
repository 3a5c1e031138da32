"""One at a time: whoever learns who is who reads what is known and writes it down before anybody else does."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def learning(folder: Path) -> Iterator[None]:
    """Waits until no other process or thread learns in the workspace; the system lets go when a process ends."""
    with (folder / "identities.lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
