"""What the values of a column look like, from the first rows of a file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

FORMATS = (
    "%Y/%m/%d %I:%M:%S %p GMT%z",
    "%Y/%m/%d %p %I:%M:%S",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y/%m/%d",
    "%Y%m%d",
    "%y%m%d",
    "%d.%m.%Y %H:%M",
    "%d.%m.%Y",
    "%m/%d/%Y %I:%M:%S %p",
    "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M",
    "%m/%d/%Y",
    "%d/%m/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M",
    "%d/%m/%Y",
    "%Y年%m月%d日 %H:%M",
    "%Y年%m月%d日",
)
_ISO = re.compile(r"\d{4}-\d\d-\d\d([ T]\d\d:\d\d.*)?")
_HOURS = re.compile(r"GMT([+-])?(\d{1,2})?(?::?(\d\d))?$")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.\w+")
_PHONE = re.compile(r"\+?[\d\s()-]{7,18}")
_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?([eE][-+]?\d+)?")
_MONEY = re.compile(r"[¥$€£]\s?-?[\d,]+(\.\d+)?|-?\d+\.\d\d")
_CODE = re.compile(r"[\w./#-]*\d[\w./#-]*", re.ASCII)
_MOST_TRIED = 200
_OFTEN = 4
_CODES = (11, 88, 97, 98, 99, 999)  # what code books write for no answer


@dataclass(frozen=True, slots=True)
class Look:
    """One column: how many values are filled, how many differ, and what all of them are."""

    header: str
    label: str
    filled: int
    distinct: tuple[str, ...]
    rows: int
    formats: tuple[str, ...] | None
    """Date formats that read every value; empty for ISO; None when they are no dates."""
    numbers: tuple[float, ...] | None
    """The different numbers, in order, when every value is one."""
    often: Mapping[str, int] = field(default_factory=dict)
    """How many rows have each value."""
    strays: tuple[str, ...] = ()
    """Values left aside, because they do not fit what most rows say."""
    choices: Mapping[str, str] = field(default_factory=dict)
    """What its codes stand for, where the file says so."""

    @property
    def is_unique(self) -> bool:
        return self.filled == self.rows == len(self.distinct)

    def names_rows(self, share: float) -> bool:
        """Whether the column is filled in every row and at least this share of the values differ."""
        return self.filled == self.rows and len(self.distinct) >= share * self.rows

    def as_most(self, fits: Callable[[str], bool]) -> Look:
        """The column without its strays, when most rows fit; else as it is."""
        kept = tuple(v for v in self.distinct if fits(v))
        if len(kept) == len(self.distinct) or sum(self.often[v] for v in kept) <= self.filled / 2:
            return self
        strays = tuple(v for v in self.distinct if v not in set(kept))
        return replace(self, distinct=kept, formats=_formats(kept), numbers=_numbers(kept), strays=strays)

    @property
    def is_email(self) -> bool:
        return self.filled > 0 and all(_EMAIL.fullmatch(v) for v in self.distinct[:_MOST_TRIED])

    @property
    def is_phone(self) -> bool:
        return self.filled > 0 and all(_PHONE.fullmatch(v) for v in self.distinct[:_MOST_TRIED])

    @property
    def is_money(self) -> bool:
        return self.filled > 0 and all(_MONEY.fullmatch(v) for v in self.distinct[:_MOST_TRIED])

    @property
    def is_prose(self) -> bool:
        """Long or manifold words: what people type, not what they choose."""
        if self.numbers is not None or self.formats is not None or not self.distinct:
            return False
        if self.is_repeated or all(_CODE.fullmatch(v) for v in self.distinct[:_MOST_TRIED]):
            return False
        return sum(map(len, self.distinct)) / len(self.distinct) > 25 or len(self.distinct) > max(30, self.filled // 3)

    @property
    def is_repeated(self) -> bool:
        """Whether each value is met so often that even long words were chosen and not typed."""
        return self.is_choice and self.filled >= _OFTEN * len(self.distinct)

    @property
    def is_choice(self) -> bool:
        """Few values, each met often; one alone is a box that some ticked and some did not."""
        ticked = len(self.distinct) == 1 and 1 < self.filled < self.rows
        return ticked or (1 < len(self.distinct) <= 30 and self.filled > len(self.distinct))

    @property
    def scale(self) -> tuple[str, tuple[int, ...]] | None:
        """The scale that whole numbers seem to be on, and codes beyond it that stand for no answer."""
        values = self.numbers
        if not values or any(v != int(v) for v in values) or len(values) > 13:
            return None
        return _scale({int(v) for v in values})


def _scale(values: set[int]) -> tuple[str, tuple[int, ...]] | None:
    beyond = {v for v in values if v in _CODES or v < 0}
    core = values - beyond
    if not core or max(core) > 10:
        return None
    if max(core) > 7:
        return ("0-10" if 0 in core else "1-10"), tuple(sorted(beyond))
    if {1, 2, 3, 4, 5} <= core and core <= {0, 1, 2, 3, 4, 5, 6} and core & {0, 6} == {0, 6}:
        return "1-5", tuple(sorted(beyond | {0, 6}))
    top = 5 if max(core) <= 5 else 7
    return f"1-{top}", tuple(sorted(beyond | (core & {0})))


def look_at(header: str, label: str, values: Sequence[str | None], choices: Mapping[str, str] | None = None) -> Look:
    """Look at the values of one column."""
    filled = [v.strip() for v in values if v is not None and v.strip()]
    often = Counter(filled)
    distinct = tuple(often)
    return Look(
        header, label, len(filled), distinct, len(values), _formats(distinct), _numbers(distinct), often,
        choices=choices or {},
    )  # fmt: skip


def is_date(value: str) -> bool:
    """Whether a value reads as a date in any way we know."""
    return bool(_ISO.fullmatch(value)) or any(_reads(value, format_) for format_ in FORMATS)


def is_amount(value: str) -> bool:
    """Whether a value is a number, or money with its sign."""
    return bool(_NUMBER.fullmatch(value) or _MONEY.fullmatch(value))


def is_score(value: str) -> bool:
    """Whether a value is a whole number as scales have them, or a code for no answer."""
    if not _NUMBER.fullmatch(value):
        return False
    number = float(value)
    return number == int(number) and (number <= 10 or number in _CODES)


def _numbers(distinct: tuple[str, ...]) -> tuple[float, ...] | None:
    if not distinct or not all(_NUMBER.fullmatch(v) for v in distinct):
        return None
    return tuple(sorted({float(v) for v in distinct}))


def _formats(distinct: tuple[str, ...]) -> tuple[str, ...] | None:
    tried = distinct[:_MOST_TRIED]
    if not tried:
        return None
    if all(_ISO.fullmatch(v) for v in tried):
        return ()
    return tuple(f for f in FORMATS if all(_reads(v, f) for v in tried)) or None


def _reads(value: str, format_: str) -> bool:
    if "%y%m%d" in format_.lower() and len(value) != (8 if "%Y" in format_ else 6):
        return False
    if "%p" in format_:
        value = value.replace("上午", "AM").replace("下午", "PM")
    if "GMT%z" in format_:
        value = _HOURS.sub(lambda found: f"GMT{found[1] or '+'}{(found[2] or '').zfill(2)}:{found[3] or '00'}", value)
    try:
        return 1900 < datetime.strptime(value, format_).year < 2100
    except ValueError:
        return False
