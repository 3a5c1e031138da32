"""What a workspace says of itself in ``auricle.yaml``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from ..sentence import Sentence, sentence
from .dimension import DERIVED, GRAINS, Dimension
from .document import Document, DocumentError
from .entities import ENTITIES
from .session import USUAL, Sessions

FILE = "auricle.yaml"
CURRENCY = re.compile("[A-Z]{3}")
_MEMORY = re.compile(r"\d+(\.\d+)? ?([KMGT]i?B|%)")
OVERVIEW = ("nps", "csat", "ces", "response_rate", "revenue", "orders", "repurchase_rate", "on_time_delivery")


class OwnDimension(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A dimension of the workspace's own: restricted SQL over the columns of an entity."""

    entity: str
    expression: str
    meaning: str = ""


class Collecting(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is kept of events as they came: ``keep_days`` after they are in the store, to look into or drain again.

    ``late_days`` is how long before its arrival an event may have happened; what claims more happened on arrival.
    """

    keep_days: int = 7
    late_days: int = 365


class Storing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the facts are: ``duckdb``, in the workspace's folder, or the address of an engine.

    ``memory`` bounds what the embedded engine takes (``4GB``; empty: its own default).
    """

    engine: str = "duckdb"
    memory: str = ""


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Settings of a workspace; every key may be left out.

    ``store`` says where the facts are. ``floor`` is the smallest group of opinions that shows a number. ``calendars``
    names days on which something happened, by label: ``{"Double Eleven": ["2025-11-11"]}``. ``collector`` bounds
    what is kept of events as they came, and how late they may come. ``sessions`` says where one visit ends and the
    next begins.
    """

    name: str = ""
    zone: str = "UTC"
    currency: str = ""
    store: Storing = Storing()
    floor: int = 5
    overview: tuple[str, ...] = OVERVIEW
    calendars: Mapping[str, tuple[str, ...]] = {}
    dimensions: Mapping[str, OwnDimension] = {}
    collector: Collecting = Collecting()
    sessions: Sessions = USUAL

    @property
    def own_dimensions(self) -> tuple[Dimension, ...]:
        return tuple(Dimension(name, d.entity, d.expression, d.meaning) for name, d in self.dimensions.items())


def read_settings(folder: Path) -> Settings:
    """Settings from ``folder/auricle.yaml``; DocumentError names file, line and reason."""
    document = Document(folder / FILE)
    settings = document.decode(Settings)
    _check_zone(document, settings)
    if settings.floor < 1:
        raise document.error(sentence("floor is the smallest group that shows a number; it is at least 1"), "floor")
    if settings.currency and not CURRENCY.fullmatch(settings.currency):
        raise document.error(no_currency(settings.currency), "currency")
    if settings.store.memory and not _MEMORY.fullmatch(settings.store.memory):
        reason = sentence("{memory!r} is no amount of memory; write it like 4GB", memory=settings.store.memory)
        raise document.error(reason, "store", "memory")
    if settings.collector.keep_days < 0 or settings.collector.late_days < 1:
        raise document.error(sentence("keep_days is at least 0 and late_days at least 1"), "collector")
    if settings.sessions.minutes <= 0:
        raise document.error(
            sentence("a session ends after a pause longer than nothing; give minutes"), "sessions", "minutes"
        )
    for label, days in settings.calendars.items():
        _check_days(document, label, days)
    for name, own in settings.dimensions.items():
        _check_dimension(document, name, own)
    return settings


def no_currency(currency: str) -> Sentence:
    return sentence("{currency!r} is no currency; write its ISO 4217 code, such as CNY, HKD or EUR", currency=currency)


def _check_days(document: Document, label: str, days: Iterable[str]) -> None:
    for position, day in enumerate(days):
        try:
            date.fromisoformat(day)
        except ValueError:
            reason = sentence("{day!r} is no day; write it as 2018-01-31", day=day)
            raise document.error(reason, "calendars", label, position) from None


def _check_zone(document: Document, settings: Settings) -> None:
    try:
        ZoneInfo(settings.zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise document.error(
            sentence("{zone!r} is no time zone; write it like Asia/Shanghai", zone=settings.zone), "zone"
        ) from None


def _check_dimension(document: Document, name: str, own: OwnDimension) -> None:
    at = ("dimensions", name)
    if own.entity not in ENTITIES:
        raise document.error(
            sentence("there is no entity {entity!r}; there are {known}", entity=own.entity, known=", ".join(ENTITIES)),
            *at,
            "entity",
        )
    taken = {*GRAINS, *(d.name for d in DERIVED if d.entity == own.entity)}
    if name in taken or ENTITIES[own.entity].has(name):
        raise document.error(
            sentence("{entity} has a {name!r} already; choose another name", entity=own.entity, name=name), *at
        )


__all__ = ["FILE", "OVERVIEW", "Collecting", "DocumentError", "OwnDimension", "Settings", "read_settings"]
