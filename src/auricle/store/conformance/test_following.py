from __future__ import annotations

import pytest

from auricle.store.store import Store

from .rows import at, calls, rows


@pytest.fixture
def followed(store: Store) -> Store:
    if "follow" in store.lacks:
        pytest.skip(store.lacks["follow"])
    return store


def _arrived(store: Store, after: int = 0, most: int = 100) -> list[tuple[str, str]]:
    return [(row["entity"], row["key"]) for row in store.arrived(after, most).to_pylist()]


def test_nothing_is_kept_before_somebody_follows(followed: Store) -> None:
    followed.append({"interactions": calls(2)})
    assert _arrived(followed) == []
    followed.follow(["interactions"])
    followed.append({"interactions": calls(3)})
    assert [entity for entity, _ in _arrived(followed)] == ["interactions"]


def test_each_new_row_arrives_once_and_a_duplicate_does_not(followed: Store) -> None:
    followed.follow(["interactions", "customers"])
    followed.append({"interactions": calls(2), "customers": rows("customers", {"customer": "c0"})}, origin="a")
    followed.append({"interactions": calls(2), "customers": rows("customers", {"customer": "c0"})}, origin="a")
    followed.append({"interactions": calls(3)})
    assert len(_arrived(followed)) == 4
    assert len(set(_arrived(followed))) == 4


def test_a_row_put_in_place_of_another_arrives_again(followed: Store) -> None:
    followed.follow(["interactions"])
    followed.append({"interactions": calls(1)})
    followed.replace("interactions", calls(1))
    first, again = _arrived(followed)
    assert first == again


def test_what_arrived_is_read_in_pieces_and_forgotten(followed: Store) -> None:
    followed.follow(["interactions"])
    followed.append({"interactions": calls(5)})
    first = followed.arrived(0, 2)
    reached = first.column("position")[-1].as_py()
    rest = followed.arrived(reached, 100)
    assert first.num_rows + rest.num_rows == 5
    assert len({*first.column("key").to_pylist(), *rest.column("key").to_pylist()}) == 5
    followed.forget_arrivals(reached)
    assert followed.arrived(0, 100).num_rows == 3
    followed.append({"interactions": calls(6)})
    assert followed.arrived(rest.column("position")[-1].as_py(), 100).num_rows == 1


def test_only_what_is_followed_is_kept_and_following_again_says_where_it_is(followed: Store) -> None:
    assert followed.follow(["interactions"]) == 0
    followed.append({"interactions": calls(2), "orders": rows("orders", {"order": "1", "at": at("2024-05-05T12:00")})})
    assert followed.follow(["interactions"]) == 2
    assert len(_arrived(followed)) == 2
    assert followed.follow(["orders"]) == 2
    assert _arrived(followed) == []


def test_who_is_erased_is_among_no_arrivals(followed: Store) -> None:
    followed.follow(["customers"])
    followed.append({"customers": rows("customers", {"customer": "c0"}, {"customer": "c1"})})
    followed.erase("c0")
    assert _arrived(followed) == [("customers", "c1")]
