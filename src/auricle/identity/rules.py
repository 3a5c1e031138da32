"""The rules by which ids say who somebody is: data, in ``identities.yaml`` of a workspace over a default."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from math import isfinite
from pathlib import Path
from typing import Any, Literal

import msgspec
from phonenumbers import SUPPORTED_REGIONS

from ..model.document import Document
from ..model.fitting import Misfit, fitted
from ..sentence import sentence, sentence_of
from .forms import Form, country_of, written

FILE = "identities.yaml"
DEFAULT = Path(__file__).with_name(FILE)
MERGED = "customer"
"""The kind of identity that remembers a merge: ``customer:<old>`` leads to the other."""
CONFLICT = "conflict"
"""The kind of row that remembers two customers who are not to be merged, or not by the rules."""

Strength = Literal["owner", "personal", "shared", "ignored"]


class Kind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one kind of id says about who somebody is; see ``docs/identity.md``."""

    strength: Strength
    customer: bool = False
    form: Form = "text"
    names: tuple[str, ...] = ()
    issuer: tuple[str, ...] = ()


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    country: str = ""
    nobody: tuple[str, ...] = ()
    kinds: dict[str, dict[str, Any]] = {}


class UnknownKind(LookupError):
    def __init__(self, kind: str, known: Iterable[str]):
        super().__init__(
            sentence("there is no kind of identity {kind!r}; there are {kinds}", kind=kind, kinds=", ".join(known))
        )


class Rules:
    """The kinds of ids, the most telling first, and how they are found and written."""

    def __init__(self, kinds: Mapping[str, Kind], nobody: Iterable[str] = (), country: str = ""):
        self.kinds = dict(kinds)
        self.country = country
        self.order = {name: place for place, name in enumerate(self.kinds)}
        self._nobody = frozenset(value.casefold() for value in nobody)
        self._places = _places(self.kinds)
        self._identity = lru_cache(maxsize=100_000)(self._made)
        self.is_shared = lru_cache(maxsize=100_000)(self._is_shared)
        self.native = lru_cache(maxsize=100_000)(self._native)
        self.customer_of = lru_cache(maxsize=100_000)(self._customer_of)

    def kind(self, name: str) -> Kind:
        try:
            return self.kinds[name]
        except KeyError:
            raise UnknownKind(name, self.kinds) from None

    def identity(self, kind: str, value: object, issuer: object = "") -> str:
        """``kind:value`` in the kind's form (``kind:issuer/value`` with an issuer); empty when the value is nobody's.

        Raises
            UnknownKind: the rules do not know it.
        """
        if value is None or isinstance(value, bool | dict | list):
            return ""
        return self._identity(kind, str(value), str(issuer or ""))

    def _made(self, kind: str, value: str, issuer: str) -> str:
        rule = self.kind(kind)
        plain = written(rule.form, value, self.country)
        if rule.strength == "ignored" or not plain or plain.casefold() in self._nobody:
            return ""
        return f"{kind}:{issuer}/{plain}" if issuer else f"{kind}:{plain}"

    def found(self, said: Mapping[str, Any]) -> tuple[str, ...]:
        """The identities an event or a row names, the most telling kind first, within a kind as its names are listed.

        ``said`` is the event as a client sends it: ``userId``, ``anonymousId``, ``traits``, ``context`` …; ``traits``
        are looked for in ``context.traits`` too. A part may be JSON as text, and is read where it may hold an id.
        ``previousId`` is read as what it may be: a user's or an anonymous id.
        """
        met: list[tuple[int, int, str]] = []
        self._walk(self._places, said, said, met)
        if len(met) == 1:
            return (met[0][2],)
        return tuple(dict.fromkeys([one[2] for one in sorted(met)]))

    def _walk(
        self, places: _Places, part: Mapping[str, Any], said: Mapping[str, Any], met: list[tuple[int, int, str]]
    ) -> None:
        for step, value in part.items():
            here = places.get(step)
            if here is None:
                continue
            if here.within and type(value) is str and here.may_be_in(value):
                value = _read(value)
            if type(value) is dict:
                if not here.within.keys().isdisjoint(value):
                    self._walk(here.within, value, said, met)
                continue
            for order, place, kind, issuers in here.kinds:
                if type(value) is str and not issuers:  # nearly all of them, and there are many
                    found = self._identity(kind, value, "")
                else:
                    found = self.identity(kind, value, _first_at(said, issuers) if issuers else "")
                if found:
                    met.append((order, place, found))

    def _is_shared(self, identity: str) -> bool:
        return self.kind(identity.partition(":")[0]).strength == "shared"

    def owned(self, identity: str) -> str:
        """What a person has only one of: the kind and issuer of an owner's id; empty for other kinds."""
        kind, _, value = identity.partition(":")
        if self.kind(kind).strength != "owner":
            return ""
        issuer, slash, _ = value.partition("/") if self.kinds[kind].issuer else ("", "", "")
        return f"{kind}:{issuer}" if slash else kind

    def _customer_of(self, identity: str) -> str:
        """The customer whose own id an identity is; empty when it is no customer's own."""
        kind, _, value = identity.partition(":")
        return value if self.kind(kind).customer else ""

    def _native(self, identity: str) -> str:
        """The customer an identity is until it is known to be another's."""
        if own := self.customer_of(identity):
            return own
        prefix = VISITOR if self.is_shared(identity) else PERSON
        return prefix + hashlib.sha256(identity.encode()).hexdigest()[:_DIGITS]


VISITOR, PERSON, _DIGITS = "visitor-", "person-", 16


def is_visitor(customer: str) -> bool:
    """Whether a customer's id was made up for somebody of whom only shared things are known."""
    return customer.startswith(VISITOR) and len(customer) == len(VISITOR) + _DIGITS


def is_made_up(customer: str) -> bool:
    """Whether a customer's id was made here, of an identity, because nobody named one."""
    return is_visitor(customer) or (customer.startswith(PERSON) and len(customer) == len(PERSON) + _DIGITS)


@dataclass(slots=True)
class _Place:
    """A step on the way to ids in an event: what is named here, and what follows."""

    kinds: list[_Named] = field(default_factory=list)
    within: _Places = field(default_factory=dict)

    def may_be_in(self, text: str) -> bool:
        """Whether a JSON object written as text may have one of the names looked for."""
        if text[:1] == "{":
            for step in self.within:
                if step in text:
                    return True
        return text[:1] == "{" and "\\" in text


_Places = dict[str, _Place]
_Path = tuple[str, ...]
_Named = tuple[int, int, str, tuple[_Path, ...]]
"""A kind found at a step: its place among the kinds, the step's among its names, the kind, where its issuer is."""


def _places(kinds: Mapping[str, Kind]) -> _Places:
    top = _Place()
    for order, (name, kind) in enumerate(kinds.items()):
        issuers = tuple(path for said in kind.issuer for path in _paths(said))
        for place, path in ((place, path) for place, said in enumerate(kind.names) for path in _paths(said)):
            here = top
            for step in path:
                here = here.within.setdefault(step, _Place())
            here.kinds.append((order, place, name, issuers))
    return top.within


def _paths(said: str) -> tuple[_Path, ...]:
    path = tuple(said.split("."))
    return (path, ("context", *path)) if path[0] == "traits" else (path,)


def _read(text: str) -> Any:
    """What JSON within a text says; nothing when it is none."""
    try:
        return _json.decode(text)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None


def _finite(text: str) -> float | None:
    """A number; one that is too large for any machine is nobody's, and takes no id beside it away."""
    return number if isfinite(number := float(text)) else None


_json = msgspec.json.Decoder(float_hook=_finite)


def _first_at(said: Mapping[str, Any], paths: Iterable[_Path]) -> Any:
    return next((found for path in paths if (found := _at(said, path)) is not None), "")


def _at(said: Mapping[str, Any], path: _Path) -> Any:
    found: Any = said
    for step in path:
        if type(found) is str and found[:1] == "{":
            found = _read(found)
        found = found.get(step) if isinstance(found, Mapping) else None
        if found is None:
            return None
    return found


def read_rules(folder: Path | None = None, zone: str = "UTC") -> Rules:
    """The rules of the workspace in ``folder``, over the default ones.

    Raises
        DocumentError: its ``identities.yaml`` is wrong; names file, line and reason.
    """
    said = _default()
    own, document = _File(), None
    if folder is not None and (folder / FILE).is_file():
        document = Document(folder / FILE)
        own = document.decode(_File)
    kinds = {
        name: _decoded(document, name, said.kinds.get(name), own.kinds.get(name))
        for name in {**said.kinds, **own.kinds}
    }
    country = own.country or said.country or country_of(zone)
    if document and own.country and own.country not in SUPPORTED_REGIONS:
        reason = sentence(
            "there is no country {country!r}; write its ISO 3166 code, such as CN or DE", country=own.country
        )
        raise document.error(reason, "country")
    return Rules(kinds, (*said.nobody, *own.nobody), country)


@cache
def _default() -> _File:
    return Document(DEFAULT).decode(_File)


def _decoded(
    document: Document | None, name: str, default: Mapping[str, Any] | None, own: Mapping[str, Any] | None
) -> Kind:
    said = {**(default or {}), **(own or {})}
    if document and own is not None:
        _check(document, name, said)
    try:
        return fitted(said, Kind)
    except Misfit as misfit:
        if document is None:
            raise
        raise document.error(sentence_of(misfit), "kinds", name, *misfit.at) from None


def _check(document: Document, name: str, said: Mapping[str, Any]) -> None:
    at = ("kinds", name)
    if not name.isidentifier() or name in (MERGED, CONFLICT):
        reason = sentence("{kind!r} cannot be a kind of identity; choose another word, such as card", kind=name)
        raise document.error(reason, *at)
    if "strength" not in said:
        raise document.error(sentence("{kind} needs a strength: owner, personal, shared or ignored", kind=name), *at)
    if said.get("customer") and said["strength"] != "owner":
        reason = sentence(
            "{kind} is {strength}; only an owner's ids can be the customers' own", kind=name, strength=said["strength"]
        )
        raise document.error(reason, *at, "customer")
