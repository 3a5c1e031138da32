"""Texts as one array of letters, folded so that what reads alike is alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
from opencc import OpenCC

from ..columns import texts_of
from ..estimator import Integers

Codes = npt.NDArray[np.uint32]
_IDEOGRAPHS = (0x3400, 0xA000)
_WIDE = range(0xFF01, 0xFF5F)  # full-width forms of what ASCII has
_WIDE_OFFSET = 0xFEE0


@dataclass(frozen=True, slots=True)
class Letters:
    """``codes`` of all texts one behind the other; text i is ``codes[starts[i]:starts[i + 1]]``."""

    codes: Codes
    starts: Integers

    def __len__(self) -> int:
        return len(self.starts) - 1


def letters(texts: Sequence[str | None]) -> Letters:
    """Texts folded: traditional characters to simplified, full width to half, capitals to small, digits to 0.

    A text keeps its length, so a position in the letters is one in the text. A missing text is empty.
    """
    texts = texts_of(texts)
    starts = np.zeros(len(texts) + 1, np.int64)
    np.cumsum([len(text or "") for text in texts], out=starts[1:])
    return Letters(_folded()[as_written(texts)], starts)


def as_written(texts: Sequence[str | None]) -> Codes:
    """The letters of all texts one behind the other, as they were written."""
    codes: npt.NDArray[Any] = np.frombuffer(
        "".join(text or "" for text in texts).encode("utf-32-le", "surrogatepass"), np.uint32
    )
    return codes


@cache
def _folded() -> Codes:
    table = np.arange(0x110000, dtype=np.uint32)
    for code in range(0x80):
        table[code] = ord("0") if chr(code).isdigit() else ord(chr(code).lower())
    for code in _WIDE:
        table[code] = table[code - _WIDE_OFFSET]
    table[0x2019] = ord("'")
    ideographs = range(*_IDEOGRAPHS)
    simplified = OpenCC("t2s").convert("".join(map(chr, ideographs)))
    table[ideographs] = np.frombuffer(simplified.encode("utf-32-le"), np.uint32)
    return table
