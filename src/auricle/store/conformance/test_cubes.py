from __future__ import annotations

import tempfile
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from math import isclose
from pathlib import Path
from typing import Any

import pytest
import sqlglot
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from auricle.model.cube import CUBES, Cube, with_months
from auricle.store.opening import StoreSettings
from auricle.store.store import Store, moves

from .candidates import Candidate
from .rows import rows

BY_ORDER = Cube("answers", ("kind", "score", "segment", "delivery", "channel"), ("weight",), (("weight", 1.0),))
OWN_CUBES = (*with_months(BY_ORDER), *(c for c in CUBES if c.entity != "answers"))

START = datetime(2024, 1, 1, tzinfo=UTC)
KEYS, PEOPLE = some.integers(0, 5).map(str), some.sampled_from(["ann", "bob", "cy"])
MOMENTS = some.integers(0, 3).map(lambda days: START + timedelta(days=days))
CHANNELS = some.sampled_from(["web", "app", None])
# eighths of a second and of a point are exact in doubles, so that sums can be compared exactly
EIGHTHS = some.one_of(some.none(), some.integers(0, 80).map(lambda i: i / 8))

ANSWERS = some.fixed_dictionaries(
    {
        "answer": KEYS,
        "feedback": KEYS,
        "at": MOMENTS,
        "customer": some.one_of(some.none(), PEOPLE),
        "channel": CHANNELS,
        "order": some.one_of(some.none(), KEYS),
        "question": some.just("q"),
        "kind": some.sampled_from(["nps", "csat"]),
        "score": some.one_of(some.none(), some.integers(0, 2).map(float)),
        "weight": EIGHTHS,
    }
)
ORDERS = some.fixed_dictionaries(
    {
        "order": KEYS,
        "at": MOMENTS,
        "customer": some.one_of(some.none(), PEOPLE),
        "channel": CHANNELS,
        "amount": some.one_of(some.none(), some.integers(-9999, 9999).map(lambda i: Decimal(i) / 10000)),
        "items": some.one_of(some.none(), some.integers(0, 9)),
        "promised_at": some.one_of(some.none(), MOMENTS),
        "delivered_at": some.one_of(some.none(), MOMENTS),
    }
)
CALLS = some.fixed_dictionaries(
    {
        "interaction": KEYS,
        "at": MOMENTS,
        "customer": PEOPLE,
        "activity": some.just("call"),
        "duration_seconds": EIGHTHS,
    }
)
CUSTOMERS = some.fixed_dictionaries(
    {"customer": PEOPLE, "segment": some.sampled_from(["gold", "basic", None]), "first_seen_at": MOMENTS}
)
OF = {"answers": ANSWERS, "orders": ORDERS, "interactions": CALLS, "customers": CUSTOMERS}
BATCHES = some.fixed_dictionaries(
    {}, optional={name: some.lists(one, min_size=1, max_size=4) for name, one in OF.items()}
)
STEPS = some.one_of(
    some.tuples(some.just("append"), BATCHES),
    some.sampled_from(sorted(OF)).flatmap(
        lambda name: some.tuples(some.just("replace"), some.just(name), some.lists(OF[name], min_size=1, max_size=3))
    ),
    some.tuples(some.just("reassign"), PEOPLE, some.sampled_from([[], ["customer:ann"], ["customer:bob"]]), PEOPLE),
    some.tuples(some.just("erase"), PEOPLE),
    some.tuples(some.just("compact")),
)


def _take(store: Store, step: tuple[Any, ...]) -> None:
    if step[0] == "append":
        store.append({name: rows(name, *facts) for name, facts in step[1].items()})
    elif step[0] == "replace":
        store.replace(step[1], rows(step[1], *step[2]))
    elif step[0] == "reassign":
        store.reassign(moves(*step[1:]))
    else:
        getattr(store, step[0])(*step[1:])


def _from_facts(store: Store, cube: Cube) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """The cells as an independent GROUP BY gives them, written by hand and not through the cube's code."""
    derived = {
        "segment": "c.segment",
        "delivery": "case when {o}.delivered_at is null or {o}.promised_at is null then 'undelivered' "
        "when {o}.delivered_at > {o}.promised_at then 'late' else 'on time' end".format(
            o="f" if cube.entity == "orders" else "o"
        ),
        "sentiment_sign": "case when f.sentiment > 0 then 'positive' when f.sentiment < 0 then 'negative' "
        "when f.sentiment = 0 then 'neutral' end",
        "tone": "case when f.sentiment > 0 then 'positive' when f.sentiment < 0 then 'negative' else 'neutral' end",
    }
    day = "f.day" if cube.grain == "day" else "cast(date_trunc('month', f.day) as date)"
    cells = [*(derived.get(d, f'f."{d}"') for d in cube.dimensions), day]
    sums = ["count(*)"]
    for name in cube.values:
        v = f'coalesce(f."{name}", {dict(cube.missing)[name]})' if name in dict(cube.missing) else f'f."{name}"'
        sums += [
            f"count({v})",
            f"coalesce(sum({v}), 0)",
            f"coalesce(sum(cast({v} as double) * cast({v} as double)), 0)",
        ]
    joins = "left join customers c on f.customer = c.customer"
    joins += ' left join orders o on f."order" = o."order"' if "delivery" in cube.dimensions else ""
    return _cells(
        store, f"select {', '.join(cells + sums)} from {cube.entity} f {joins} group by {', '.join(cells)}", cube
    )


def _from_cube(store: Store, cube: Cube) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    cells = [f'"{d}"' for d in (*cube.dimensions, "day")]
    sums = ["sum(n)"] + [f'sum("{v}_{s}")' for v in cube.values for s in ("n", "x", "xx")]
    sql = f"select {', '.join(cells + sums)} from {cube.table} group by {', '.join(cells)}"
    return _cells(store, sql, cube)


def _cells(store: Store, sql: str, cube: Cube) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    table = store.query(sqlglot.parse_one(sql, dialect="duckdb"))  # type: ignore[arg-type]
    wide = len(cube.dimensions) + 1
    found = list(zip(*(c.to_pylist() for c in table.columns), strict=True))
    return {row[:wide]: row[wide:] for row in found}


def _check(store: Store) -> None:
    for cube in store.cubes:
        kept, counted = _from_cube(store, cube), _from_facts(store, cube)
        assert kept.keys() == counted.keys(), cube.name
        for cell, sums in kept.items():
            assert all(map(_same, sums, counted[cell])), (cube.name, cell, sums, counted[cell])


def _same(kept: Any, counted: Any) -> bool:
    """Counts and sums are exact; squares are summed as floats, whose last digit goes by the order they came in."""
    return bool(kept == counted or (isinstance(kept, float) and isclose(kept, counted, rel_tol=1e-12)))


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=some.lists(STEPS, min_size=1, max_size=6))
def test_after_any_changes_the_cubes_say_what_the_facts_say(candidate: Candidate, steps: list[tuple[Any, ...]]) -> None:
    with tempfile.TemporaryDirectory() as folder, candidate.open(Path(folder), StoreSettings(cubes=OWN_CUBES)) as store:
        for step in steps:
            _take(store, step)
            _check(store)


def _answer(number: int, **more: object) -> dict[str, object]:
    return {
        "answer": f"a{number}",
        "feedback": f"f{number}",
        "at": START,
        "question": "q",
        "kind": "nps",
        "score": 9.0,
        "customer": "ann",
        **more,
    }


def _segments(store: Store) -> dict[str | None, int]:
    table = store.query(sqlglot.parse_one("select segment, sum(n) as n from cube_answers group by segment"))  # type: ignore[arg-type]
    return {row["segment"]: int(row["n"]) for row in table.to_pylist()}


def test_a_customer_who_arrives_after_their_answers_brings_them_into_their_segment(store: Store) -> None:
    store.append({"answers": rows("answers", _answer(1), _answer(2))})
    assert _segments(store) == {None: 2}
    store.append({"customers": rows("customers", {"customer": "ann", "segment": "gold"})})
    assert _segments(store) == {"gold": 2}


def test_a_customer_who_changes_segment_takes_their_answers_along(store: Store) -> None:
    ann = {"customer": "ann", "segment": "gold"}
    store.append(
        {"customers": rows("customers", ann), "answers": rows("answers", _answer(1), _answer(2, customer="bob"))}
    )
    store.replace("customers", rows("customers", {**ann, "segment": "basic"}))
    assert _segments(store) == {"basic": 1, None: 1}
    store.erase("ann")
    assert _segments(store) == {None: 1}


def test_no_cell_is_left_with_nothing_in_it(store: Store) -> None:
    store.append({"answers": rows("answers", _answer(1), _answer(2, customer="bob", score=0.0))})
    store.erase("ann")
    store.erase("bob")
    assert store.query(sqlglot.parse_one("select * from cube_answers")).num_rows == 0  # type: ignore[arg-type]


def test_another_definition_builds_the_cube_again(candidate: Candidate, tmp_path: Path) -> None:
    with candidate.open(tmp_path, StoreSettings()) as store:
        store.append({"answers": rows("answers", _answer(1, unit="north"))})
    with candidate.open(tmp_path, StoreSettings(cubes=(Cube("answers", ("unit",)),))) as store:
        cells = store.query(sqlglot.parse_one("select * from cube_answers"))  # type: ignore[arg-type]
        assert cells.to_pylist() == [{"unit": "north", "day": START.date(), "n": 1}]
        with pytest.raises(Exception, match="cube_orders"):
            store.query(sqlglot.parse_one("select * from cube_orders"))  # type: ignore[arg-type]


def test_another_zone_stamps_the_days_again(candidate: Candidate, tmp_path: Path) -> None:
    late = datetime(2024, 1, 1, 20, tzinfo=UTC)
    for zone, day in (("UTC", 1), ("Asia/Shanghai", 2), ("America/Sao_Paulo", 1)):
        with candidate.open(tmp_path, StoreSettings(zone=zone)) as store:
            store.append({"answers": rows("answers", _answer(1, at=late))})
            for table in ("answers", "cube_answers"):
                found = store.query(sqlglot.parse_one(f"select day from {table}"))  # type: ignore[arg-type]
                assert [d.day for d in found["day"].to_pylist()] == [day]


def test_sums_of_money_in_a_cube_are_exact(store: Store) -> None:
    amounts = [Decimal("99999999999999.9999"), Decimal("0.0001"), Decimal("-0.3000")]
    facts = [{"order": str(i), "at": START, "amount": a} for i, a in enumerate(amounts)]
    store.append({"orders": rows("orders", *facts)})
    total = store.query(sqlglot.parse_one("select sum(amount_x) as x from cube_orders"))["x"][0].as_py()  # type: ignore[arg-type]
    assert total == sum(amounts)
