"""Small facts for tests, written as rows of plain Python."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pyarrow as pa

from auricle.model.entities import entity

Rows = Mapping[str, Iterable[Mapping[str, Any]]]

FIRST = datetime(2025, 1, 1, 4, tzinfo=UTC)  # noon in Shanghai
ZONE_HOURS = 8


def batch(rows: Rows) -> dict[str, pa.Table]:
    return {name: pa.Table.from_pylist(list(found), schema=entity(name).schema) for name, found in rows.items()}


def answer(key: int, score: float | None, **more: Any) -> dict[str, Any]:
    """One NPS answer on 2025-01-01 unless said otherwise; ``day`` counts days from there."""
    given = {"kind": "nps", "scale": "0-10", "polarity": 1, "question": "recommend", "customer": f"c{key}", **more}
    day = given.pop("day", 0)
    return {"answer": f"a{key}", "feedback": f"f{key}", "at": FIRST + timedelta(days=day), "score": score, **given}


def feedback(key: int, day: int = 0, **more: Any) -> dict[str, Any]:
    return {"feedback": f"f{key}", "at": FIRST + timedelta(days=day), "kind": "survey", **more}


def order(key: int, amount: str = "10", day: int = 0, **more: Any) -> dict[str, Any]:
    given = {"customer": f"c{key}", "currency": "CNY", "status": "delivered", **more}
    return {"order": f"o{key}", "at": FIRST + timedelta(days=day), "amount": Decimal(amount), **given}


def contract(key: int, start: str, end: str | None, amount: str = "100", **more: Any) -> dict[str, Any]:
    given = {"customer": f"c{key}", "currency": "CNY", **more}
    last = date.fromisoformat(end) if end else None
    return {
        "contract": f"k{key}{start}", "start_on": date.fromisoformat(start), "end_on": last, "amount": Decimal(amount),
        **given,
    }  # fmt: skip


def interaction(key: int, hours: float = 0, **more: Any) -> dict[str, Any]:
    given = {"activity": "call", "customer": "c1", **more}
    return {"interaction": f"i{key:04}", "at": FIRST + timedelta(hours=hours), **given}


def day_of(row: Mapping[str, Any], name: str = "at") -> date:
    """The day in Shanghai."""
    at = row[name]
    return at if not isinstance(at, datetime) else (at + timedelta(hours=ZONE_HOURS)).date()


TRACKED = {
    "page": (None, None), "screen": (None, None), "search": (None, None), "script_error": (None, None),
    "rage_click": (None, None), "dead_click": (None, None), "largest_contentful_paint": (2.5, None),
    "interaction_to_next_paint": (0.2, None), "first_contentful_paint": (1.5, None), "time_to_first_byte": (0.5, None),
    "cumulative_layout_shift": (None, 0.1), "form": (None, None),
}  # fmt: skip
"""What a page sends: the middle of its durations and of its values."""


def visits(random: Random, people: int, days: int) -> list[dict[str, Any]]:
    """Visits to web and app, with pauses shorter and longer than what ends a session."""
    found = []
    for i in range(150):
        at, who = FIRST + timedelta(seconds=random.randrange(days * 86_400)), f"c{random.randrange(people)}"
        channel = random.choice(("web", "app"))
        for step in range(random.randint(1, 9)):
            activity = random.choice(["page", "page", *TRACKED])
            seconds, value = TRACKED[activity]
            found.append({
                **dict.fromkeys(("wait_seconds", "talk_seconds", "hold_seconds", "wrap_seconds")),
                "interaction": f"v{i:03}-{step}", "at": at, "customer": who, "channel": channel, "activity": activity,
                "duration_seconds": seconds and random.expovariate(1 / seconds),
                "value": value and random.expovariate(1 / value),
                "outcome": random.choice(("completed", "abandoned")) if activity == "form" else None,
            })  # fmt: skip
            at += timedelta(minutes=random.choice((0, 1, 5, 30, 31)))
    return found


def asked(random: Random, people: int, days: int) -> list[dict[str, Any]]:
    """Surveys begun, to the end and not."""
    return [
        {**dict.fromkeys(("duration_seconds", "value", "wait_seconds", "talk_seconds", "hold_seconds", "wrap_seconds")),
         "interaction": f"s{i:03}", "at": FIRST + timedelta(seconds=random.randrange(days * 86_400)),
         "customer": f"c{random.randrange(people)}", "channel": "email", "activity": "survey",
         "outcome": random.choice(("answered", "answered", "left"))}
        for i in range(120)
    ]  # fmt: skip


def read(random: Random, said: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What a reader made of texts: a reading each, and the themes they mention."""
    shared = ("feedback", "at", "customer", "channel", "touchpoint")
    mentions, readings = [], []
    for row in said:
        of = {name: row[name] for name in shared}
        readings.append({**of, "reading": row["feedback"], "sentiment": random.choice((-0.6, 0.0, 0.4, None)),
                         "action": random.choice(("answer", "praise", "nothing")), "labelled_by": "rules",
                         "conflict": random.choice((None, None, "worse"))})  # fmt: skip
        mentions += [
            {**of, "mention": f"{row['feedback']}/{theme}", "theme": theme, "labelled_by": "rules",
             "sentiment": random.choice((-0.8, -0.2, 0.0, 0.5, None))}
            for theme in random.sample(("price", "staff", "delivery"), random.randint(0, 2))
        ]  # fmt: skip
    return mentions, readings


def won(random: Random, people: int, days: int) -> list[dict[str, Any]]:
    """Cases, some still open, some opened again, some merged."""
    found = []
    for i in range(150):
        closed = random.random() < 0.7
        at = FIRST + timedelta(seconds=random.randrange(days * 86_400))
        before, after = random.choice((None, 1.0, 3.0)), random.choice((None, 2.0, 9.0))
        found.append({
            "case_id": str(i), "at": at, "customer": f"c{random.randrange(people)}", "channel": "phone",
            "severity": random.choice(("low", "normal", "high", "critical")),
            "state": "closed" if closed else random.choice(("open", "merged")),
            "closed_at": at + timedelta(days=2) if closed else None,
            "answer_seconds": random.choice((None, random.random() * 9_000)),
            "solve_seconds": random.random() * 90_000 if closed else None,
            "in_time": random.choice((True, False)) if closed else None, "reopened": random.random() < 0.2,
            "solved": random.choice((None, True, False)), "score_before": before,
            "score_after": after, "recovered": after > before if before and after else None,
            "revenue_after": Decimal(random.randint(0, 9_999)) / 100 if closed else None, "currency": "CNY",
        })  # fmt: skip
    return found


def company(seed: int = 7, people: int = 60, days: int = 90) -> Rows:
    """Three months of a company with everything the measures read, and with holes where there may be holes."""
    random = Random(seed)  # noqa: S311 - repeatable, not secret
    some = lambda *values: random.choice(values)  # noqa: E731 - a name for a word used in every line
    at = lambda: FIRST + timedelta(seconds=random.randrange(days * 86_400))  # noqa: E731
    who = lambda: some(*(f"c{i}" for i in range(people)), None)  # noqa: E731
    customers = [
        {
            "customer": f"c{i}",
            "segment": some("gold", "silver", None),
            "region": some("north", "south"),
            "first_seen_at": None if i % 9 == 0 else at(),
        }
        for i in range(people)
    ]
    scales = {"nps": ("0-10", 10), "csat": ("1-5", 5), "ces": ("1-7", 7), "ces1": ("1-5", 5), "rating": ("1-5", 5)}
    answers, said = [], []
    for i in range(400):
        kind = some(*scales)
        scale, top = scales[kind]
        shared = {"feedback": f"f{i}", "at": at(), "customer": who(), "channel": some("web", "app", "store", None),
                  "touchpoint": some("delivery", "checkout"), "weight": some(None, 0.5, 2.0)}  # fmt: skip
        said.append({**shared, "kind": some("survey", "complaint")})
        score = None if i % 20 == 0 else float(random.randint(0 if kind == "nps" else 1, top))
        low_is_best = -1 if kind == "ces1" else 1
        answers.append({**shared, "answer": f"a{i}", "question": "q", "kind": kind, "score": score,
                        "scale": scale, "polarity": low_is_best})  # fmt: skip
    orders = []
    for i in range(200):
        placed = at()
        done = some(True, True, False)
        orders.append({"order": f"o{i}", "at": placed, "customer": who(), "channel": some("web", "app"),
                       "region": some("north", "south"), "status": some("delivered", "cancelled", None),
                       "amount": some(None, Decimal(random.randint(100, 99_999)) / 100), "currency": "CNY",
                       "items": random.randint(1, 5), "promised_at": placed + timedelta(days=3),
                       "delivered_at": placed + timedelta(days=random.randint(1, 6)) if done else None})  # fmt: skip
    contracts = []
    for i in range(40):
        start = date(2024, 10, 1) + timedelta(days=random.randrange(150))
        end = some(None, start + timedelta(days=random.randint(20, 120)))
        contracts.append({"contract": f"k{i}", "customer": f"c{i % 25}", "start_on": start, "end_on": end,
                          "amount": Decimal(random.randint(10, 500)), "currency": "CNY", "plan": some("basic", "pro"),
                          "renewed": some(True, False, None) if end else None})  # fmt: skip
    interactions = [
        {"interaction": f"i{i:04}", "at": at(), "customer": who(), "channel": some("phone", "web"),
         "activity": some("call", "page_load"), "outcome": some("completed", "error", "abandoned", None),
         "duration_seconds": some(None, 0.0, random.expovariate(0.5)), "wait_seconds": some(None, random.random() * 60),
         "talk_seconds": some(None, random.random() * 300), "hold_seconds": some(None, random.random() * 60),
         "wrap_seconds": some(None, random.random() * 30)}
        for i in range(300)
    ]  # fmt: skip
    exposures = [
        {"exposure": f"e{i}", "at": at(), "customer": who(), "kind": some("invitation", "advertisement"),
         "channel": some("email", "wechat"), "converted": some(True, False, None)}
        for i in range(200)
    ]  # fmt: skip
    points = [
        {"movement": f"p{i}", "at": at(), "customer": who(), "kind": some("issued", "issued", "redeemed", "expired"),
         "points": Decimal(random.randint(1, 50))}
        for i in range(150)
    ]  # fmt: skip
    interactions += visits(Random(seed), people, days)  # noqa: S311
    later = Random(seed + 1)  # noqa: S311
    interactions += asked(later, people, days)
    mentions, readings = read(later, said)
    return {"customers": customers, "feedback": said, "answers": answers, "orders": orders, "contracts": contracts,
            "interactions": interactions, "exposures": exposures, "points": points,
            "mentions": mentions, "readings": readings, "cases": won(later, people, days)}  # fmt: skip
