"""One person as their page shows them: who they are, what they are worth as counted, how they feel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import get_language_info

from auricle.query.standing import Standing
from auricle.web.platform.public import amount
from auricle.workspace import Workspace

from .queries import latest_words, scores_of
from .scores import Series, series_of
from .wording import label, own_word


@dataclass(frozen=True, slots=True)
class Quote:
    text: str
    language: str
    at: datetime
    touchpoint: str


@dataclass(frozen=True, slots=True)
class Contract:
    plan: str
    price: str
    start_on: date
    end_on: date | None
    is_over: bool


@dataclass(frozen=True, slots=True)
class Portrait:
    """``name`` is the id where no name is known; a part that is not known is empty or None."""

    customer: str
    name: str
    has_name: bool
    segment: str
    language: str
    region: str
    kind: str
    since: datetime | None
    consent: bool | None
    orders: int
    revenue: tuple[str, ...]
    last_order_at: datetime | None
    contract: Contract | None
    points: float | None
    series: tuple[Series, ...]
    words: tuple[Quote, ...]


def portrait(workspace: Workspace, standing: Standing) -> Portrait:
    said, customer = standing.profile, standing.customer
    return Portrait(
        customer=customer,
        name=said.get("name") or customer,
        has_name=bool(said.get("name")),
        segment=label(workspace, "segment", said.get("segment")),
        language=language_name(said.get("language")),
        region=label(workspace, "region", said.get("region")),
        kind=own_word("kind", str(said.get("kind", ""))),
        since=_local(workspace, said.get("first_seen_at")),
        consent=said.get("consent"),
        orders=standing.orders,
        revenue=tuple(amount(float(sum_), "currency", currency) for currency, sum_ in standing.revenue.items()),
        last_order_at=_local(workspace, standing.last_order_at),
        contract=_contract(workspace, standing.contract),
        points=None if standing.points is None else float(standing.points),
        series=series_of(workspace, scores_of(workspace, customer)),
        words=tuple(_quote(workspace, row) for row in latest_words(workspace, customer)),
    )


def language_name(tag: Any) -> str:
    """The name of a language in the reader's; the tag when nobody knows it."""
    if not tag:
        return ""
    try:
        return str(get_language_info(str(tag).lower())["name_translated"])
    except KeyError:
        return str(tag)


def _contract(workspace: Workspace, row: Mapping[str, Any] | None) -> Contract | None:
    if row is None:
        return None
    price = "" if row["amount"] is None else amount(float(row["amount"]), "currency", row["currency"] or "")
    plan = label(workspace, "plan", row["plan"]) or row["contract"]
    is_over = row["end_on"] is not None and row["end_on"] < workspace.last_day
    return Contract(plan, price, row["start_on"], row["end_on"], is_over)


def _quote(workspace: Workspace, row: Mapping[str, Any]) -> Quote:
    touchpoint = label(workspace, "touchpoint", row["touchpoint"])
    return Quote(row["text"], row["language"] or "", _local(workspace, row["at"]), touchpoint)


def _local(workspace: Workspace, at: datetime | None) -> Any:
    return at and at.astimezone(workspace.zone)
