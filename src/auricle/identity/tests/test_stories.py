"""The stories of docs/identity.md, through the resolver and a store."""

from __future__ import annotations

import pytest

from auricle.identity import UnknownKind
from auricle.identity.merging import unmerge
from auricle.identity.rules import is_visitor

from .town import Met, Town


def test_a_visitor_who_signs_in_brings_what_came_before(town: Town) -> None:
    first = town.drain(Met(("anonymous:b1",), 0), Met(("anonymous:b1",), 1))
    assert is_visitor(first.customers[0] or "")
    town.drain(Met(("user:42", "anonymous:b1"), 2), Met(("anonymous:b1",), 3))
    assert set(town.whose().values()) == {"42"}
    unmerge(town.store, first.customers[0] or "")
    assert town.whose() == {"0": first.customers[0], "1": first.customers[0], "2": "42", "3": first.customers[0]}


def test_a_shared_tablet_is_whose_it_was_and_merges_nobody(town: Town) -> None:
    tablet = ("device:t",)
    town.drain(Met(tablet, 0), Met(("user:ann", *tablet), 10), Met(tablet, 20))
    town.drain(Met(("user:ben", *tablet), 30), Met(tablet, 40))
    late = town.drain(Met(tablet, 25), Met(tablet, 35), Met(tablet, 5))
    assert late.customers == ["ann", "ben", "ann"]
    assert [town.whose()[key] for key in ("0", "20", "40")] == ["ann", "ann", "ben"]
    assert late.merges == late.conflicts == ()


def test_one_address_of_two_users_is_a_conflict_told_once(town: Town) -> None:
    town.drain(Met(("user:42", "email:a@x.cn"), 0))
    refused = town.drain(Met(("user:43", "email:a@x.cn"), 1))
    assert refused.customers == ["43"]
    assert [(one.customer, one.other, one.rule) for one in refused.conflicts] == [("43", "42", "different user")]
    assert town.drain(Met(("user:43", "email:a@x.cn"), 2)).conflicts == ()
    assert town.drain(Met(("email:a@x.cn",), 3)).customers == ["42"]


def test_openids_of_two_apps_are_one_person_by_their_unionid(town: Town) -> None:
    town.drain(Met(("openid:wx1/o1",), 0), Met(("openid:wx2/o9",), 1))
    town.drain(Met(("unionid:u7", "openid:wx1/o1"), 2))
    town.drain(Met(("unionid:u7", "openid:wx2/o9"), 3))
    assert len(set(town.whose().values())) == 1


def test_a_chain_of_aliases_ends_in_one_customer(town: Town) -> None:
    for minute, user in enumerate("abc"):
        town.drain(Met((f"user:{user}",), minute))
    town.drain(Met(("user:b", "user:a"), 10, is_alias=True), Met(("user:c", "user:b"), 11, is_alias=True))
    assert set(town.whose().values()) == {"c"}
    town.drain(Met(("user:a",), 12), Met(("user:c",), 13))
    assert set(town.whose().values()) == {"c"}


def test_what_is_killed_between_learning_and_storing_is_made_good_by_doing_it_again(town: Town) -> None:
    town.drain(Met(("anonymous:b1",), 0))
    batch = (Met(("user:42", "anonymous:b1"), 1), Met(("anonymous:b1",), 2), Met(("user:43", "anonymous:b1"), 3))
    killed = town.resolve(batch)
    town.resolver.keep(killed)
    again = town.drain(*batch)
    assert (again.customers, again.known_as) == (killed.customers, killed.known_as)
    assert town.whose() == {"0": "42", "1": "42", "2": "42", "3": "43"}


def test_a_thousand_visitors_merge_in_one_change(town: Town) -> None:
    town.drain(*(Met((f"anonymous:{n}",), n) for n in range(1_000)))
    version = town.store.version()
    town.resolver.keep(town.resolve([Met((f"user:{n}", f"anonymous:{n}"), 2_000 + n) for n in range(1_000)]))
    assert town.store.version() == version + 1
    assert town.whose() == {str(n): str(n) for n in range(1_000)}


def test_an_identity_of_no_known_kind_is_refused_by_name(town: Town) -> None:
    with pytest.raises(UnknownKind, match="there is no kind of identity 'card'; there are user, member"):
        town.resolve([Met(("card:1", "user:2"), 0)])
