from __future__ import annotations

from datetime import date

import pyarrow as pa

from auricle.store.store import Store, moves

from .asking import ask, count
from .conftest import Opening
from .rows import at, calls, rows

ANNE = {"customer": "anne", "email": "anne@example.test", "segment": "gold"}
BEN = {"customer": "ben", "email": "ben@example.test", "segment": "basic"}


def _two_people(store: Store) -> None:
    noon = at("2024-05-05T12:00")
    store.append(
        {
            "customers": rows("customers", ANNE, BEN),
            "identities": rows(
                "identities",
                *(
                    {
                        "identity": f"email:{c['email']}",
                        "kind": "email",
                        "value": c["email"],
                        "customer": c["customer"],
                        "original": c["customer"],
                    }
                    for c in (ANNE, BEN)
                ),
            ),
            "orders": rows(
                "orders",
                {"order": "1", "at": noon, "customer": "anne", "amount": 10},
                {"order": "2", "at": noon, "customer": "anne", "known_as": "email:anne@example.test", "amount": 20},
                {"order": "3", "at": noon, "customer": "ben", "amount": 30},
            ),
            "quarantine": rows(
                "quarantine",
                {"row": "f:1", "at": noon, "raw": '{"mail": "anne@example.test", "stars": "9"}'},
                {"row": "f:2", "at": noon, "raw": '{"mail": "carol@example.test", "stars": "9"}'},
            ),
        }
    )


def _all(store: Store) -> dict[str, list[tuple[object, ...]]]:
    return {
        "orders": ask(store, "orders", "order", "at", "customer", "known_as", "amount", "day", order="order"),
        "identities": ask(store, "identities", "identity", "customer", "original", order="identity"),
        "customers": ask(store, "customers", "customer", "email", "segment", order="customer"),
        "quarantine": ask(store, "quarantine", "row", order="row"),
    }


def test_replacing_puts_rows_in_place_of_those_with_their_keys(store: Store) -> None:
    store.append({"interactions": calls(3)})
    assert store.replace("interactions", calls(2, first=2, customer="new{}")) == 2
    assert ask(store, "interactions", "interaction", "customer", order="interaction") == [
        ("i0", "c0"),
        ("i1", "c1"),
        ("i2", "new2"),
        ("i3", "new3"),
    ]


def test_replacing_twice_changes_nothing_more(store: Store) -> None:
    store.append({"interactions": calls(3)})
    change = calls(2, first=2, customer="new{}")
    store.replace("interactions", change)
    before = ask(store, "interactions", "interaction", "at", "customer", "duration_seconds", order="interaction")
    store.replace("interactions", change)
    assert before == ask(
        store, "interactions", "interaction", "at", "customer", "duration_seconds", order="interaction"
    )


def test_rows_are_taken_out_by_their_keys_and_the_cubes_follow(store: Store) -> None:
    store.append({"interactions": calls(4)})
    version = store.version()
    assert store.remove("interactions", pa.array(["i1", "i3", "nobody"])) == 2
    assert ask(store, "interactions", "interaction", order="interaction") == [("i0",), ("i2",)]
    assert store.version() > version
    assert store.remove("interactions", pa.array(["i1"])) == 0
    assert store.append({"interactions": calls(4)}).stored == {"interactions": 2}


def test_of_several_replacements_of_one_key_the_last_holds(store: Store) -> None:
    day = at("2024-01-01")
    store.replace(
        "orders",
        rows("orders", {"order": "1", "at": day, "status": "placed"}, {"order": "1", "at": day, "status": "delivered"}),
    )
    assert ask(store, "orders", "status") == [("delivered",)]


def test_a_replaced_row_is_placed_on_its_new_day(store: Store) -> None:
    store.append({"orders": rows("orders", {"order": "1", "at": at("2024-01-01")})})
    store.replace("orders", rows("orders", {"order": "1", "at": at("2024-06-30")}))
    assert ask(store, "orders", "day") == [(date(2024, 6, 30),)]


def test_reassigning_everything_moves_facts_and_identities(store: Store) -> None:
    _two_people(store)
    assert store.reassign(moves("anne", [], to="ben")) == 3
    assert ask(store, "orders", "customer", "known_as", order="order") == [
        ("ben", "customer:anne"),
        ("ben", "email:anne@example.test"),
        ("ben", None),
    ]
    assert ask(store, "identities", "customer", "original", order="identity") == [("ben", "anne"), ("ben", "ben")]


def test_reassigning_one_identity_moves_only_what_it_brought(store: Store) -> None:
    _two_people(store)
    assert store.reassign(moves("anne", ["email:anne@example.test"], to="ben")) == 2
    assert ask(store, "orders", "customer", order="order") == [("anne",), ("ben",), ("ben",)]


def test_reassigning_and_back_restores_every_fact(store: Store) -> None:
    _two_people(store)
    before = _all(store)
    store.reassign(moves("anne", [], to="ben"))
    assert _all(store) != before
    store.reassign(moves("ben", ["customer:anne", "email:anne@example.test"], to="anne"))
    assert _all(store) == before


def test_what_a_merge_changed_is_not_a_contradiction_when_the_file_comes_again(store: Store) -> None:
    _two_people(store)
    store.reassign(moves("anne", [], to="ben"))
    again = store.append(
        {
            "orders": rows(
                "orders",
                {"order": "1", "at": at("2024-05-05T12:00"), "customer": "anne", "known_as": None, "amount": 10},
            )
        }
    )
    assert again.duplicate == {"orders": 1}


def test_erasing_removes_a_customer_from_every_entity_and_nobody_else(store: Store) -> None:
    _two_people(store)
    removed = store.erase("anne")
    assert {name: n for name, n in removed.items() if n} == {
        "customers": 1,
        "identities": 1,
        "orders": 2,
        "quarantine": 1,
    }
    left = _all(store)
    assert [r[0] for r in left["orders"]] == ["3"]
    assert [r[0] for r in left["customers"]] == ["ben"]
    assert [r[0] for r in left["quarantine"]] == ["f:2"]


def test_erasing_somebody_merged_erases_both_their_names(store: Store) -> None:
    _two_people(store)
    store.reassign(moves("anne", [], to="ben"))
    store.erase("ben")
    left = _all(store)
    assert left == {"orders": [], "identities": [], "customers": [], "quarantine": [("f:2",)]}


def test_erasing_somebody_unknown_removes_nothing(store: Store) -> None:
    _two_people(store)
    before = _all(store)
    assert sum(store.erase("nobody").values()) == 0
    assert _all(store) == before


def test_a_short_id_does_not_take_strangers_out_of_quarantine(store: Store) -> None:
    noon = at("2024-05-05T12:00")
    store.append(
        {
            "customers": rows("customers", {"customer": "9"}),
            "quarantine": rows(
                "quarantine",
                {"row": "f:1", "at": noon, "raw": '{"customer": "9", "stars": "1"}'},
                {"row": "f:2", "at": noon, "raw": '{"customer": "4", "stars": "9"}'},
            ),
        }
    )
    store.erase("9")
    assert ask(store, "quarantine", "row") == [("f:2",)]


def test_what_was_erased_may_come_again(store: Store) -> None:
    store.append({"interactions": calls(2)})
    store.erase("c0")
    assert store.append({"interactions": calls(2)}).stored == {"interactions": 1}


def test_compacting_changes_no_answer(store: Store) -> None:
    for first in (40, 0, 20):
        store.append({"interactions": calls(20, first=first)})
    before = ask(store, "interactions", "interaction", "at", "customer", order="interaction")
    store.compact()
    assert ask(store, "interactions", "interaction", "at", "customer", order="interaction") == before
    assert store.append({"interactions": calls(60)}).duplicate == {"interactions": 60}


def test_facts_are_there_when_the_store_is_opened_again(opened: Opening) -> None:
    first = opened()
    first.append({"interactions": calls(3)}, origin="journal:1")
    first.close()
    again = opened()
    assert count(again, "interactions") == 3
    assert again.append({"interactions": calls(3)}, origin="journal:1").duplicate == {"interactions": 3}


def test_little_is_not_worth_putting_in_order(store: Store) -> None:
    for first in (0, 20):
        store.append({"interactions": calls(20, first=first)})
    assert store.tidy() is False
    assert count(store, "interactions") == 40


def test_many_are_reassigned_at_once_and_identities_put_in_place_with_them(store: Store) -> None:
    store.append({"interactions": calls(300)})
    everybody = pa.concat_tables([moves(f"c{i}", [], to=f"c{i % 10}") for i in range(10, 300)])
    learnt = rows("identities", *(_merged(f"c{i}", f"c{i % 10}") for i in range(10, 300)))
    version = store.version()
    assert store.reassign(everybody, learnt) == 290
    assert store.version() == version + 1
    assert {c for (c,) in ask(store, "interactions", "customer")} == {f"c{i}" for i in range(10)}
    assert count(store, "identities") == 290
    back = pa.concat_tables([moves(f"c{i % 10}", [f"customer:c{i}"], to=f"c{i}") for i in range(10, 300)])
    store.reassign(back)
    assert len({c for (c,) in ask(store, "interactions", "customer")}) == 300
    assert {k for (k,) in ask(store, "interactions", "known_as")} == {None}


def test_an_identity_put_in_place_is_not_moved(store: Store) -> None:
    _two_people(store)
    stays = {"identity": "email:anne@example.test", "kind": "email", "value": "anne@example.test", "customer": "anne"}
    store.reassign(moves("anne", [], to="ben"), rows("identities", {**stays, "original": "anne"}))
    assert ask(store, "identities", "customer", order="identity") == [("anne",), ("ben",)]
    assert {c for (c,) in ask(store, "orders", "customer")} == {"ben"}


def test_rows_are_found_by_many_keys_or_many_customers(store: Store) -> None:
    store.append({"interactions": calls(5_000)})
    wanted = pa.array([f"i{i}" for i in range(0, 9_000, 3)])
    assert store.find("interactions", wanted).num_rows == 1_667
    assert sorted(
        store.find("interactions", pa.array(["c3", "c4999", "it's", None]), "customer")["interaction"].to_pylist()
    ) == ["i3", "i4999"]
    assert store.find("interactions", pa.array(["call"]), "activity").num_rows == 5_000
    assert store.find("interactions", pa.array([], pa.string())).num_rows == 0
    assert store.find("interactions", wanted, columns=["activity", "customer"]).column_names == ["activity", "customer"]


def test_facts_that_arrive_under_a_merged_name_go_to_whom_it_leads_and_come_back(store: Store) -> None:
    _two_people(store)
    store.reassign(moves("anne", [], to="ben"), rows("identities", _merged("anne", "ben")))
    noon = at("2024-05-06T12:00")
    late = rows("orders", {"order": "4", "at": noon, "customer": "anne"}, {"order": "5", "at": noon, "customer": "ben"})
    assert store.append({"orders": late}).stored == {"orders": 2}
    assert store.append({"orders": late}).duplicate == {"orders": 2}
    assert ask(store, "orders", "customer", "known_as", order="order")[3:] == [("ben", "customer:anne"), ("ben", None)]
    store.replace("orders", late)
    phone = {"identity": "phone:+1", "kind": "phone", "value": "+1", "customer": "anne", "original": "anne"}
    store.append({"identities": rows("identities", phone)})
    assert ask(store, "identities", "customer", order="identity")[-1] == ("ben",)
    undone = rows("identities", {**_merged("anne", "ben"), "customer": "anne"})
    store.reassign(moves("ben", ["customer:anne", "email:anne@example.test", "phone:+1"], to="anne"), undone)
    assert [c for (c,) in ask(store, "orders", "customer", order="order")] == ["anne", "anne", "ben", "anne", "ben"]
    store.append({"orders": rows("orders", {"order": "6", "at": noon, "customer": "anne"})})
    assert ask(store, "orders", "customer", "known_as", order="order")[-1] == ("anne", None)


def _merged(customer: str, into: str) -> dict[str, object]:
    said = {"identity": f"customer:{customer}", "kind": "customer", "value": customer}
    return {**said, "customer": into, "original": customer}


def test_erasing_somebody_erases_conflicts_with_them_and_nothing_of_the_other(store: Store) -> None:
    _two_people(store)
    sides = [
        {"identity": f"conflict:{one}", "kind": "conflict", "value": two, "customer": one, "original": one}
        for one, two in (("anne", "ben"), ("ben", "anne"))
    ]
    store.append({"identities": rows("identities", *sides)})
    store.append(
        {"quarantine": rows("quarantine", {"row": "f:3", "at": at("2024-05-05"), "raw": '{"customer": "ben"}'})}
    )
    store.erase("anne")
    assert ask(store, "identities", "identity") == [("email:ben@example.test",)]
    assert ("f:3",) in ask(store, "quarantine", "row")
