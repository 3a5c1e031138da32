"""Calls and chats: who asks for help, which employee takes it, how long it takes, whether it helps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from . import vocabulary as v
from .columns import Truths, Whole, ids, instants, numbers, picked, table
from .month import Month, later
from .orders import Orders
from .truth import TRUTH

_CALLS_PER_MONTH = 0.022
_CHAT_SHARE = 0.35
_CALLS_AFTER_LATE = 0.30  # late deliveries about which somebody calls
_ABANDONED = 0.06  # calls hung up while waiting
_CALLS_AGAIN = 0.45  # of the unresolved, within a week
_HOTLINE_AGENTS = 16  # the first ones answer the telephone, the others chats


@dataclass(frozen=True, slots=True)
class Contacts:
    """Every array has one element a contact."""

    number: Whole
    customer: Whole
    at: Whole
    channel: Whole
    agent: Whole  # -1: hung up before anybody answered
    resolved: Truths
    about_delivery: Truths

    def __len__(self) -> int:
        return len(self.number)


def contacts_of(month: Month, orders: Orders) -> Contacts:
    rng = month.stream("contacts")
    who, at = month.occasions(rng, month.active(), _CALLS_PER_MONTH)
    late = orders.where(orders.late & (rng.random(len(orders)) < _CALLS_AFTER_LATE))
    customer = np.concatenate([who, late.customer])
    first_at = np.concatenate([at, later(rng, late.promised, 1, 30)])
    about = np.concatenate([np.zeros(len(who), bool), np.ones(len(late), bool)])
    channel = np.where(rng.random(len(customer)) < _CHAT_SHARE, v.CHAT, v.PHONE)
    agent = _agents(rng, channel)
    unsure = agent == v.AGENTS.index(TRUTH.needs_help.employee)
    helped = np.where(unsure, TRUTH.needs_help.resolved_share, TRUTH.usual_resolved_share)
    resolved = (rng.random(len(customer)) < helped) & (agent >= 0)
    again = ~resolved & (rng.random(len(customer)) < _CALLS_AGAIN)
    again_channel, again_at = channel[again], later(rng, first_at[again], 4, 150)
    customer, first_at = np.concatenate([customer, customer[again]]), np.concatenate([first_at, again_at])
    kept = month.keeps(first_at)
    every = Contacts(
        number=np.arange(len(customer)),
        customer=customer,
        at=first_at,
        channel=np.concatenate([channel, again_channel]),
        agent=np.concatenate([agent, _agents(rng, again_channel)]),
        resolved=np.concatenate([resolved, rng.random(int(again.sum())) < TRUTH.usual_resolved_share]),
        about_delivery=np.concatenate([about, about[again]]),
    )
    return Contacts(*(getattr(every, name)[kept] for name in Contacts.__slots__))


def contact_ids(month: Month, number: Whole) -> pa.Array:
    return ids(f"I{month.code}-H", number)


def agents(agent: Whole) -> pa.Array:
    return picked(v.AGENTS, agent)


def teams(agent: Whole) -> pa.Array:
    return picked(v.TEAMS, np.where(agent < 0, -1, agent // (_HOTLINE_AGENTS // 2)))


def contact_rows(month: Month, contacts: Contacts) -> pa.Table:
    rng = month.stream("handling")
    n, answered, call = len(contacts), contacts.agent >= 0, contacts.channel == v.PHONE
    slower = np.where(contacts.agent == v.AGENTS.index(TRUTH.needs_help.employee), 1.35, 1.0)
    wait = rng.exponential(55, n) + np.where(answered, 0, 90)
    talk = np.where(answered, rng.gamma(2.2, 85, n) * slower, np.nan)
    hold = np.where(answered & call, rng.exponential(22, n) * (rng.random(n) < 0.4), np.nan)
    wrap = np.where(answered, rng.gamma(2.0, 22, n) * slower, np.nan)
    total = wait + np.nan_to_num(talk) + np.nan_to_num(hold)
    outcome = np.where(answered, np.where(contacts.resolved, 0, 1), 2)
    return table(
        "interactions",
        interaction=contact_ids(month, contacts.number),
        at=instants(contacts.at),
        customer=month.people.ids(contacts.customer),
        channel=picked(v.CHANNELS, contacts.channel),
        touchpoint=picked(("chat", "hotline"), call.astype(np.int64)),
        stage="help",
        activity=picked(("chat", "call"), call.astype(np.int64)),
        employee=agents(contacts.agent),
        unit=teams(contacts.agent),
        duration_seconds=numbers(np.round(total, 1)),
        wait_seconds=numbers(np.round(wait, 1)),
        talk_seconds=numbers(np.round(talk, 1)),
        hold_seconds=numbers(np.round(hold, 1)),
        wrap_seconds=numbers(np.round(wrap, 1)),
        outcome=picked(("resolved", "unresolved", "hung_up"), outcome),
    )


def _agents(rng: np.random.Generator, channel: Whole) -> Whole:
    """Somebody of the channel's team, but not the one who is kept for few customers; -1 when hung up."""
    few = v.AGENTS.index(TRUTH.few_customers.employee)
    on_phone = rng.integers(0, _HOTLINE_AGENTS, len(channel))
    in_chat = rng.integers(_HOTLINE_AGENTS, len(v.AGENTS) - 1, len(channel))
    agent = np.where(channel == v.PHONE, on_phone, in_chat + (in_chat >= few))
    return np.where((channel == v.PHONE) & (rng.random(len(channel)) < _ABANDONED), -1, agent)


__all__ = ["Contacts", "agents", "contact_ids", "contact_rows", "contacts_of", "teams"]
