"""The relationship survey: each customer's turn comes in the same two months of every year."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from . import vocabulary as v
from .columns import Rows, Truths, Whole
from .invitations import Asked, chosen, invited, replies, scored, told, typed
from .month import Month, times_of_day
from .population import local
from .scores import missing, rated, recommendation, satisfaction
from .seasons import day_of
from .themes import by_drivers
from .truth import TRUTH

_HALF_YEAR = 6
_SMALL_REGIONS = ("hong-kong", "taiwan", "singapore")  # asked more often, and weighted for it
_ASKED_SHARE, _ASKED_SHARE_IN_SMALL = 0.6, 0.9
_REPLY_SHARE = 0.26
_RATING_MEAN = (4.0, 4.1, 3.7, 3.9, 4.2, 3.5, 3.8)  # by driver


def relationship_survey(month: Month, rows: Rows) -> None:
    rng = month.stream("relationship")
    given, exposures = replies(month, rng, _asked(month, rng), _REPLY_SHARE)
    rows.add("exposures", exposures)
    customer = given.asked.customer
    score = recommendation(month, rng, customer)
    has_text = rng.random(len(given)) < 0.42
    said = by_drivers(month, rng, customer[has_text], score[has_text])
    weight = np.where(_in_small_region(month, customer), _ASKED_SHARE / _ASKED_SHARE_IN_SMALL, 1.0)
    feedback = told(month, rows, given, has_text, said, weight=pa.array(weight))
    rows.add("answers", scored(feedback, "recommend", "nps", score, "0-10"))
    for driver, mean in zip(TRUTH.drivers, _RATING_MEAN, strict=True):
        rating = rated(rng, mean, satisfaction(month, customer, driver.subject), spread=0.9, noise=0.3)
        rows.add("answers", scored(feedback, driver.question, "rating", missing(rng, rating, 0.03), "1-5"))
    usual = v.ORDER_CHANNELS.draw(rng, len(given))
    rows.add("answers", chosen(feedback, "usual_channel", v.ORDER_CHANNELS.names, usual))
    rows.add("answers", typed(feedback, "reason"))


def _asked(month: Month, rng: np.random.Generator) -> Asked:
    who = month.active()
    who = who[who % _HALF_YEAR == day_of(month.first_day).month % _HALF_YEAR]
    day = rng.integers(month.first_day, month.last_day + 1, len(who))
    at = local(day, times_of_day(rng, len(who)))
    there = (month.people.joined_day[who] <= day) & (day < month.people.left_day[who])
    share = np.where(_in_small_region(month, who), _ASKED_SHARE_IN_SMALL, _ASKED_SHARE)
    place = np.full(len(who), v.TOUCHPOINTS.index("relationship"))
    asked = Asked("relationship", "R", who, at, np.full(len(who), v.EMAIL), place, np.arange(len(who)))
    return invited(month, rng, asked, np.where(there, share, 0.0))


def _in_small_region(month: Month, who: Whole) -> Truths:
    return np.isin(month.people.region[who], [v.REGIONS.code(name) for name in _SMALL_REGIONS])
