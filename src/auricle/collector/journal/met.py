"""Which events were met before: by a hash of their id, told apart by a hash of what they say."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from hashlib import blake2b
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

WINDOW_DAYS = 30
_DAY_US = 86_400_000_000

Words = npt.NDArray[np.uint64]


class Fate(IntEnum):
    FIRST = 0
    DUPLICATE = 1
    CONTRADICTS = 2


class Met(NamedTuple):
    """Ids that arrived, in order: ``said`` is a hash of what each event says, ``day`` when it came."""

    ids: Words  # (2, n): a hash of 128 bits
    said: Words
    day: Words

    @classmethod
    def of(cls, ids: Sequence[str], said: Sequence[bytes], received_at: Sequence[int]) -> Met:
        hashed = b"".join([blake2b(each.encode("utf-8", "surrogatepass"), digest_size=16).digest() for each in ids])
        days = np.array(received_at, np.int64) // _DAY_US
        return cls(
            np.frombuffer(hashed, np.uint64).reshape(-1, 2).T.copy(),
            np.frombuffer(b"".join(said), np.uint64),
            days.astype(np.uint64),
        )


class Ids(Protocol):
    """The ids of one workspace; used by one process at a time."""

    def judge(self, first: int, last: int, met: Met) -> npt.NDArray[np.int8]:
        """A Fate for each id of a range of positions, kept so that later ranges know them.

        The same range gets the same answer however often it is asked, as long as no later one was.
        """
        ...

    def tidy(self, today: int) -> None:
        """Forget what came more than the window before ``today`` (days since 1970)."""
        ...
