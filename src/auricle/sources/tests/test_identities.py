"""Files that name people by addresses and numbers: they meet whom every other source meets."""

from __future__ import annotations

import pytest

from auricle.identity import Resolver, read_rules
from auricle.model.entities import ENTITIES
from auricle.sources import Fate, MappingWrong, SourceFault, parse_mapping, propose, run

from .conftest import Desk

ORDERS = """
name: shop
files: {orders: orders.csv, people: people.csv}
entities:
  customers:
    from: people
    columns:
      customer: {identities: {member: No, email: Mail}}
      name: Name
  orders:
    from: orders
    columns:
      order: id
      at: at
      customer: {identities: {email: E-mail, openid: "wx1/{OpenID}"}}
"""
FILES = {
    "people.csv": "No,Mail,Name\nM1,Ann@x.cn,Ann\nM2,,Ben\n",
    "orders.csv": "id,at,E-mail,OpenID\n1,2026-01-01, ANN@X.CN,o1\n2,2026-01-02,,o1\n3,2026-01-03,,\n"
    "4,2026-01-04,nobody,\n",
}


@pytest.fixture
def shop(desk: Desk) -> Desk:
    for name, text in FILES.items():
        desk.put(name, text)
    return desk


def rows_of(desk: Desk, entity: str) -> list[dict[str, object]]:
    columns = [column.name for column in ENTITIES[entity].columns]
    return [
        dict(zip(columns, row, strict=True)) for row in desk.rows(f"SELECT {_names(columns)} FROM {entity} ORDER BY 1")
    ]


def _names(columns: list[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)


def whose(desk: Desk) -> dict[object, tuple[object, object]]:
    return {row["order"]: (row["customer"], row["known_as"]) for row in rows_of(desk, "orders")}


def test_rows_of_several_files_lead_to_one_customer(shop: Desk) -> None:
    done = shop.run(ORDERS).entities
    assert done == {"customers": Fate(2, 0, 0), "orders": Fate(4, 0, 0)}
    [ann] = {row["customer"] for row in rows_of(shop, "customers") if row["name"] == "Ann"}
    assert whose(shop) == {
        "1": (ann, "email:ann@x.cn"),
        "2": (ann, "openid:wx1/o1"),
        "3": (None, None),
        "4": (None, None),
    }
    assert {row["identity"]: row["source"] for row in rows_of(shop, "identities") if row["customer"] == ann} == {
        "member:M1": "shop",
        "email:ann@x.cn": "shop",
        "openid:wx1/o1": "shop",
    }


def test_a_second_run_changes_nothing(shop: Desk) -> None:
    shop.run(ORDERS)
    before = rows_of(shop, "identities"), whose(shop)
    done = shop.run(ORDERS).entities
    assert done == {"customers": Fate(0, 2, 0), "orders": Fate(0, 4, 0)}
    assert (rows_of(shop, "identities"), whose(shop)) == before


def test_files_and_events_meet_and_the_file_comes_again_without_contradicting(shop: Desk) -> None:
    shop.run(ORDERS)
    resolver = Resolver(shop.store, read_rules())
    resolver.keep(resolver.resolve([("user:42", "email:ann@x.cn")], [1_770_000_000_000_000], "web"))
    assert whose(shop)["1"] == ("42", "email:ann@x.cn")
    assert shop.run(ORDERS).entities["orders"] == Fate(0, 4, 0)


def test_what_others_learn_while_files_are_imported_holds_for_their_rows_too(shop: Desk) -> None:
    resolver, done = Resolver(shop.store, read_rules()), list[str]()

    def meanwhile(what: str, *_: object) -> None:
        if what.startswith("checking") and not done:
            done.append(what)
            resolver.keep(resolver.resolve([("user:42", "email:ann@x.cn")], [1_770_000_000_000_000], "web"))

    run(parse_mapping(ORDERS), shop.folder, shop.store, progress=meanwhile)
    assert done
    assert {whose(shop)[order][0] for order in "12"} == {"42"}
    before = whose(shop)
    assert shop.run(ORDERS).entities["orders"] == Fate(0, 4, 0)
    assert whose(shop) == before


def test_a_kind_the_rules_do_not_know_is_refused_by_name(shop: Desk) -> None:
    with pytest.raises(SourceFault, match="customer of customers: there is no kind of identity 'card'"):
        shop.run(ORDERS.replace("member: No", "card: No"))
    assert rows_of(shop, "orders") == []


def test_identities_find_customers_and_nothing_else() -> None:
    with pytest.raises(MappingWrong, match="only customer is found by identities:"):
        parse_mapping(ORDERS.replace("name: Name", "name: {identities: {email: Mail}}"))


def test_a_file_with_addresses_and_no_customer_is_proposed_to_be_resolved(desk: Desk) -> None:
    rows = "".join(f"{i},2026-01-{i % 28 + 1:02},{i}.5,p{i}@x.cn\n" for i in range(40))
    proposal = propose(desk.put("orders.csv", "order_id,order date,amount,Email\n" + rows))
    assert proposal.mapping.entities["orders"].rule("customer").identities == {"email": "Email"}
    desk.run(proposal.text)
    assert whose(desk)["7"][1] == "email:p7@x.cn"
