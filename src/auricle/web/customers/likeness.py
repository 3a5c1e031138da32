"""Why two customers may be one: what both are known by, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from auricle.query.standing import Standing
from auricle.workspace import Workspace

from .finding import Match, exact_matches
from .portrait import language_name
from .wording import KINDS, kind_of_rows, label, own_word

FIELDS = ("name", "email", "phone", "birth_year", "city")
NOT_ROWS = ("customers", "identities")


@dataclass(frozen=True, slots=True)
class Line:
    title: str
    one: str
    two: str
    is_shared: bool


@dataclass(frozen=True, slots=True)
class Both:
    """``shared`` is why they may be one, in words; ``rows`` is what each brings and the sum."""

    one_name: str
    two_name: str
    shared: tuple[str, ...]
    traits: tuple[Line, ...]
    identities: tuple[Line, ...]
    rows: tuple[tuple[str, int, int, int], ...]


def compared(workspace: Workspace, one: Standing, two: Standing) -> Both:
    traits = tuple(line for line in _traits(workspace, one, two) if line.one or line.two)
    identities = tuple(line for line in _identities(one, two) if line not in traits)
    named = [line.title for line in (*traits, *identities) if line.is_shared]
    return Both(
        one.profile.get("name") or one.customer,
        two.profile.get("name") or two.customer,
        tuple(dict.fromkeys(named)),
        traits,
        identities,
        tuple(_rows(one.rows, two.rows)),
    )


def look_alikes(workspace: Workspace, standing: Standing) -> tuple[Match, ...]:
    """Others who are found by the e-mail address, the telephone or an identity of this one."""
    words = {standing.profile.get("email"), standing.profile.get("phone")}
    words |= {row["value"] for row in standing.identities if row["kind"] != "customer"}
    found = [
        match for word in sorted(filter(None, words)) for match in exact_matches(workspace, word, standing.customer)
    ]
    return tuple({match.customer: match for match in found}.values())


def _traits(workspace: Workspace, one: Standing, two: Standing) -> list[Line]:
    titles = {
        "name": _("Name"), "email": _("E-mail address"), "phone": _("Telephone"), "birth_year": _("Year of birth"),
        "city": _("City"),
    }  # fmt: skip
    lines = [_line(titles[name], str(one.profile.get(name, "")), str(two.profile.get(name, ""))) for name in FIELDS]
    said = [
        (language_name(p.get("language")), label(workspace, "segment", p.get("segment"))) for p in _profiles(one, two)
    ]
    return [
        *lines,
        Line(_("Language"), said[0][0], said[1][0], False),
        Line(_("Segment"), said[0][1], said[1][1], False),
    ]


def _profiles(*both: Standing) -> list[Mapping[str, object]]:
    return [one.profile for one in both]


def _line(title: str, one: str, two: str) -> Line:
    return Line(title, one, two, bool(one) and one.casefold().strip() == two.casefold().strip())


def _identities(one: Standing, two: Standing) -> tuple[Line, ...]:
    """By kind: a line for each value that both have, and one for those that only one of them has."""
    sides = [_known_by(each) for each in (one, two)]
    lines: list[Line] = []
    for kind in sorted(sides[0].keys() | sides[1].keys()):
        title, (ones, twos) = own_word("identity", kind), (side.get(kind, {}) for side in sides)
        lines += [Line(title, ones[same], twos[same], True) for same in sorted(ones.keys() & twos.keys())]
        only_one, only_two = _only(ones, twos), _only(twos, ones)
        if only_one or only_two:
            lines.append(Line(title, only_one, only_two, False))
    return tuple(lines)


def _only(mine: Mapping[str, str], other: Mapping[str, str]) -> str:
    return ", ".join(mine[each] for each in sorted(mine.keys() - other.keys()))


def _known_by(standing: Standing) -> dict[str, dict[str, str]]:
    """By kind, identities as they are written, under what they are compared by."""
    known: dict[str, dict[str, str]] = {}
    for row in standing.identities:
        if row["kind"] != "customer":
            known.setdefault(row["kind"], {})[row["value"].casefold()] = row["value"]
    return known


def _rows(one: Mapping[str, int], two: Mapping[str, int]) -> list[tuple[str, int, int, int]]:
    names = [name for name in KINDS if name not in NOT_ROWS and (name in one or name in two)]
    return [
        (kind_of_rows(name), one.get(name, 0), two.get(name, 0), one.get(name, 0) + two.get(name, 0)) for name in names
    ]
