"""What the ledger knows: of one person, and of everybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, QuerySet

from auricle.web.platform.public import Workspace

from .kinds import KINDS
from .models import Contact, OptOut, about
from .reasons import REASONS


@dataclass(frozen=True, slots=True)
class OptedOut:
    """That somebody wants nothing of ``kind``; of anything when it is empty, or that letters to them come back."""

    kind: str
    title: str
    how: str
    at: datetime
    bounced: bool = False


@dataclass(frozen=True, slots=True)
class Fate:
    """How many of a kind were approached, and how many were not, by reason."""

    kind: str
    title: str
    approached: int
    withheld: int
    reasons: tuple[tuple[str, int], ...]

    @property
    def all(self) -> int:
        return self.approached + self.withheld


def opted_out(record: Workspace, customer: str, address: str = "") -> tuple[OptedOut, ...]:
    """What a customer does not want to hear, or whoever had their address."""
    return tuple(map(_refusal, OptOut.objects.of(record).filter(about(customer, address))))


def _refusal(row: OptOut) -> OptedOut:
    title = str(KINDS[row.kind].title) if row.kind else ""
    return OptedOut(row.kind, title, row.get_how_display(), row.at, row.how == OptOut.How.BOUNCE)


def fates(record: Workspace, start: date | None, end: date | None) -> tuple[Fate, ...]:
    """What became of every wish to approach somebody in a window of days, by kind."""
    counts = of_window(record, start, end).order_by().values_list("kind", "because").annotate(n=Count("pk"))
    return tuple(fate for kind in KINDS if (fate := _fate(kind, list(counts))).all)


def _fate(kind: str, counts: list[tuple[str, str, int]]) -> Fate:
    of_kind = [(because, n) for each, because, n in counts if each == kind]
    withheld = sorted(((because, n) for because, n in of_kind if because), key=lambda pair: -pair[1])
    return Fate(
        kind,
        str(KINDS[kind].title),
        sum(n for because, n in of_kind if not because),
        sum(n for _, n in withheld),
        tuple((str(REASONS[because]), n) for because, n in withheld),
    )


def of_window(record: Workspace, start: date | None, end: date | None) -> QuerySet[Contact]:
    """The decisions of a window of days, the latest first."""
    found = Contact.objects.of(record)
    found = found.filter(at__date__gte=start) if start else found
    return found.filter(at__date__lte=end) if end else found
