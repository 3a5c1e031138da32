"""Numbers as a person reads them, with their unit."""

from __future__ import annotations

DASH = "–"


def figure(value: float | None, unit: str, currency: str = "") -> str:
    """A value with its unit; a dash when there is none."""
    if value is None:
        return DASH
    if unit == "seconds":
        return seconds(value)
    if unit == "currency":
        return f"{value:,.2f} {currency}".rstrip()
    spelt = {
        "points": f"{value:.1f}",
        "share": f"{100 * value:.1f}%",
        "count": f"{value:,.0f}",
        "score": f"{value:.3f}",
        "per 100": f"{value:.2f} per 100",
    }
    return spelt.get(unit, f"{value:,.3f}").replace("-", "−")


def interval(low: float | None, high: float | None, unit: str) -> str:
    """Both ends; a dash when it cannot be told."""
    if low is None or high is None:
        return DASH
    return f"{figure(low, unit)} to {figure(high, unit)}"


def seconds(value: float) -> str:
    """``0.84 s``, ``43 s``, ``3 min 04 s``, ``2 h 05 min``."""
    sign, whole = ("−" if value < 0 else ""), abs(value)
    if whole < 10:
        return f"{sign}{whole:.2f} s"
    if whole < 59.5:
        return f"{sign}{whole:.0f} s"
    minutes, rest = divmod(round(whole), 60)
    if minutes < 60:
        return f"{sign}{minutes} min {rest:02d} s"
    hours, minutes = divmod(minutes, 60)
    return f"{sign}{hours:,} h {minutes:02d} min"


def count(n: int | None) -> str:
    return DASH if n is None else f"{n:,}"


def size(count_of_bytes: float) -> str:
    for unit in ("B", "kB", "MB", "GB"):
        if count_of_bytes < 1000:
            return f"{count_of_bytes:.0f} {unit}" if unit == "B" else f"{count_of_bytes:.1f} {unit}"
        count_of_bytes /= 1000
    return f"{count_of_bytes:.1f} TB"
