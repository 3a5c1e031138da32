"""Rules that watch what arrives, and what set them off, for programs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from auricle.sentence import sentence
from auricle.web.platform.public import Caller, NoInput, Operation, Page, Paged, numbered_page, plainly

from .models import Firing, Signal


class Watching(BaseModel):
    """``rule`` is the rule as data; ``paused_because`` says why it paused itself, where it did."""

    signal: int
    name: str
    is_on: bool
    paused_because: str | None
    opens_case: bool
    severity: int = Field(description="1 low to 4 critical")
    most_an_hour: int
    on_since: datetime | None
    rule: dict[str, Any]


class Signals(BaseModel):
    signals: list[Watching]


class AskedFirings(Paged):
    signal: int = Field(description="The number of a signal, as signals gives it.", ge=1, le=2**31 - 1, examples=[1])


class Fired(BaseModel):
    """``customer`` only for who may see customers; ``entity`` and ``key`` name the fact that set it off."""

    firing: int
    fired_at: datetime
    entity: str | None
    key: str | None
    customer: str | None
    state: str
    case: int | None
    trouble: str | None


class Firings(Page):
    firings: list[Fired]


class NoSuchSignal(LookupError):
    def __init__(self, number: int):
        super().__init__(sentence("there is no signal {number}; signals lists those there are", number=number))


def _signals(caller: Caller, given: NoInput) -> Signals:
    return Signals(signals=[_watching(each) for each in Signal.objects.of(caller.record)])


def _watching(each: Signal) -> Watching:
    return Watching(
        signal=each.pk, name=each.name, is_on=each.is_on, paused_because=plainly(each.paused_because) or None,
        opens_case=each.opens_case, severity=each.severity, most_an_hour=each.most_an_hour, on_since=each.on_since,
        rule=each.document,
    )  # fmt: skip


def _firings(caller: Caller, given: AskedFirings) -> Firings:
    if not Signal.objects.of(caller.record).filter(pk=given.signal).exists():
        raise NoSuchSignal(given.signal)
    shown, after = numbered_page(Firing.objects.of(caller.record).filter(signal=given.signal), given)
    sees = caller.may("see customers")
    return Firings(firings=[_fired(each, sees) for each in shown], next=after)


def _fired(each: Firing, sees_customers: bool) -> Fired:
    return Fired(
        firing=each.pk, fired_at=each.fired_at, entity=each.entity or None,
        key=each.key or None if sees_customers else None, customer=each.customer or None if sees_customers else None,
        state=each.state, case=each.case, trouble=plainly(each.trouble) or None,
    )  # fmt: skip


OPERATIONS = (
    Operation(
        "signals", "/signals", "edit signals",
        "Rules that watch what arrives. What each looks for, whether it is on, and why it paused itself.",
        NoInput, Signals, _signals,
    ),
    Operation(
        "firings", "/signals/{signal}/firings", "edit signals",
        "What set a signal off, the latest first. With the case that was opened.",
        AskedFirings, Firings, _firings,
    ),
)  # fmt: skip
