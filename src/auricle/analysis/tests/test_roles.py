import pytest

from auricle.analysis.refusals import DifferentLengths
from auricle.analysis.roles import roles

PATHS = [["ad", "mail", "shop"], ["shop"], ["mail", "shop", "mail"], ["ad", "shop"]]


def test_roles_by_hand():
    found = roles(PATHS, [2, 1, 4, 0])
    assert found.conversions == 7
    told = {r.channel: (r.on, r.first, r.assist, r.last, r.alone) for r in found.roles}
    assert told == {"shop": (7, 1, 4, 3, 1), "mail": (6, 4, 2, 4, 0), "ad": (2, 2, 0, 0, 0)}
    assert sum(r.first for r in found.roles) == sum(r.last for r in found.roles) == found.conversions


def test_how_many_of_those_begun_online_ended_in_the_shop():
    crossing = roles(PATHS, [2, 1, 4, 0]).crossing(frozenset({"ad", "mail"}), frozenset({"shop"}))
    assert (crossing.n, crossing.value) == (6, 2 / 6)


def test_without_a_conversion_there_is_no_role():
    assert roles(PATHS, [0, 0, 0, 0]).roles == ()
    with pytest.raises(DifferentLengths, match="paths has 4, converted has 1"):
        roles(PATHS, [1])
