from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest

from auricle.model.entities import ENTITIES
from auricle.model.entity import UnknownColumn
from auricle.store.batch import BatchRefused, MissingColumn, MissingValue, WrongColumnType
from auricle.store.store import MOVES, Store, moves

from .asking import ask, count
from .conftest import Opening
from .rows import at, calls, rows


def test_rows_are_stored_and_counted(store: Store) -> None:
    done = store.append({"interactions": calls(3)})
    assert (done.stored, done.duplicate, done.conflicting) == ({"interactions": 3}, {"interactions": 0}, {})
    assert ask(store, "interactions", "interaction", "customer", order="interaction") == [
        ("i0", "c0"),
        ("i1", "c1"),
        ("i2", "c2"),
    ]


def test_a_batch_given_twice_is_stored_once(store: Store) -> None:
    store.append({"interactions": calls(5)})
    done = store.append({"interactions": calls(7)})
    assert done.stored == {"interactions": 2}
    assert done.duplicate == {"interactions": 5}
    assert count(store, "interactions") == 7


def test_a_row_that_says_otherwise_of_a_stored_key_is_conflicting_and_changes_nothing(store: Store) -> None:
    store.append({"interactions": calls(2)})
    done = store.append({"interactions": calls(2, customer="other{}")})
    assert done.stored == {"interactions": 0}
    assert done.duplicate == {"interactions": 0}
    assert sorted(done.conflicting["interactions"]["interaction"].to_pylist()) == ["i0", "i1"]
    assert done.conflicting["interactions"].column_names == ["interaction"]
    assert ask(store, "interactions", "customer", order="customer") == [("c0",), ("c1",)]


def test_rows_of_one_batch_are_judged_against_its_first_row_of_that_key(store: Store) -> None:
    first = {"order": "7", "at": at("2024-01-01"), "amount": 10}
    batch = rows("orders", first, first, {**first, "amount": 11}, {"order": "8", "at": at("2024-01-02")})
    done = store.append({"orders": batch})
    assert done.stored == {"orders": 2}
    assert done.duplicate == {"orders": 1}
    assert done.conflicting["orders"]["order"].to_pylist() == ["7"]
    assert [int(a or 0) for (a,) in ask(store, "orders", "amount", order="order")] == [10, 0]


def test_missing_values_agree_with_missing_values_and_with_nothing_else(store: Store) -> None:
    bare = {"order": "7", "at": at("2024-01-01"), "status": None}
    store.append({"orders": rows("orders", bare)})
    assert store.append({"orders": rows("orders", bare)}).duplicate == {"orders": 1}
    assert store.append({"orders": rows("orders", {**bare, "status": "placed"})}).conflicting["orders"].num_rows == 1


def test_columns_left_out_are_not_compared(store: Store) -> None:
    store.append({"orders": rows("orders", {"order": "7", "at": at("2024-01-01"), "status": "placed"})})
    assert store.append({"orders": rows("orders", {"order": "7", "at": at("2024-01-01")})}).duplicate == {"orders": 1}


def test_every_row_given_ends_as_one_of_three(store: Store) -> None:
    store.append({"interactions": calls(10)})
    mixed = pa.concat_tables([calls(10), calls(10, first=5), calls(3, first=2, customer="x{}"), calls(2, first=20)])
    done = store.append({"interactions": mixed})
    conflicting = done.conflicting["interactions"].num_rows
    assert done.stored["interactions"] + done.duplicate["interactions"] + conflicting == mixed.num_rows
    assert (done.stored["interactions"], conflicting) == (7, 3)


def test_rows_may_come_as_a_stream(store: Store) -> None:
    table = calls(1000)
    reader = pa.RecordBatchReader.from_batches(table.schema, table.to_batches(max_chunksize=64))
    assert store.append({"interactions": reader}).stored == {"interactions": 1000}
    assert count(store, "interactions") == 1000


def test_all_entities_of_a_batch_are_stored_or_none(store: Store) -> None:
    bad = pa.table({"order": ["1"], "at": pa.array([None], pa.timestamp("us", "UTC"))})
    with pytest.raises(BatchRefused):
        store.append({"interactions": calls(3), "orders": bad}, origin="journal:1")
    assert count(store, "interactions") == 0
    assert store.append({"interactions": calls(3)}, origin="journal:1").stored == {"interactions": 3}


def test_an_origin_met_before_changes_nothing(store: Store) -> None:
    assert store.append({"interactions": calls(3)}, origin="journal:1-3").stored == {"interactions": 3}
    version = store.version()
    again = store.append({"interactions": calls(4, first=90)}, origin="journal:1-3")
    assert sum(again.stored.values()) == 0
    assert again.duplicate == {"interactions": 4}
    assert count(store, "interactions") == 3
    assert store.version() == version


def test_the_version_grows_with_every_change(store: Store) -> None:
    versions = [store.version()]
    store.append({"interactions": calls(1)})
    versions.append(store.version())
    store.replace("interactions", calls(1, customer="x{}"))
    versions.append(store.version())
    store.reassign(moves("x0", [], to="y"))
    versions.append(store.version())
    store.erase("y")
    versions.append(store.version())
    assert versions == sorted(set(versions))


def test_the_version_of_an_entity_grows_with_its_changes_and_those_of_its_cubes(store: Store) -> None:
    order = {"order": "1", "customer": "c0", "at": at("2024-01-01")}
    store.append({"interactions": calls(1), "orders": rows("orders", order)})
    orders, both = store.version("orders"), store.version("orders", "interactions")
    store.append({"interactions": calls(1, first=1)})
    assert store.version("interactions") == store.version("orders", "interactions") > both
    if "follow" not in store.lacks:  # nor does such an engine tell entities apart
        assert store.version("orders") == orders
        learnt = rows(
            "identities",
            {"identity": "email:a@b.c", "customer": "c0", "kind": "email", "value": "a@b.c", "original": "c0"},
        )
        store.reassign(MOVES.empty_table(), learnt)
        assert store.version("orders") == orders < store.version("identities")
    changes: tuple[Callable[[], object], ...] = (
        lambda: store.replace("customers", rows("customers", {"customer": "c0", "segment": "new"})),
        lambda: store.reassign(moves("c0", [], to="y")),
        lambda: store.remove("orders", pa.array(["1"])),
    )
    for change in changes:
        orders = store.version("orders")
        change()
        assert store.version("orders") > orders


def test_a_column_that_does_not_exist_is_refused_by_name(store: Store) -> None:
    with pytest.raises(UnknownColumn, match="colour"):
        store.append({"interactions": calls(1).append_column("colour", pa.array(["red"]))})


def test_a_required_column_left_out_is_refused_by_name(store: Store) -> None:
    with pytest.raises(MissingColumn, match="activity"):
        store.append({"interactions": calls(1).drop_columns("activity")})


def test_a_required_value_missing_is_refused_by_name(store: Store) -> None:
    batch = calls(1).set_column(3, "activity", pa.array([None], pa.string()))
    with pytest.raises((MissingValue, MissingColumn), match="activity"):
        store.append({"interactions": batch.select(["interaction", "at", "customer", "activity"])})


def test_a_column_of_another_type_is_refused_by_name(store: Store) -> None:
    batch = pa.table({"order": ["1"], "at": ["yesterday"]})
    with pytest.raises(WrongColumnType, match=r"orders\.at"):
        store.append({"orders": batch})


def test_an_instant_without_a_zone_is_refused(store: Store) -> None:
    batch = pa.table({"order": ["1"], "at": pa.array([0], pa.timestamp("us"))})
    with pytest.raises(WrongColumnType, match=r"orders\.at"):
        store.append({"orders": batch})


def test_every_entity_takes_an_empty_batch_and_answers_when_empty(store: Store) -> None:
    done = store.append({name: e.schema.empty_table() for name, e in ENTITIES.items()})
    assert set(done.stored.values()) == {0}
    assert [count(store, name) for name in ENTITIES] == [0] * len(ENTITIES)


def test_every_column_of_every_entity_comes_back_as_it_went_in(store: Store) -> None:
    for name, entity in ENTITIES.items():
        given = pa.table([_sample(f.type) for f in entity.schema], schema=entity.schema)
        store.append({name: given})
        assert ask(store, name, *entity.schema.names) == [tuple(c[0].as_py() for c in given.columns)]


def test_a_fact_dated_by_day_is_placed_on_that_day_in_any_zone(opened: Opening) -> None:
    store = opened("America/Sao_Paulo")
    store.append({"contracts": rows("contracts", {"contract": "k", "start_on": date(2024, 1, 31)})})
    assert ask(store, "contracts", "day") == [(date(2024, 1, 31),)]


def _sample(kind: pa.DataType) -> pa.Array:
    if pa.types.is_timestamp(kind):
        return pa.array([at("2024-02-29T23:59:59.999999")], kind)
    if pa.types.is_date(kind):
        return pa.array([date(2024, 2, 29)], kind)
    if pa.types.is_string(kind):
        return pa.array(['{"a": "ü"}'], kind)
    if pa.types.is_decimal(kind):
        return pa.array([Decimal("12.3456")], kind)
    return pa.array([True]) if pa.types.is_boolean(kind) else pa.array([1], pa.int64()).cast(kind)
