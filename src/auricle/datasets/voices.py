"""What customers say without being asked: reviews, complaints, posts and chats."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa

from . import vocabulary as v
from .columns import NEVER, Rows, Truths, Whole, ids, instants, picked, table
from .contacts import Contacts, agents, contact_ids, teams
from .invitations import scored
from .month import Month, later, times_of_day
from .orders import Orders, order_ids
from .population import local
from .scores import rated, satisfaction, shifted
from .seasons import day_number
from .themes import about, complained
from .truth import TRUTH
from .words import Said, compose, mention_rows, one_theme

_REVIEWING = 0.05  # of delivered orders
_POSTS_PER_CUSTOMER = 0.004  # a month, of anybody: nobody knows which customer posts
_CHATS_KEPT = 0.5


@dataclass(frozen=True, slots=True)
class Voice:
    """Texts of one kind; arrays have one element a text, customer -1 is unknown."""

    kind: str
    letter: str
    source: str
    channel: str
    number: Whole
    customer: Whole
    language: Whole
    at: Whole

    def where(self, mask: Truths) -> Voice:
        arrays = {name: getattr(self, name)[mask] for name in ("number", "customer", "language", "at")}
        return replace(self, **arrays)


def reviews(month: Month, orders: Orders, rows: Rows) -> None:
    """Public stars on products, kinder the better the product was liked."""
    rng = month.stream("reviews")
    some = orders.where((orders.delivered != NEVER) & (rng.random(len(orders)) < _REVIEWING))
    voice = _voice(month, "review", "W", "shop", "web", some.number, some.customer, later(rng, some.delivered, 20, 300))
    kept = month.keeps(voice.at)
    some, voice = some.where(kept), voice.where(kept)
    felt = satisfaction(month, some.customer, "product")
    stars = shifted(rng, rated(rng, 4.0, felt, 0.7, 0.8), some.late, -0.8)
    said = about(rng, stars, ("quality", "packaging", "price", "delivery"))
    feedback = _said(month, rows, voice, said, touchpoint="product", stage="use", order=order_ids(month, some))
    rows.add("answers", scored(feedback, "stars", "rating", stars, "1-5"))


def complaints(month: Month, orders: Orders, rows: Rows) -> None:
    """A few of all orders that came, many of those that came late."""
    rng = month.stream("complaints")
    broken = TRUTH.breakdown
    share = np.where(orders.late, broken.complaint_share_when_late, broken.complaint_share_otherwise)
    some = orders.where((orders.promised != NEVER) & (rng.random(len(orders)) < share))
    after = np.where(some.late, some.promised, some.delivered)
    voice = _voice(month, "complaint", "K", "hotline", "phone", some.number, some.customer, later(rng, after, 3, 60))
    kept = month.keeps(voice.at)
    some, voice = some.where(kept), voice.where(kept)
    touchpoint = picked(("product", "delivery"), some.late.astype(np.int64))
    stage = picked(("use", "receive"), some.late.astype(np.int64))
    said = complained(rng, some.late, 0.5)
    _said(month, rows, voice, said, touchpoint=touchpoint, stage=stage, order=order_ids(month, some))


def posts(month: Month, rows: Rows) -> None:
    """Public posts of people whose customer number nobody knows."""
    rng = month.stream("posts")
    active = month.active()
    n = rng.poisson(len(active) * _POSTS_PER_CUSTOMER)
    writer = active[rng.integers(0, max(len(active), 1), n)]
    at = local(rng.integers(month.first_day, month.last_day + 1, n), times_of_day(rng, n))
    voice = Voice("post", "S", "forum", "social", np.arange(n), np.full(n, -1), month.people.language[writer], at)
    mood = rated(rng, 3.6, month.people.attitude[writer] / 2.2 - 3.6, 0.6, 1.0)
    kept = month.keeps(at)
    said = about(rng, mood[kept], ("quality", "price", "staff", "app", "membership", "stock", "delivery"))
    _said(month, rows, voice.where(kept), said)


def outcry(month: Month, rows: Rows) -> None:
    """Posts about one theme, within its days; none in other months."""
    planted = TRUTH.outcry
    first, last = day_number(planted.starts_on), day_number(planted.ends_on)
    if last < month.first_day or first > month.last_day:
        return
    rng, active = month.stream("outcry"), month.active()
    n = round(len(active) * planted.posts_per_customer)
    writer = active[rng.integers(0, max(len(active), 1), n)]
    at = local(rng.integers(first, last + 1, n), times_of_day(rng, n))
    voice = Voice("post", "O", "forum", "social", np.arange(n), np.full(n, -1), month.people.language[writer], at)
    said = one_theme(np.full(n, v.THEMES.index(planted.theme)), np.zeros(n, bool), rng.random(n) < 0.5)
    _said(month, rows, voice, said)


def chats(month: Month, contacts: Contacts, rows: Rows) -> None:
    """How customers open a chat with the team: with what is wrong."""
    rng = month.stream("chats")
    kept = (contacts.channel == v.CHAT) & (rng.random(len(contacts)) < _CHATS_KEPT)
    number, customer, agent = contacts.number[kept], contacts.customer[kept], contacts.agent[kept]
    voice = _voice(month, "chat", "G", "chat", "chat", number, customer, contacts.at[kept])
    topics = np.array([v.THEMES.index(name) for name in ("returns", "app", "membership", "stock", "delivery")])
    topic = topics[rng.integers(0, len(topics) - 1, len(number))]
    theme = np.where(contacts.about_delivery[kept], topics[-1], topic)
    said = one_theme(theme, np.zeros(len(number), bool), ~contacts.resolved[kept])
    columns = {"employee": agents(agent), "unit": teams(agent), "interaction": contact_ids(month, number)}
    _said(month, rows, voice, said, touchpoint="chat", stage="help", **columns)


def _voice(
    month: Month, kind: str, letter: str, source: str, channel: str, number: Whole, customer: Whole, at: Whole
) -> Voice:
    return Voice(kind, letter, source, channel, number, customer, month.people.language[customer], at)


def _said(month: Month, rows: Rows, voice: Voice, said: Said, **columns: Any) -> pa.Table:
    texts = compose(month.stream(f"words-{voice.letter}"), voice.language, said)
    feedback = table(
        "feedback",
        feedback=ids(f"F{month.code}-{voice.letter}", voice.number),
        at=instants(voice.at),
        customer=month.people.ids(voice.customer),
        kind=voice.kind,
        source=voice.source,
        channel=voice.channel,
        text=texts.text,
        language=picked(v.LANGUAGES, voice.language),
        **columns,
    )
    rows.add("feedback", feedback)
    for mentions in mention_rows(feedback, said, texts):
        rows.add("mentions", mentions)
    return feedback


__all__ = ["Voice", "chats", "complaints", "outcry", "posts", "reviews"]
