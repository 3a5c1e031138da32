"""The ways out of the house and what went over them, for programs; no secret and no content is told."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from auricle.web.platform.public import Caller, NoInput, Operation, Page, Paged, numbered_page, plainly

from .models import Delivery, Integration


class WayOut(BaseModel):
    integration: int
    kind: str
    name: str
    is_on: bool
    trouble: str | None = Field(description="What the other side said where it fails now.")
    made_at: datetime


class Integrations(BaseModel):
    integrations: list[WayOut]


class AskedDeliveries(Paged):
    state: Literal["", "waiting", "sending", "sent", "failed"] = Field("", examples=["failed"])
    integration: int = Field(0, description="Of one integration; 0 for all.", ge=0, le=2**31 - 1)


class Delivered(BaseModel):
    """``message_id`` is the id that the receiver saw; ``said`` is what it answered last."""

    delivery: int
    integration: int | None
    reference: str
    message_id: str
    state: str
    attempts: int
    made_at: datetime
    due_at: datetime | None
    ended_at: datetime | None
    said: str | None


class Deliveries(Page):
    deliveries: list[Delivered]


def _integrations(caller: Caller, given: NoInput) -> Integrations:
    return Integrations(
        integrations=[
            WayOut(
                integration=each.pk, kind=each.kind, name=each.name, is_on=each.is_on,
                trouble=plainly(_trouble(each)) or None, made_at=each.made_at,
            )
            for each in Integration.objects.of(caller.record).select_related("reading")
        ]
    )  # fmt: skip


def _trouble(way: Integration) -> Any:
    """Why a way out was switched off, or a way in could not be read last."""
    return way.trouble or (way.reading.trouble if hasattr(way, "reading") else "")


def _deliveries(caller: Caller, given: AskedDeliveries) -> Deliveries:
    rows = Delivery.objects.of(caller.record)
    rows = rows.filter(state=given.state) if given.state else rows
    rows = rows.filter(integration=given.integration) if given.integration else rows
    shown, after = numbered_page(rows, given)
    return Deliveries(deliveries=[_delivered(each) for each in shown], next=after)


def _delivered(each: Delivery) -> Delivered:
    return Delivered(
        delivery=each.pk, integration=each.integration_id, reference=each.reference, message_id=each.message_id,
        state=each.state, attempts=each.attempts, made_at=each.made_at, due_at=each.due_at, ended_at=each.ended_at,
        said=plainly(each.said) or None,
    )  # fmt: skip


OPERATIONS = (
    Operation(
        "integrations", "/integrations", "manage integrations",
        "The ways out of the house. Mail servers, robots and webhooks, and whether each works; no secrets.",
        NoInput, Integrations, _integrations,
    ),
    Operation(
        "deliveries", "/deliveries", "manage integrations",
        "What was handed over, the latest first. How far each is, and what the receiver answered.",
        AskedDeliveries, Deliveries, _deliveries,
    ),
)  # fmt: skip
