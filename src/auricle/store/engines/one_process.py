"""The lock file of a store that one process owns."""

from __future__ import annotations

import fcntl
from pathlib import Path
from typing import TextIO

from auricle.store.store import HeldElsewhere

from ...sentence import sentence


def only_process(path: Path, store: object) -> TextIO:
    """Holds the lock file at ``path`` until closed; the system lets go of it when the process ends.

    Raises
        HeldElsewhere: another process holds it, and with it the ``store``.
    """
    file = path.open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise held_elsewhere(store) from None
    return file


def held_elsewhere(store: object) -> HeldElsewhere:
    return HeldElsewhere(sentence("{file} is open in another process; reach it through its owner", file=store))
