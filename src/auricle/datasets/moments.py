"""Surveys after a moment: a purchase, a delivery, a visit to a shop, a contact, a return."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa

from . import vocabulary as v
from .columns import NEVER, Rows, Truths, Whole, ids, picked
from .contacts import Contacts, agents, contact_ids, teams
from .invitations import Asked, Replies, chosen, invited, replies, scored, told
from .month import Month, later
from .orders import Orders, order_ids
from .scores import rated, recommendation, satisfaction, shifted
from .seasons import day_number
from .themes import about
from .truth import TRUTH, Initiative
from .visits import Visits


def after_purchase(month: Month, orders: Orders, rows: Rows) -> None:
    rng = month.stream("after_purchase")
    place = np.array([v.TOUCHPOINTS.index(t) for t in ("app", "website", "store", "hotline")])[orders.channel]
    channel = np.where(orders.channel == v.APP, v.APP, v.EMAIL)
    asked = _asked("after_purchase", "P", orders.customer, later(rng, orders.at, 1, 4), channel, place)
    given = _replies(month, rng, asked, rows, invited_share=0.30, reply_share=0.22)
    customer = given.asked.customer
    felt = satisfaction(month, customer, "app") * 0.6 + satisfaction(month, customer, "price") * 0.4
    csat = rated(rng, 4.15, felt, 0.5, 0.6)
    has_text = rng.random(len(given)) < 0.15
    said = about(rng, csat[has_text], ("price", "stock", "quality", "app"))
    feedback = told(month, rows, given, has_text, said, **_of_order(month, orders, given))
    rows.add("answers", scored(feedback, "csat", "csat", csat, "1-5"))
    rows.add("answers", scored(feedback, "recommend", "nps", recommendation(month, rng, customer), "0-10"))


def after_delivery(month: Month, orders: Orders, rows: Rows) -> None:
    """Being late costs what the truth says; the initiative adds what it says, where and from when it ran."""
    rng = month.stream("after_delivery")
    brought = orders.where(orders.delivered != NEVER)
    place = np.full(len(brought), v.TOUCHPOINTS.index("delivery"))
    channel = np.where(brought.channel == v.APP, v.APP, v.SMS)
    asked = _asked("after_delivery", "D", brought.customer, later(rng, brought.delivered, 4, 30), channel, place)
    given = _replies(month, rng, asked, rows, invited_share=0.45, reply_share=0.24)
    late, customer = brought.late[given.asked.source], given.asked.customer
    felt = satisfaction(month, customer, "delivery")
    csat = shifted(rng, rated(rng, 4.0, felt, 0.55, 0.7), late, -TRUTH.breakdown.csat_points_lost_when_late)
    csat = shifted(rng, csat, _treated(month, given, TRUTH.initiative), TRUTH.initiative.effect_points)
    has_text = rng.random(len(given)) < 0.22
    said = about(rng, csat[has_text], ("delivery", "packaging"))
    said = replace(said, theme=np.where(late[has_text] & (said.good == 0), v.THEMES.index("delivery"), said.theme))
    feedback = told(month, rows, given, has_text, said, **_of_order(month, brought, given))
    rows.add("answers", scored(feedback, "csat", "csat", csat, "1-5"))
    speed = shifted(rng, rated(rng, 4.1, felt, 0.5, 0.6), late, -1.9)
    rows.add("answers", scored(feedback, "rating_speed", "rating", speed, "1-5"))
    rows.add("answers", scored(feedback, "rating_packaging", "rating", rated(rng, 4.2, felt, 0.3, 0.7), "1-5"))
    rows.add("answers", scored(feedback, "rating_courier", "rating", rated(rng, 4.3, felt, 0.3, 0.7), "1-5"))


def after_visit(month: Month, visits: Visits, rows: Rows) -> None:
    rng = month.stream("after_visit")
    place = np.full(len(visits), v.TOUCHPOINTS.index("store"))
    channel = np.full(len(visits), v.SMS)
    asked = _asked("after_visit", "V", visits.customer, later(rng, visits.at, 1, 20), channel, place)
    given = _replies(month, rng, asked, rows, invited_share=0.50, reply_share=0.20)
    felt = satisfaction(month, given.asked.customer, "store")
    csat = rated(rng, 4.25, felt, 0.5, 0.6)
    has_text = rng.random(len(given)) < 0.15
    said = about(rng, csat[has_text], ("staff", "stock"))
    source = given.asked.source
    columns = {"unit": picked(v.STORES.names, visits.store[source]), "interaction": ids(f"I{month.code}-V", source)}
    feedback = told(month, rows, given, has_text, said, **columns)
    rows.add("answers", scored(feedback, "csat", "csat", csat, "1-5"))
    rows.add("answers", scored(feedback, "rating_staff", "rating", rated(rng, 4.4, felt, 0.4, 0.6), "1-5"))


def after_contact(month: Month, contacts: Contacts, rows: Rows) -> Contacts:
    """Asks those who were helped; returns the contacts as they were handled in the end.

    In one month six of the less satisfied are given to the employee who merely had few customers.
    """
    rng = month.stream("after_contact")
    answered = np.flatnonzero(contacts.agent >= 0)
    phone = contacts.channel[answered] == v.PHONE
    place = np.where(phone, v.TOUCHPOINTS.index("hotline"), v.TOUCHPOINTS.index("chat"))
    channel = np.where(phone, v.SMS, v.CHAT)
    at = later(rng, contacts.at[answered], 0.5, 3)
    asked = replace(_asked("after_contact", "H", contacts.customer[answered], at, channel, place), source=answered)
    given = _replies(month, rng, asked, rows, invited_share=0.85, reply_share=0.30)
    customer, source = given.asked.customer, given.asked.source
    felt, solved = satisfaction(month, customer, "support"), contacts.resolved[source]
    csat = shifted(rng, rated(rng, 4.1, felt, 0.55, 0.6), ~solved, -TRUTH.csat_points_lost_when_unresolved)
    needs_help = contacts.agent[source] == v.AGENTS.index(TRUTH.needs_help.employee)
    csat = shifted(rng, csat, needs_help, TRUTH.needs_help.csat_points)
    contacts = _few_go_to(month, contacts, source, csat)
    has_text = rng.random(len(given)) < 0.25
    said = about(rng, csat[has_text], ("support",))
    agent = contacts.agent[source]
    columns = {
        "employee": agents(agent),
        "unit": teams(agent),
        "interaction": contact_ids(month, contacts.number[source]),
    }
    feedback = told(month, rows, given, has_text, said, **columns)
    ease = np.clip(np.rint(1.25 * csat + 0.3 + 0.7 * rng.standard_normal(len(given))), 1, 7)
    rows.add("answers", scored(feedback, "ease", "ces", ease, "1-7"))
    rows.add("answers", scored(feedback, "csat", "csat", csat, "1-5"))
    rows.add("answers", chosen(feedback, "solved", ("no", "yes"), solved.astype(np.int64)))
    return contacts


def after_return(month: Month, orders: Orders, rows: Rows) -> None:
    """Asked for effort on the old form (1 very little … 5 very much) at first, for ease (1..7) later."""
    rng = month.stream("after_return")
    back = orders.where(month.known(orders.returned) != NEVER)
    place = np.full(len(back), v.TOUCHPOINTS.index("returns"))
    asked = _asked(
        "after_return", "B", back.customer, later(rng, back.returned, 130, 160), np.full(len(back), v.EMAIL), place
    )
    given = _replies(month, rng, asked, rows, invited_share=0.8, reply_share=0.28)
    felt = satisfaction(month, given.asked.customer, "support")
    csat = rated(rng, 3.5, felt, 0.5, 0.8)
    has_text = rng.random(len(given)) < 0.25
    feedback = told(
        month, rows, given, has_text, about(rng, csat[has_text], ("returns",)), **_of_order(month, back, given)
    )
    rows.add("answers", scored(feedback, "csat", "csat", csat, "1-5"))
    if month.last_day <= day_number(TRUTH.effort_form_until):
        effort = np.clip(np.rint(6 - csat + 0.6 * rng.standard_normal(len(given))), 1, 5)
        rows.add("answers", scored(feedback, "effort", "ces1", effort, "1-5", polarity=-1))
    else:
        ease = np.clip(np.rint(1.3 * csat + 0.7 * rng.standard_normal(len(given))), 1, 7)
        rows.add("answers", scored(feedback, "ease", "ces", ease, "1-7"))


def _asked(survey: str, letter: str, who: Whole, at: Whole, channel: Whole, touchpoint: Whole) -> Asked:
    return Asked(survey, letter, who, at, channel, touchpoint, np.arange(len(who)))


def _replies(
    month: Month, rng: np.random.Generator, asked: Asked, rows: Rows, *, invited_share: float, reply_share: float
) -> Replies:
    given, exposures = replies(month, rng, invited(month, rng, asked, invited_share), reply_share)
    rows.add("exposures", exposures)
    return given


def _of_order(month: Month, orders: Orders, given: Replies) -> dict[str, pa.Array]:
    source = given.asked.source
    return {
        "order": order_ids(month, orders).take(pa.array(source)),
        "unit": picked(v.STORES.names, orders.store[source]),
    }


def _treated(month: Month, given: Replies, initiative: Initiative) -> Truths:
    region = month.people.region[given.asked.customer]
    ran = np.isin(region, [v.REGIONS.code(name) for name in initiative.values])
    return ran & (month.first_day >= day_number(initiative.starts_on))


def _few_go_to(month: Month, contacts: Contacts, source: Whole, csat: Whole) -> Contacts:
    few = TRUTH.few_customers
    if few.month is None or month.people.era or month.first_day != day_number(few.month):
        return contacts
    less_satisfied = source[np.argsort(csat, kind="stable")][: max(2, len(source) * 3 // 5)]
    unlucky = less_satisfied[np.linspace(0, len(less_satisfied) - 1, few.rated_contacts).astype(np.int64)]
    agent = contacts.agent.copy()
    agent[unlucky] = v.AGENTS.index(few.employee)
    return replace(contacts, agent=agent)
