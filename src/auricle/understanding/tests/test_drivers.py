"""What drives a score, from facts: against plain columns, on every engine, and what it leaves out by name."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import auricle
from auricle.analysis.drivers import drivers
from auricle.analysis.movement import net_points
from auricle.query.guard import SinglesOut
from auricle.query.tests.facts import FIRST, answer, batch, feedback, order
from auricle.understanding.drivers import FilterTellsTooMuch, NothingDiffers, WhatDrives
from auricle.understanding.gathering import NothingExplains, NothingToExplain, TooFewToExplain
from auricle.understanding.outcomes import NotAnOutcome, NotOverYet
from auricle.understanding.scoring import NotAScore
from auricle.workspace import Workspace

Opened = Callable[..., Workspace]
PEOPLE = 300


def survey(people: int = PEOPLE) -> dict[str, np.ndarray]:
    """Speed matters twice as much as price; colour does not matter; ``tempo`` repeats speed."""
    random = np.random.default_rng(11)
    speed, price, colour = (random.integers(1, 6, people).astype(float) for _ in range(3))
    score = np.clip(np.rint(1.5 + 1.1 * speed + 0.55 * price + random.normal(size=people)), 0, 10)
    return {"score": score, "speed": speed, "price": price, "colour": colour, "tempo": 6 - speed}


def company(people: int = PEOPLE, **more: dict[int, float]) -> dict[str, list[dict[str, Any]]]:
    given, rows = survey(people), []
    for i in range(people):
        about = {"feedback": f"f{i}", "customer": f"c{i % 200}", "channel": "web" if i % 3 else "app"}
        rows.append(answer(10 * i, given["score"][i], **about))
        for place, name in enumerate(("speed", "price", "colour", "tempo", *more), 1):
            value = given[name][i] if name in given else more[name].get(i)
            if value is not None and not (name == "price" and i % 10 == 0):
                rating = {"kind": "rating", "scale": "1-5", "question": name}
                rows.append(answer(10 * i + place, float(value), **{**about, **rating}))
    return {"answers": rows}


def shares(found: WhatDrives) -> dict[str, float]:
    return {each.candidate.subject: each.share.value for each in found.drivers}


def test_shares_and_slopes_are_those_of_plain_columns(workspace: Opened):
    found = workspace(company()).drivers("nps")
    given, whole = survey(), np.arange(PEOPLE) % 10 != 0
    columns = {name: given[name][whole] for name in ("speed", "price", "colour")}
    plain = drivers(given["score"][whole], columns, resamples=20)
    assert (found.n, found.answers) == (270, 300)
    assert shares(found) == pytest.approx({each.name: each.share for each in plain.drivers})
    assert [each.candidate.subject for each in found.drivers] == ["speed", "price", "colour"]
    points = drivers(net_points(given["score"][whole]), columns, resamples=20)
    slopes = {each.candidate.subject: each.slope.value for each in found.drivers}
    assert slopes == pytest.approx({each.name: each.slope.value for each in points.drivers})
    assert [each.is_clear for each in found.drivers] == [True, True, False]
    assert found.explained.low < found.explained.value < found.explained.high


def test_what_repeats_another_and_what_few_were_asked_is_left_out_by_name(workspace: Opened):
    rare = {i: float(i % 5 + 1) for i in range(60)}
    same = dict.fromkeys(range(PEOPLE), 4.0)
    found = workspace(company(rare=rare, same=same)).drivers("nps")
    left = {each.candidate.subject: each.said for each in found.left_out}
    assert left == {
        "tempo": "it says the same as speed",
        "rare": "known for 20% of these answers only",
        "same": "it is the same everywhere",
    }


def test_drivers_that_move_together_are_named(workspace: Opened):
    near = {i: float(np.clip(value + (i % 12 == 0), 1, 5)) for i, value in enumerate(survey()["speed"])}
    (pair,) = workspace(company(near=near)).drivers("nps").alike
    assert {each.subject for each in pair[:2]} == {"speed", "near"}
    assert pair[2] > 0.8


def test_the_check_of_the_order_agrees(workspace: Opened):
    found = workspace(company()).drivers("nps")
    assert [each.agrees for each in found.drivers] == [True, True, None]


def test_groups_are_explained_apart_and_set_beside_the_whole(workspace: Opened):
    rows = company()
    for row in rows["answers"]:
        if row["channel"] == "app" and row["question"] == "colour":
            row["score"] = 1.0 + (int(row["answer"][1:]) // 10 % 2)
    found = workspace(rows).drivers("nps", by="channel")
    web, app = found.groups
    assert (web.value, web.n, app.value, app.n) == ("web", 180, "app", 90)
    assert app.beside["answers:colour"] == "lower"
    assert app.beside["answers:speed"] == "no clear change"


def test_a_group_of_fewer_answers_than_its_drivers_need_is_too_small(workspace: Opened):
    random, people = np.random.default_rng(3), 240
    more = {f"more{j}": dict(enumerate(random.integers(1, 6, people))) for j in range(5)}
    found = workspace(company(people, **more)).drivers("nps", by="channel")
    assert len(found.drivers) == 8
    assert [group.value for group in found.groups] == ["web"]
    assert found.groups[0].explained.low < found.groups[0].explained.value < found.groups[0].explained.high
    assert found.too_small == ("app",)


def test_what_happened_and_what_was_said_explain_too(workspace: Opened):
    late = {i for i in range(PEOPLE) if i % 4 == 0}
    promised = FIRST + timedelta(days=3)
    rows: dict[str, list[dict[str, Any]]] = {"feedback": [], "orders": [], "mentions": [], "answers": []}
    for i in range(PEOPLE):
        delivered = promised + timedelta(days=1 if i in late else -1)
        rows["orders"].append(order(i, day=0, promised_at=promised, delivered_at=delivered, items=i % 3))
        rows["feedback"].append(feedback(i, order=f"o{i}"))
        rows["answers"].append(answer(i, float((3 if i in late else 9) + i % 2), order=f"o{i}"))
        theme = {"theme": "delivery", "sentiment": -0.5 if i in late else 0.5}
        rows["mentions"].append({"mention": f"m{i}", "feedback": f"f{i}", "at": FIRST, **theme})
    ws = workspace(rows)
    happened = ws.drivers("nps", of=("operations",))
    assert happened.drivers[0].candidate.name == "operations:late"
    assert happened.drivers[0].slope.value < -100
    said = ws.drivers("nps", of=("themes",))
    assert [each.candidate.name for each in said.drivers] == ["themes:delivery"]


def followed(people: int = PEOPLE) -> dict[str, list[dict[str, Any]]]:
    """Who rated speed 3 or better orders 10 for each point of it on the tenth day after; nobody else is seen again."""
    rows, given = company(people), survey(people)
    for row in rows["answers"]:
        row["customer"] = "c" + row["feedback"][1:]
    orders = [order(i, str(10 * int(given["speed"][i])), 10) for i in range(people) if given["speed"][i] >= 3]
    for i in range(people):  # neither on the day of the answer nor after the days that count
        orders += [order(1000 + i, "500", 0, customer=f"c{i}"), order(2000 + i, "700", 31, customer=f"c{i}")]
    return {**rows, "orders": orders}


def test_what_customers_did_afterwards_is_explained_by_what_they_answered(workspace: Opened):
    ws = workspace(followed())
    given, whole = survey(), np.arange(PEOPLE) % 10 != 0
    columns = {"nps_question": given["score"], **{name: given[name] for name in ("speed", "price", "colour")}}
    back = (given["speed"] >= 3).astype(float)
    for target, did in (("returned", back), ("spent", 10 * given["speed"] * back)):
        found = ws.drivers("nps", target=target, days=20)
        plain = drivers(did[whole], {name: column[whole] for name, column in columns.items()}, resamples=20)
        assert sorted(each.share.value for each in found.drivers) == pytest.approx(
            sorted(d.share for d in plain.drivers)
        )
        assert found.drivers[0].candidate.subject == "speed"
        assert (found.target, found.days, found.n) == (target, 20, 270)
        slopes = {each.candidate.subject: each.slope.value for each in found.drivers}
        assert slopes["speed"] == pytest.approx(next(d.slope.value for d in plain.drivers if d.name == "speed"))
    assert (found.unit, found.currency) == ("currency", "CNY")
    assert all(each.odds is None for each in found.drivers)


def test_answers_whose_days_after_are_not_over_do_not_count(workspace: Opened):
    ws = workspace(followed())  # answers of the first day, orders until 31 days after it
    last = ws.drivers("nps", target="spent", days=31).window.end
    assert last == FIRST.date()
    with pytest.raises(NotOverYet, match="the 60 days after these answers are not over"):
        ws.drivers("nps", from_=FIRST.date(), target="spent", days=60)
    with pytest.raises(NothingDiffers, match="nothing differs among 270 answers to nps"):
        ws.drivers("nps", target="returned", days=31)
    with pytest.raises(NotAnOutcome, match="'weather' is nothing that drivers can explain"):
        ws.drivers("nps", target="weather")


def test_the_engines_agree(tmp_path: Path):
    if importlib.util.find_spec("chdb") is None:
        pytest.skip("the engine in process needs the package chdb")
    found, outcomes = [], []
    for engine in ("duckdb", "chdb"):
        auricle.create(tmp_path / engine, zone="Asia/Shanghai", currency="CNY").close()
        settings = tmp_path / engine / "auricle.yaml"
        settings.write_text(settings.read_text().replace("engine: duckdb", f"engine: {engine}"))
        with auricle.open(tmp_path / engine) as ws:
            ws.add(batch(company()))
            found.append(ws.drivers("nps", by="channel", of=("answers", "themes", "operations")))
            ws.add(batch({"orders": followed()["orders"]}))
            outcomes.append([shares(ws.drivers("nps", target=target, days=20)) for target in ("returned", "spent")])
    assert outcomes[0] == [pytest.approx(each) for each in outcomes[1]]
    assert shares(found[0]) == pytest.approx(shares(found[1]))
    assert [group.n for group in found[0].groups] == [group.n for group in found[1].groups]


def test_what_cannot_be_told_is_refused_by_name(workspace: Opened):
    ws = workspace(company())
    with pytest.raises(NotAScore):
        ws.drivers("orders")
    with pytest.raises(NothingToExplain, match="nobody answered csat"):
        ws.drivers("csat")
    with pytest.raises(NothingExplains, match="nothing is known beside nps"):
        ws.drivers("nps", of=("themes",))
    with pytest.raises(SinglesOut):
        ws.drivers("nps", by="customer")
    with pytest.raises(FilterTellsTooMuch):
        workspace({"answers": company()["answers"] + [answer(9999, 5.0, channel="fax")]}).drivers(
            "nps", where="channel = 'fax'"
        )
    with pytest.raises(TooFewToExplain, match="complete answers are too few"):
        workspace(company(12)).drivers("nps")
    with pytest.raises(NothingToExplain):
        workspace().drivers("nps")


def test_progress_is_told(workspace: Opened):
    said: list[str] = []
    workspace(company()).drivers("nps", progress=lambda what, done, total: said.append(what))
    assert said[0] == "looking for what could explain it"
    assert "reading answers" in said
