"""When each run first reached each step of an order, from rows that come a batch at a time and lie nearly in order."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from numba import njit

from .estimator import Integers
from .following import Numbers, grown, seats, slot

NEVER = np.iinfo(np.int64).max
_FIRST_ROOM = 1 << 12


class Reaching:
    """The first time of each run at the first step, then at the next one not before it, and so on.

    .. math:: r_j = \\min\\{t_i : s_i = d_j,\\ t_i \\ge r_{j-1}\\}, \\text{ later than } r_{j-1}
        \\text{ where } d_j = d_{j-1}

    Rows of different runs may lie between each other. A row that comes after a later one of its run is passed over
    where it changes nothing; where it would, the run is ``late``: hand its rows out once more, in order of time.

    Parameters
        design: the code of each step in the order asked for, from 0 on without a gap; one may come several times.
    Examples
        >>> found = Reaching([0, 1])
        >>> found.take(np.array([7, 7, 8], np.uint64), np.array([5, 9, 6]), np.array([0, 1, 1]))
        >>> found.reached.tolist() == [[5, 9], [NEVER, NEVER]]
        True
    """

    def __init__(self, design: Sequence[int]):
        self._design = np.asarray(design, np.int64)
        self._words = len(set(design)) // 64 + 1
        self._numbers, self._reached = np.zeros(0, np.uint64), np.empty((0, len(self._design)), np.int64)
        self._came, self._last = np.empty(0, np.int64), np.empty(0, np.int64)
        self._seen, self._late = np.empty((0, self._words), np.uint64), np.empty(0, np.bool_)
        self._count = 0
        self._make_room(_FIRST_ROOM)

    def take(self, runs: Numbers, microseconds: Integers, steps: Integers) -> None:
        """Rows behind those before: the number of a run, an instant, the code of a step, each of shape (n,)."""
        row = 0
        while row < len(runs):
            row, self._count = _reach(
                runs, microseconds, steps, row, self._design, self._slots, self._numbers, self._reached, self._came,
                self._last, self._seen, self._late, self._count,
            )  # fmt: skip
            if row < len(runs):
                self._make_room(2 * len(self._numbers))

    @property
    def numbers(self) -> Numbers:
        """Of all runs that took any of the steps."""
        return self._numbers[: self._count]

    @property
    def reached(self) -> Integers:
        """Microseconds by run and step, shape (runs, steps); ``NEVER`` where a run did not come."""
        return self._reached[: self._count]

    @property
    def late(self) -> npt.NDArray[np.bool_]:
        """Which runs have rows that came too late to be counted."""
        return self._late[: self._count]

    def _make_room(self, runs: int) -> None:
        n = self._count
        self._numbers, self._reached = grown(self._numbers, n, runs), grown(self._reached, n, runs, NEVER)
        self._came, self._last = grown(self._came, n, runs), grown(self._last, n, runs, np.iinfo(np.int64).min)
        self._seen, self._late = grown(self._seen, n, runs), grown(self._late, n, runs)
        self._slots = seats(self.numbers, runs)


@njit(cache=True, nogil=True)
def _reach(  # type: ignore[no-untyped-def]
    numbers, instants, steps, row, design, slots, known, reached, came, last, seen, late, count
):
    """Until there is no room for another run. ``came`` is how many steps of the design a run has reached."""
    run = -1
    while row < len(numbers):
        if run < 0 or known[run] != numbers[row]:
            place = slot(slots, known, numbers[row])
            if slots[place] < 0:
                if count == len(known):
                    break
                slots[place], known[count] = count, numbers[row]
                count += 1
            run = slots[place]
        at, step = instants[row], steps[row]
        row += 1
        if at < last[run]:
            for j in range(len(design)):
                if design[j] == step and at < reached[run, j]:
                    again = j > 0 and design[j - 1] == step
                    if j == 0 or reached[run, j - 1] < at or (reached[run, j - 1] == at and not again):
                        late[run] = True
            continue
        if at > last[run]:
            last[run] = at
            seen[run] = 0
        seen[run, step >> 6] |= np.uint64(1) << np.uint64(step & 63)
        while came[run] < len(design):
            j = came[run]
            wanted = design[j]
            if not seen[run, wanted >> 6] >> np.uint64(wanted & 63) & np.uint64(1):
                break
            if j > 0 and design[j - 1] == wanted and reached[run, j - 1] == at:
                break
            reached[run, j] = at
            came[run] += 1
    return row, count
