"""Numbers as people read them: with their unit, their interval and the digits that mean something."""

from __future__ import annotations

from typing import Protocol

from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

MINUTE, HOUR, DAY = 60, 3_600, 86_400
DIGITS = {"points": 1, "share": 1, "count": 0, "score": 2, "per 100": 1, "per 1,000": 1, "ratio": 2, "currency": 0}
LARGE = {"zh-hans": ((1e8, "亿"), (1e4, "万")), "zh-hant": ((1e8, "億"), (1e4, "萬"))}


class Estimated(Protocol):
    """A number with what surrounds it, such as a row of a result."""

    @property
    def n(self) -> int | None: ...
    @property
    def value(self) -> float | None: ...
    @property
    def low(self) -> float | None: ...
    @property
    def high(self) -> float | None: ...
    @property
    def suppressed(self) -> bool: ...


def grouped(value: float, digits: int = 0) -> str:
    """A number with the separators of the language; a true minus before negative ones."""
    rounded = round(value, digits) or 0.0
    return number_format(f"{rounded:.{digits}f}", decimal_pos=digits, use_l10n=True, force_grouping=True).replace(
        "-", "−"
    )


def amount(value: float, unit: str, currency: str = "", beside: float = 0) -> str:
    """One value in its unit: ``39.8``, ``12.3%``, ``3 min 04 s``, ``EUR 1,204``.

    ``beside`` is the larger number it stands beside, whose 万 or 亿 it is counted in too.
    """
    if unit == "share":
        return f"{grouped(100 * value, DIGITS[unit])}%"
    if unit == "seconds":
        return duration(value)
    if unit == "currency":
        return " ".join(filter(None, [currency, large(value, 2 if max(abs(value), abs(beside)) < 1000 else 0, beside)]))
    if unit == "count":
        return large(value, 0 if float(value).is_integer() or abs(value) >= 100 else 1, beside)
    if unit in ("per 100", "per 1,000") and abs(value) < 1:
        return grouped(value, 2)
    return grouped(value, DIGITS.get(unit, 2))


def large(value: float, digits: int, beside: float = 0) -> str:
    """A large number as the language counts: 1.2 亿 where one counts so, all digits where one does not."""
    for size, word in LARGE.get(get_language() or "en", ()):
        if abs(value) >= 10 * size or (abs(beside) >= 10 * size and abs(value) >= size / 10):
            return f"{grouped(value / size, 1)} {word}"
    return grouped(value, digits)


def duration(seconds: float) -> str:
    """Seconds as ``80 ms``, ``1.2 s``, ``3 min 04 s``, ``2 h 05 min``, ``3.4 days`` or ``730 days``."""
    size, sign = abs(seconds), "−" if seconds < 0 else ""
    if 0 < size < 1:
        return sign + _("%(milliseconds)s ms") % {"milliseconds": grouped(1000 * size)}
    if size < MINUTE:
        return sign + _("%(seconds)s s") % {"seconds": grouped(size, 1 if size < 10 else 0)}
    if size < HOUR:
        minutes, rest = divmod(round(size), MINUTE)
        return sign + _("%(minutes)d min %(seconds)02d s") % {"minutes": minutes, "seconds": rest}
    if size < 2 * DAY:
        hours, rest = divmod(round(size / MINUTE), 60)
        return sign + _("%(hours)d h %(minutes)02d min") % {"hours": hours, "minutes": rest}
    return sign + _("%(days)s days") % {"days": grouped(size / DAY, 1 if size < 100 * DAY else 0)}


def too_few(floor: int = 5) -> str:
    """What stands where a number is hidden, for its own group is that small or one beside it would be found out."""
    return _("not shown (protects fewer than %(floor)d people)") % {"floor": floor}


def estimate(row: Estimated, unit: str, currency: str = "") -> str:
    """A value with its interval, ``39.8 ± 3.1`` or ``4.2% (3.1% to 5.9%)`` where the sides differ."""
    if row.suppressed:
        return too_few()
    if row.value is None:
        return _("no data")
    text = amount(row.value, unit, currency)
    if row.low is None or row.high is None:
        return text
    below, above = row.value - row.low, row.high - row.value
    if abs(above - below) <= 0.1 * (above + below) / 2:
        return f"{text} ± {amount((above + below) / 2, unit, beside=row.value)}"
    low, high = amount(row.low, unit, currency), amount(row.high, unit, currency)
    return _("%(value)s (%(low)s to %(high)s)") % {"value": text, "low": low, "high": high}


def difference(value: float, unit: str, currency: str = "") -> str:
    """How far apart two values of a unit are, without a sign: shares differ by percentage points."""
    bare = _apart(value, unit, currency)
    if unit == "share":
        return _("%(points)s percentage points") % {"points": bare}
    return _("%(points)s points") % {"points": bare} if unit == "points" else bare


def signed(value: float, unit: str, currency: str = "") -> str:
    """A difference with its sign; one that rounds to nothing has none."""
    return _sign(value, unit) + difference(value, unit, currency)


def changed(value: float, low: float | None, high: float | None, unit: str, currency: str = "") -> str:
    """A change with its interval, the unit said once: ``+4.1 points (+0.9 to +7.3)``."""
    text = signed(value, unit, currency)
    if low is None or high is None:
        return text
    edges = {name: _sign(edge, unit) + _apart(edge, unit) for name, edge in (("low", low), ("high", high))}
    return _("%(change)s (%(low)s to %(high)s)") % {"change": text, **edges}


def _apart(value: float, unit: str, currency: str = "") -> str:
    if unit == "share":
        return grouped(100 * abs(value), DIGITS[unit])
    return grouped(abs(value), DIGITS[unit]) if unit == "points" else amount(abs(value), unit, currency)


def _sign(value: float, unit: str) -> str:
    if _apart(value, unit) == _apart(0, unit):
        return ""
    return "+" if value > 0 else "−"
