"""How JavaScript, and survey-core in it, compares, converts and adds values; None is both null and undefined.

The rules are those of ECMAScript and of survey-core's ``Helpers``; the differential test holds them to it.
"""

from __future__ import annotations

import math
import re
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any, TypeGuard

_DECIMAL = re.compile(r"[+-]?(\d+\.?\d*([eE][+-]?\d+)?|\.\d+([eE][+-]?\d+)?|Infinity)")
_LEADING = re.compile(r"\s*[+-]?(\d+\.?\d*([eE][+-]?\d+)?|\.\d+([eE][+-]?\d+)?|Infinity)")
_LEADING_WHOLE = re.compile(r"\s*([+-]?\d+)")
_ISO = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?)?(Z|[+-]\d\d:?\d\d)?")

NAN = math.nan
_EXACT = Context(prec=200)


def is_number(value: Any) -> TypeGuard[float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def truthy(value: Any) -> bool:
    if value is None or value is False or value == "":
        return False
    if is_number(value):
        return value != 0 and not math.isnan(value)
    return True


def empty(value: Any) -> bool:
    """Whether nothing was said: nothing, no text, an empty list, an object of nothing. 0 and false say something."""
    if isinstance(value, dict):
        return all(empty(part) for part in value.values())
    if isinstance(value, float) and math.isnan(value):
        return True
    return value is None or value == "" or value == []


def to_number(value: Any) -> float:
    if value is None:
        return NAN
    if isinstance(value, bool):
        return float(value)
    if is_number(value):
        return value
    if isinstance(value, datetime):
        return (value - datetime(1970, 1, 1)) / timedelta(milliseconds=1)
    text = to_text(value).strip() if not isinstance(value, str) else value.strip()
    if not text:
        return 0
    if text[:2].lower() == "0x" and re.fullmatch(r"[0-9a-fA-F]+", text[2:]):
        return int(text, 16)
    if not _DECIMAL.fullmatch(text):
        return NAN
    return whole(float(text))


def whole(number: float) -> float:
    """A number that is whole as an integer, so that it is written without a point."""
    return int(number) if math.isfinite(number) and number == int(number) and abs(number) < 1e15 else number


def parse_float(value: Any) -> float:
    """The number a text begins with."""
    if is_number(value):
        return value
    found = _LEADING.match(to_text(value))
    return whole(float(found[0])) if found else NAN


def parse_int(value: Any) -> float:
    found = _LEADING_WHOLE.match(to_text(value))
    return int(found[1]) if found else NAN


def to_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if is_number(value):
        return _number_text(value)
    if isinstance(value, list):
        return ",".join(to_text(part) for part in value)
    if isinstance(value, dict):
        return "[object Object]"
    return str(value)


def _number_text(value: float) -> str:
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if value == int(value) and abs(value) < 1e21:
        return str(int(value))
    text = repr(float(value))
    return re.sub(r"e([+-])0*", r"e\1", text)


def number_of(value: Any) -> float:
    """survey-core's ``Helpers.getNumber``: a text with one comma is a number too, one with an operator is none."""
    if isinstance(value, str):
        value = value.strip()
        if not value:
            return NAN
        if value.startswith("0x"):
            return NAN if len(value) > 32 else to_number(value)
        if (len(value) > 15 and value.isascii() and value.isdigit()) or _has_operator(value):
            return NAN
        if value.count(",") == 1:
            value = value.replace(",", ".")
    if not isinstance(value, (str, list)) and not is_number(value):
        return NAN
    parsed = parse_float(value)
    finite = to_number(value)
    return parsed if not math.isnan(parsed) and math.isfinite(finite) else NAN


def _has_operator(text: str) -> bool:
    if text.rfind("-") > 0 or text.rfind("+") > 0:
        return False
    return any(sign in text for sign in "*^/%")


def reads_as_number(value: Any) -> bool:
    return not math.isnan(number_of(value))


def _convertible(value: Any) -> bool:
    if value is None or isinstance(value, (list, dict)):
        return False
    return not math.isnan(to_number(value))


def same(x: Any, y: Any, ignores_order: bool = False, cased: bool = False, trims: bool = True) -> bool:
    """survey-core's ``Helpers.isTwoValueEquals``."""
    if type(x) is type(y) is int:
        return bool(x == y)
    if _identical(x, y):
        return True
    if (x == [] and y is None) or (y == [] and x is None) or (x is None and y == "") or (y is None and x == ""):
        return True
    if isinstance(x, str) and isinstance(y, str):
        return _plain(x, cased, trims) == _plain(y, cased, trims)
    if isinstance(x, datetime) and isinstance(y, datetime):
        return x == y
    if _convertible(x) and _convertible(y) and parse_int(x) == parse_int(y) and parse_float(x) == parse_float(y):
        return True
    if empty(x) != empty(y):
        return False
    if isinstance(x, bool) and isinstance(y, str):
        return to_text(x) == y.lower()
    if isinstance(y, bool) and isinstance(x, str):
        return to_text(y) == x.lower()
    x_holds, y_holds = isinstance(x, (list, dict, datetime)), isinstance(y, (list, dict, datetime))
    if not x_holds and not y_holds:
        return loosely_equal(x, y)
    return x_holds and y_holds and _same_parts(x, y, ignores_order, cased, trims)


def _plain(text: str, cased: bool, trims: bool) -> str:
    text = text.strip() if trims else text
    return text if cased else text.lower()


def _identical(x: Any, y: Any) -> bool:
    if isinstance(x, bool) or isinstance(y, bool):
        return isinstance(x, bool) and isinstance(y, bool) and x == y
    if is_number(x) and is_number(y):
        return x == y
    return (x is None and y is None) or (isinstance(x, str) and isinstance(y, str) and x == y)


def _same_parts(x: Any, y: Any, ignores_order: bool, cased: bool, trims: bool) -> bool:
    if isinstance(x, list) and isinstance(y, list):
        if len(x) != len(y):
            return False
        if ignores_order:
            x, y = sorted(x, key=to_text), sorted(y, key=to_text)
        return all(same(a, b, ignores_order, cased, trims) for a, b in zip(x, y, strict=True))
    if isinstance(x, dict) and isinstance(y, dict):
        return x.keys() == y.keys() and all(same(x[key], y[key], ignores_order, cased, trims) for key in x)
    return False


def loosely_equal(x: Any, y: Any) -> bool:
    """``==`` of JavaScript between values that are no objects."""
    if x is None or y is None:
        return x is None and y is None
    if isinstance(x, str) and isinstance(y, str):
        return x == y
    a, b = to_number(x), to_number(y)
    return a == b


def less(x: Any, y: Any) -> bool:
    """``<`` of JavaScript."""
    x, y = _primitive(x), _primitive(y)
    if isinstance(x, str) and isinstance(y, str):
        return x.encode("utf-16-be") < y.encode("utf-16-be")
    return (0 if x is None else to_number(x)) < (0 if y is None else to_number(y))


def _primitive(value: Any) -> Any:
    return to_text(value) if isinstance(value, (list, dict)) else value


def add(x: Any, y: Any) -> Any:
    """survey-core's ``Helpers.sumAnyValues``: numbers add, texts follow one another, lists join."""
    if reads_as_number(x) and reads_as_number(y):
        if isinstance(x, str) or isinstance(y, str):
            return to_text(x) + to_text(y)
        return steady(x, y, x + y) if is_number(x) and is_number(y) else _plus(x, y)
    if isinstance(x, list) and isinstance(y, list):
        return [*x, *y]
    if isinstance(x, list) or isinstance(y, list):
        return _with_list(x, y)
    return _plus(x, y)


def _with_list(x: Any, y: Any) -> Any:
    listed, other = (x, y) if isinstance(x, list) else (y, x)
    if isinstance(other, str):
        text = ", ".join(to_text(part) for part in listed)
        return text + other if listed is x else other + text
    if is_number(other):
        total: float = 0
        for part in listed:
            if is_number(part):
                total = steady(total, part, total + part)
        return steady(total, other, total + other)
    return _plus(x, y)


def _plus(x: Any, y: Any) -> Any:
    if any(isinstance(part, (str, list, dict, datetime)) for part in (x, y)):
        return _word(x) + _word(y)
    return (to_number(x)) + (to_number(y))


def _word(value: Any) -> str:
    return "null" if value is None else to_text(value)


def steady(x: Any, y: Any, result: float) -> float:
    """A sum rounded to as many decimals as its parts have, so that .1 + .2 is .3."""
    digits = max(decimals(x), decimals(y))
    return fixed(result, digits) if digits else result


def decimals(value: Any) -> int:
    if not reads_as_number(value) or not is_number(value) or value == math.floor(value):
        return 0
    return len(to_text(value).partition(".")[2])


def fixed(number: float, digits: int) -> float:
    """``parseFloat(number.toFixed(digits))``."""
    if not math.isfinite(number) or abs(number) >= 1e21:
        return number
    rounded = Decimal(number).quantize(Decimal(1).scaleb(-min(digits, 100)), ROUND_HALF_UP, _EXACT)
    return whole(float(rounded))


def moment(value: Any) -> datetime | None:
    """A date as JavaScript reads it, in the respondent's own time; None when it is none."""
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    if is_number(value):
        return datetime(1970, 1, 1) + timedelta(milliseconds=value) if math.isfinite(value) else None
    found = _ISO.fullmatch(value.strip()) if isinstance(value, str) else None
    if not found:
        return None
    year, month, day, hour, minute, second, *_ = (
        int(part) if part and part.isdigit() else 0 for part in found.groups()
    )
    try:
        return datetime(year, month or 1, day or 1, hour, minute, second)
    except ValueError:
        return None
