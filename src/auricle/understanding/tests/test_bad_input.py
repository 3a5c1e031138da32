"""Every analysis of a workspace, of facts nothing can be told from: a named refusal, or a result that says so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from auricle.query.tests.conftest import Opened
from auricle.query.tests.facts import FIRST, Rows, answer, order
from auricle.query.window import NoDays
from auricle.understanding.keeping import as_json
from auricle.workspace import Workspace

DAYS = {"from_": "2025-01-01", "to": "2025-12-31"}
HALVES = (("2025-01-01", "2025-06-30"), ("2025-07-01", "2025-12-31"))
ANALYSES: dict[str, Callable[[Workspace], Any]] = {
    "movement": lambda ws: ws.movement("nps", *HALVES),
    "drivers": lambda ws: ws.drivers("nps", **DAYS),
    "what brings back": lambda ws: ws.drivers("nps", **DAYS, target="returned", days=30),
    "what makes spend": lambda ws: ws.drivers("nps", **DAYS, target="spent", days=30),
    "money": lambda ws: ws.score_and_money("nps", "2025-01-01", "2025-06-30", 30),
    "return on experience": lambda ws: ws.return_on_experience("nps", "2025-01-01", "2025-06-30", 1, 9, days=30),
    "voices": lambda ws: ws.voices(**DAYS),
    "found themes": lambda ws: ws.found_themes(**DAYS),
    "words of a theme": lambda ws: {"words": ws.theme_words("delivery", **DAYS)},
    "what is to come": lambda ws: ws.voices("2120-01-01"),
    "unusual in what is to come": lambda ws: ws.anomalies("nps", from_="2120-01-01"),
    "quality": lambda ws: ws.answer_quality("nps", **DAYS),
    "journeys": lambda ws: ws.journeys(**DAYS),
    "funnel": lambda ws: ws.funnel(["ask", "buy"], **DAYS),
    "conformance": lambda ws: ws.conformance(["ask", "buy"], run="customer", **DAYS),
    "channels": lambda ws: ws.channel_parts("buy", **DAYS),
    "buying": lambda ws: ws.buying("2025-12-31"),
    "leaving": lambda ws: ws.leaving("2025-12-31"),
    "pace": lambda ws: ws.pace("2025-06-30", "2025-12-31"),
    "staying": lambda ws: ws.staying(to="2025-12-31"),
    "cohorts": lambda ws: {"cohorts": ws.cohorts(to="2025-12-31")},
    "silence": lambda ws: ws.silent_promoters("2025-12-31"),
    "chart": lambda ws: ws.control_chart("nps", **DAYS),
    "anomalies": lambda ws: ws.anomalies("nps", **DAYS),
    "outlook": lambda ws: ws.outlook("nps", **DAYS),
    "people": lambda ws: ws.fairly("nps", **DAYS),
}


def rated(key: int, score: float | None, day: int, **more: Any) -> list[dict[str, Any]]:
    """An answer and two ratings of the same survey, one the copy of the other."""
    who = {"feedback": f"f{key}", "day": day, "employee": f"E{key % 4}", "channel": "web", **more}
    more_of_it = [
        answer(key, score, **who) | {"answer": f"{name}{key}", "question": name, "kind": "rating", "scale": "0-10"}
        for name in ("speed", "tempo")
    ]
    return [answer(key, score, **who), *more_of_it]


def step(key: int, day: int, **more: Any) -> dict[str, Any]:
    at = FIRST + timedelta(days=day)
    return {"interaction": f"i{key}", "customer": f"c{key % 7}", "at": at, "activity": "ask", "channel": "web", **more}


def facts(scores: list[float | None], last_day: int = 360, **more: Any) -> Rows:
    days = [last_day * i // max(len(scores), 1) for i in range(len(scores))]
    return {
        "answers": [row for i, score in enumerate(scores) for row in rated(i, score, days[i], **more)],
        "orders": [order(i, day=day, **more) for i, day in enumerate(days)],
        "interactions": [step(i, day, **more) for i, day in enumerate(days)],
    }


FACTS: dict[str, Rows] = {
    "empty": {},
    "one row": facts([7.0]),
    "constant": facts([8.0] * 60),
    "all missing": facts([None] * 40),
    "perfectly apart": facts([0.0] * 30 + [10.0] * 30),
    "one customer": facts([3.0, 9.0, 10.0] * 20, customer="c1"),
    "in the future": facts([3.0, 9.0, 10.0] * 20, last_day=36_500),
    "over before the days asked for": facts([3.0, 9.0, 10.0] * 20, last_day=-400),
}


def outcome(ws: Workspace, ask: Callable[[Workspace], Any]) -> Any:
    """What is found, or the error."""
    try:
        return ask(ws)
    except Exception as error:
        return error


@pytest.mark.parametrize("given", FACTS)
def test_every_analysis_refuses_by_name_or_gives_what_can_be_kept(given: str, workspace: Opened):
    ws = workspace(FACTS[given])
    for name, ask in ANALYSES.items():
        found = outcome(ws, ask)
        if isinstance(found, Exception):
            assert type(found).__module__.startswith("auricle."), (name, repr(found))
            assert str(found), name
        else:
            assert as_json(found), name


FAR = 10**11
COUNTED: dict[str, Callable[[Workspace, int], object]] = {
    "money": lambda ws, days: ws.score_and_money("nps", "2025-01-01", "2025-06-30", days),
    "what makes spend": lambda ws, days: ws.drivers("nps", **DAYS, target="spent", days=days),
    "movement": lambda ws, days: ws.movement("nps", *HALVES, quiet_days=days),
    "leaving": lambda ws, days: ws.leaving("2025-12-31", horizon_days=days),
    "pace": lambda ws, days: ws.pace("2025-06-30", "2025-12-31", quiet_days=days),
    "silence": lambda ws, days: ws.silent_promoters("2025-12-31", quiet_days=days),
}


@pytest.mark.parametrize("asked", COUNTED)
@pytest.mark.parametrize("days", [FAR, 0, -5])
def test_days_that_cannot_be_counted_are_refused_by_name(asked: str, days: int, workspace: Opened):
    ws = workspace({"answers": [answer(key, float(key % 11), day=key) for key in range(60)]})
    with pytest.raises(NoDays, match="days cannot be counted; give 1 to 36525"):
        COUNTED[asked](ws, days)
