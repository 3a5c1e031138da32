"""The functions of expressions, as survey-core has them; those that look at the survey are its own, in ``sitting``."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from . import script

Function = Callable[[list[Any], datetime], Any]
"""Arguments and the present moment, to a value."""


def _flat(value: Any) -> list[Any]:
    if value is None:
        return []
    if isinstance(value, list):
        return [part for item in value for part in _flat(item)]
    return [script.number_of(value) if script.reads_as_number(value) else value]


def _sum(arguments: list[Any], now: datetime) -> Any:
    total: Any = 0
    for value in _flat(arguments):
        if script.is_number(total) and script.is_number(value):
            total = script.steady(total, value, total + value)
        else:
            total = script.add(total, value)
    return total


def _least(arguments: list[Any], now: datetime) -> Any:
    found: Any = None
    for value in _flat(arguments):
        found = value if found is None or script.less(value, found) else found
    return found


def _greatest(arguments: list[Any], now: datetime) -> Any:
    found: Any = None
    for value in _flat(arguments):
        found = value if found is None or script.less(found, value) else found
    return found


def _average(arguments: list[Any], now: datetime) -> Any:
    count = len(_flat(arguments))
    return script.whole(script.to_number(_sum(arguments, now)) / count) if count else 0


def _round(arguments: list[Any], now: datetime) -> Any:
    values = _flat(arguments)
    precision = values[1] if len(values) > 1 else 0
    if not values or not script.reads_as_number(values[0]) or not script.reads_as_number(precision):
        return script.NAN
    by = 10.0**precision
    return script.whole(math.floor(values[0] * by * (1 + 2.0**-52) + 0.5) / by)


def _truncate(arguments: list[Any], now: datetime) -> Any:
    values = _flat(arguments)
    precision = values[1] if len(values) > 1 and values[1] else -1
    if not values or not script.reads_as_number(values[0]) or not script.reads_as_number(precision):
        return script.NAN
    kept = rf"(?:.\d{{0,{int(precision)}}})?" if precision >= 0 else ""
    found = re.match(rf"-?\d+{kept}", script.to_text(values[0]))
    return script.to_number(found[0]) if found else script.NAN


def _iif(arguments: list[Any], now: datetime) -> Any:
    if len(arguments) < 2:
        return None
    otherwise = arguments[2] if len(arguments) > 2 else None
    return arguments[1] if script.truthy(arguments[0]) else otherwise


def _date(arguments: list[Any], now: datetime) -> Any:
    return script.moment(arguments[0]) if arguments and script.truthy(arguments[0]) else None


def _today(arguments: list[Any], now: datetime) -> Any:
    start = now.replace(hour=0, minute=0, second=0, microsecond=0)
    days = script.to_number(arguments[0]) if len(arguments) == 1 else 0
    return start + timedelta(days=int(days)) if math.isfinite(days) else start


def _months(first: datetime, second: datetime) -> int:
    months = (second.year - first.year) * 12 + second.month - first.month
    return months - 1 if second.day < first.day else months


def _age(arguments: list[Any], now: datetime) -> Any:
    if not arguments or not script.truthy(arguments[0]):
        return None
    unit = arguments[1] if len(arguments) > 1 and arguments[1] else "years"
    return 0 if unit == "days" else _apart(arguments[0], now, unit)  # survey-core counts no days without a second date


def _apart(first: Any, second: Any, unit: str) -> Any:
    one, other = script.moment(first), script.moment(second)
    if one is None or other is None:
        return script.NAN
    if unit == "days":
        return abs((other.date() - one.date()).days)
    seconds = {"hours": 3600, "minutes": 60, "seconds": 1}.get(unit)
    if seconds:
        return math.ceil(abs((other - one).total_seconds()) / seconds)
    months = _months(one, other)
    return months if unit == "months" else int(months / 12)


def _difference(arguments: list[Any], now: datetime) -> Any:
    if len(arguments) < 2 or not all(script.truthy(each) for each in arguments[:2]):
        return None
    return _apart(arguments[0], arguments[1], arguments[2] if len(arguments) > 2 and arguments[2] else "days")


def _days_apart(arguments: list[Any], now: datetime) -> Any:
    if len(arguments) != 2 or not all(script.truthy(each) for each in arguments):
        return 0
    return _apart(arguments[0], arguments[1], "days")


def _later(arguments: list[Any], now: datetime) -> Any:
    if len(arguments) < 2 or not all(script.truthy(each) for each in arguments[:2]):
        return None
    start, by = script.moment(arguments[0]), script.to_number(arguments[1])
    unit = arguments[2] if len(arguments) > 2 and arguments[2] else "days"
    if start is None or not math.isfinite(by):
        return None
    try:
        if unit in ("days", "hours", "minutes", "seconds"):
            return start + timedelta(**{unit: int(by)})
        return _months_later(start, int(by) * (12 if unit == "years" else 1)) if unit in ("months", "years") else start
    except (OverflowError, ValueError):
        return None


def _months_later(start: datetime, months: int) -> datetime:
    """The same day so many months later; a day that month does not have runs over into the next."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return start.replace(year=year, month=month + 1, day=1) + timedelta(days=start.day - 1)


def _of(part: Callable[[datetime], int]) -> Function:
    def function(arguments: list[Any], now: datetime) -> Any:
        given = arguments[0] if arguments and script.truthy(arguments[0]) else now
        found = script.moment(given)
        return part(found) if found else script.NAN

    return function


def _year_of(arguments: list[Any], now: datetime) -> Any:
    if len(arguments) != 1 or not script.truthy(arguments[0]):
        return None
    found = script.moment(arguments[0])
    return found.year if found else script.NAN


def _part(arguments: list[Any], now: datetime) -> Any:
    if len(arguments) < 2 or not isinstance(arguments[0], str) or not script.reads_as_number(arguments[1]):
        return ""
    text = arguments[0]
    start = _bounded(arguments[1], len(text))
    end = len(text)
    if len(arguments) > 2 and script.reads_as_number(arguments[2]):
        end = _bounded(arguments[2], len(text))
    return text[min(start, end) : max(start, end)]


def _bounded(position: Any, longest: int) -> int:
    return max(0, min(longest, int(script.to_number(position))))


FUNCTIONS: dict[str, Function] = {
    "sum": _sum,
    "min": _least,
    "max": _greatest,
    "count": lambda arguments, now: len(_flat(arguments)),
    "avg": _average,
    "round": _round,
    "trunc": _truncate,
    "iif": _iif,
    "getDate": _date,
    "age": _age,
    "dateDiff": _difference,
    "dateAdd": _later,
    "currentDate": lambda arguments, now: now,
    "today": _today,
    "getYear": _year_of,
    "currentYear": lambda arguments, now: now.year,
    "diffDays": _days_apart,
    "year": _of(lambda when: when.year),
    "month": _of(lambda when: when.month),
    "day": _of(lambda when: when.day),
    "weekday": _of(lambda when: (when.weekday() + 1) % 7),
    "substring": _part,
    "isDisplayMode": lambda arguments, now: False,
}
