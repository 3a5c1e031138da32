"""What came in, by day and write key, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext

from auricle.collector import public as collector
from auricle.collector.public import Counts, WriteKey

DAYS = 14


def home() -> Path:
    return Path(settings.HOME)


@dataclass(frozen=True)
class KeyOfTeam:
    """A write key as people see it."""

    key: WriteKey

    @property
    def works(self) -> bool:
        return self.key.works(datetime.now(UTC))

    @property
    def ends_at(self) -> datetime | None:
        return self.key.ends_at if self.works else None


@dataclass(frozen=True)
class Line:
    """What one key brought on one day; ``name`` is the key's, ``day`` None means all of them."""

    day: date | None
    name: str
    counts: Counts

    @property
    def quarantined(self) -> int:
        return sum(self.counts.quarantined.values())


@dataclass(frozen=True)
class Arrivals:
    """The last days of a workspace, the newest first."""

    lines: tuple[Line, ...]

    @cached_property
    def total(self) -> Line:
        return Line(None, "", _sum(line.counts for line in self.lines))

    @cached_property
    def days(self) -> tuple[Line, ...]:
        """Each day once, the oldest first."""
        found: dict[date, list[Counts]] = {}
        for line in reversed(self.lines):
            if line.day:
                found.setdefault(line.day, []).append(line.counts)
        return tuple(Line(day, "", _sum(counts)) for day, counts in found.items())

    @property
    def refused_keys(self) -> list[str]:
        """Names of the keys that have events in quarantine."""
        return sorted({name for name, _, _ in self.reasons})

    @property
    def reasons(self) -> list[tuple[str, str, int]]:
        """Why events are in quarantine: the key's name, the reason, how many, the most first."""
        found: dict[tuple[str, str], int] = {}
        for line in self.lines:
            for reason, n in line.counts.quarantined.items():
                found[line.name, reason] = found.get((line.name, reason), 0) + n
        return sorted(((name, reason, n) for (name, reason), n in found.items()), key=lambda each: -each[2])


def arrivals(slug: str, days: int = DAYS) -> Arrivals:
    """What came in on the last days, by key."""
    names = {key.id: key.name for key in collector.keys(home(), slug)}
    names[collector.key_of(slug)] = gettext("Surveys")
    daily = collector.daily(home(), slug, days)
    return Arrivals(tuple(_lines(daily, names)))


def keys_of(slug: str) -> list[KeyOfTeam]:
    """The keys that work, then those that do not, each the newest first."""
    found = [KeyOfTeam(key) for key in collector.keys(home(), slug)]
    return sorted(found, key=lambda each: not each.works)


def _lines(daily: Mapping[str, tuple[Counts, ...]], names: Mapping[str, str]) -> Iterable[Line]:
    for day in sorted(daily, reverse=True):
        for counts in daily[day]:
            yield Line(date.fromisoformat(day), names.get(counts.key, counts.key), counts)


def _sum(counts: Iterable[Counts]) -> Counts:
    found = list(counts)
    quarantined: dict[str, int] = {}
    for each in found:
        for reason, n in each.quarantined.items():
            quarantined[reason] = quarantined.get(reason, 0) + n
    received, stored, duplicate, waiting = (
        sum(getattr(each, name) for each in found) for name in ("received", "stored", "duplicate", "waiting")
    )
    return Counts("", received, stored, duplicate, quarantined, waiting)
