"""Expressions come to what they come to in survey-core."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from auricle.questionnaire import read
from auricle.questionnaire.expression import FUNCTIONS, NotAnExpression, expression
from auricle.questionnaire.standing import Standing

from .core import ask, install
from .expressions import Case, case

NOW = datetime(2026, 3, 15, 10, 30)
CASES = int(os.environ.get("AURICLE_EXPRESSIONS", "3000"))
BATCH = 20_000
NOBODY = read({"elements": []})


@pytest.fixture(scope="module", autouse=True)
def installed() -> None:
    install()


def ours(each: Case) -> dict[str, Any]:
    try:
        read_ = expression(each.text)
    except NotAnExpression:
        return {"unreadable": True}
    standing = Standing(NOBODY, NOW, "en", dict(each.values))
    return {"value": _plain(read_.value(standing)), "holds": standing.loosely_holds(read_)}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"moment": value.isoformat(timespec="seconds")}
    if isinstance(value, float) and not math.isfinite(value):
        return {"number": "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"}
    return value


def differing(cases: list[Case]) -> Iterator[str]:
    theirs = ask(expressions=[{"text": each.text, "values": each.values} for each in cases])["expressions"]
    for each, said in zip(cases, theirs, strict=True):
        mine = ours(each)
        if "failed" not in said and mine != said:  # where survey-core itself falls over, we only must not
            yield f"{each.text}   with {each.values}\n  survey-core: {said}\n  ours:        {mine}"


def test_expressions_come_to_what_they_come_to_in_survey_core() -> None:
    found: list[str] = []
    for start in range(0, CASES, BATCH):
        found += differing([case(number) for number in range(start, min(start + BATCH, CASES))])
    assert not found, f"{len(found)} of {CASES} differ:\n" + "\n".join(found[:10])


WRITTEN = [
    "{a} = 1 orange",
    "{a} and",
    "({a} = 1",
    "'it\\'s' = {b}",
    '"x" + {b}',
    "!{a} empty",
    "negate {a}",
    "{a} => 1",
    "{a} =< 1",
    "{a} equals 1",
    "trueish = 1",
    "nullable",
    "{a} = undefined",
    "0x10 + 1",
    "-{a}",
    "{a} -1",
    "[1, 'a', {b}] contains {b}",
    "{} = 1",
    "{ a } = 1",
    "{a}={b}",
    "1 + 2 * 3 ^ 2 = 19",
    "{a} anyof ['a' , 'B']",
    "iif({a}, 1)",
    "sum()",
    "{a} notempty and {b} notempty or {list} empty",
    "",
    " ",
    "5",
    "{total} % 0",
    "{total} / 0",
    "{a:1}",
]


def test_hand_written_expressions_are_read_or_refused_alike() -> None:
    values = [{"a": 1, "b": "item1"}, {"a": "B", "list": ["a"], "total": 3}, {}]
    assert list(differing([Case(text, each) for text in WRITTEN for each in values])) == []


def test_every_function_is_tried() -> None:
    tried = " ".join(case(number).text for number in range(3000))
    assert [name for name in FUNCTIONS if f"{name}(" not in tried] == ["isDisplayMode"]
