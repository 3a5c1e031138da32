"""Random expressions over random values; the same for the same number."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

NAMES = ("a", "b", "Total", "list", "m.row1", "m", "c-Comment", "nobody", "list[0]", "a.length", "list.length", "#a")
TEXTS = ("", "a", "B", "item1", "10", "007", "1.5", "1,5", "true", "Yes ", "ünï", "2024-02-29", "3-4", "item 2", "-1")
NUMBERS = (0, 1, 2, 3, 5, 7, 10, -1, 0.1, 0.2, 2.5, 100)
COMPARISONS = (
    "=",
    "==",
    "<>",
    "!=",
    "<",
    "<=",
    ">",
    ">=",
    "equal",
    "notequal",
    "greaterorequal",
    "lessorequal",
    "less",
)
MEMBERSHIPS = ("contains", "notcontains", "anyof", "allof", "noneof", "contain", "*=")
DATES = (
    "'2024-02-29'",
    "'2026-03-15'",
    "'2025-12-31'",
    "today()",
    "today(-1)",
    "{day}",
    "getDate({day})",
    "getDate('2026-03-15T08:30')",
    "dateAdd({day}, 1)",
    "dateAdd({day}, 13, 'months')",
    "dateAdd({day}, -1, 'years')",
    "currentDate()",
)
"""Dates stand beside dates only: what else text may be a date to is the browser's own affair."""


@dataclass(frozen=True)
class Case:
    text: str
    values: dict[str, Any]


def case(number: int) -> Case:
    random = Random(number)
    return Case(_condition(random, 3), _values(random))


def _values(random: Random) -> dict[str, Any]:
    def scalar() -> Any:
        return random.choice((*TEXTS, *NUMBERS, True, False))

    def some() -> Any:
        return [scalar() for _ in range(random.randrange(1, 4))]  # an empty list is never kept as an answer

    values: dict[str, Any] = {
        "a": random.choice((scalar, scalar, some))(),
        "b": scalar(),
        "total": random.choice(NUMBERS),
        "list": some(),
        "m": {"row1": scalar(), "row2": random.choice(NUMBERS)},
        "c-Comment": random.choice(TEXTS),
        "day": random.choice(("2024-02-29", "2026-03-15", "2026-03-16", "1999-01-31")),
    }
    return {name: value for name, value in values.items() if random.random() < 0.85}


def _condition(random: Random, depth: int) -> str:
    kind = random.randrange(10)
    if depth and kind < 3:
        sign = random.choice((" and ", " or ", " && ", " || "))
        return sign.join(_condition(random, depth - 1) for _ in range(random.choice((2, 2, 3))))
    if depth and kind == 3:
        return f"({_condition(random, depth - 1)})"
    if depth and kind == 4:
        return f"!({_condition(random, depth - 1)})"
    if kind == 5:
        return f"{{{random.choice(NAMES)}}} {random.choice(('empty', 'notempty'))}"
    if kind == 6:
        right = random.choice((_list(random), _atom(random)))
        return f"{{{random.choice(NAMES)}}} {random.choice(MEMBERSHIPS)} {right}"
    if kind == 7:
        return f"{random.choice(DATES)} {random.choice(('<', '>', '=', '<=', '>='))} {random.choice(DATES)}"
    return f"{_sum(random, depth)} {random.choice(COMPARISONS)} {_sum(random, depth)}"


def _sum(random: Random, depth: int) -> str:
    if depth and random.random() < 0.25:
        return f"{_sum(random, depth - 1)} {random.choice('+-*/%^')} {_number(random)}"
    return _call(random, depth) if depth and random.random() < 0.25 else _atom(random)


def _number(random: Random) -> str:
    return random.choice((str(random.choice(NUMBERS)), "{a}", "{b}", "{total}", "{m.row2}"))


def _atom(random: Random) -> str:
    return random.choice((_number, _text, _name))(random)


def _text(random: Random) -> str:
    return f"'{random.choice(TEXTS)}'"


def _name(random: Random) -> str:
    return f"{{{random.choice(NAMES)}}}"


def _list(random: Random) -> str:
    items = [_text(random) if random.random() < 0.6 else _number(random) for _ in range(random.randrange(1, 4))]
    return f"[{', '.join(items)}]"


def _call(random: Random, depth: int) -> str:
    def inner() -> str:
        return _sum(random, depth - 1)

    return random.choice(
        (
            lambda: f"iif({_condition(random, 0)}, {inner()}, {inner()})",
            lambda: f"sum({{list}}, {_number(random)})",
            lambda: f"min({_number(random)}, {_number(random)})",
            lambda: f"max({{total}}, {_number(random)}, {_number(random)})",
            lambda: "count({list})",
            lambda: f"avg({{total}}, {random.choice(NUMBERS)})",
            lambda: f"round({{total}} / 3, {random.randrange(3)})",
            lambda: f"trunc({{total}} / 7, {random.randrange(1, 3)})",
            lambda: "age({day})",
            lambda: f"age({{day}}, '{random.choice(('months', 'days', 'years'))}')",
            lambda: f"diffDays({random.choice(DATES)}, {random.choice(DATES)})",
            lambda: f"dateDiff({{day}}, today(), '{random.choice(('days', 'months', 'years', 'hours'))}')",
            lambda: "year({day})",
            lambda: "month({day})",
            lambda: "day({day})",
            lambda: "weekday({day})",
            lambda: "getYear({day})",
            lambda: "currentYear()",
            lambda: f"substring({{b}}, {random.randrange(3)})",
        )
    )()
