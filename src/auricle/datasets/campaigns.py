"""Advertisements and messages: who saw what, what it cost, and whether an order followed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from . import vocabulary as v
from .columns import NEVER, Real, Rows, Whole, amounts, ids, instants, joined, picked, table
from .month import Month, later
from .seasons import day_of
from .truth import TRUTH

_MESSAGES_PER_MONTH, _ADVERTISEMENTS_PER_MONTH = 0.16, 0.12
_MESSAGE_CHANNELS = v.Codes(("email", "sms", "app"), (0.5, 0.2, 0.3))
_MESSAGE_CENTS = (1, 6, 0)
_PLACES = v.Codes(("search-ads", "video-ads", "feed-ads"), (0.4, 0.25, 0.35))
_PLACE_CENTS = (85, 140, 60)
_PLACE_CONVERTING = (0.045, 0.012, 0.02)
_MESSAGE_CONVERTING = 0.03
_SEASONAL = {6: "june-sale", 11: "november-sale", 1: "new-year", 2: "new-year"}


def messages(month: Month, rows: Rows) -> None:
    rng = month.stream("messages")
    active = month.active()
    who, at = month.occasions(rng, active[month.people.consent[active]], _MESSAGES_PER_MONTH)
    channel = _MESSAGE_CHANNELS.draw(rng, len(who))
    rows.add(
        "exposures",
        table(
            "exposures",
            **_shown(month, rng, "M", who, at, np.full(len(who), _MESSAGE_CONVERTING)),
            kind="message",
            campaign=f"{_season(month)}-letter",
            channel=picked(_MESSAGE_CHANNELS.names, channel),
            touchpoint="membership",
            cost=amounts(np.array(_MESSAGE_CENTS)[channel]),
        ),
    )


def advertisements(month: Month, rows: Rows) -> None:
    rng = month.stream("advertisements")
    who, at = month.occasions(rng, month.active(), _ADVERTISEMENTS_PER_MONTH)
    place = _PLACES.draw(rng, len(who))
    rows.add(
        "exposures",
        table(
            "exposures",
            **_shown(month, rng, "A", who, at, np.array(_PLACE_CONVERTING)[place]),
            kind="advertisement",
            campaign=joined(f"{_season(month)}-", picked(_PLACES.names, place)),
            channel="web",
            touchpoint="advertising",
            cost=amounts(np.array(_PLACE_CENTS)[place]),
        ),
    )


def _shown(
    month: Month, rng: np.random.Generator, letter: str, who: Whole, at: Whole, converting: Real
) -> dict[str, Any]:
    """What both have: to whom, when, and what an order that followed within two days brought."""
    after = later(rng, at, 0.1, 48)
    converted = (rng.random(len(who)) < converting) & month.keeps(after)
    brought = np.rint(np.exp(rng.normal(5.3, 0.6, len(who))) * 10).astype(np.int64) * 10
    return {
        "exposure": ids(f"X{month.code}-{letter}", np.arange(len(who))),
        "at": instants(at),
        "customer": month.people.ids(who),
        "converted": pa.array(converted),
        "converted_at": instants(np.where(converted, after, NEVER)),
        "amount": amounts(brought, missing=~converted),
        "currency": TRUTH.currency,
    }


def _season(month: Month) -> str:
    return _SEASONAL.get(day_of(month.first_day).month, "everyday")
