"""Who the customers are: drawn once for each three years of the company, kept as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from . import vocabulary as v
from .columns import DAY, HOUR, SECOND, Truths, Whole, ids, instants, joined, picked, table
from .seasons import day_number
from .truth import TRUTH

FOUNDING_SHARE = 0.55  # of an era's customers, there when it begins
_FOUNDED_DAYS_BEFORE = 730
_ZONE_OFFSET = 8 * HOUR  # the company's zone, which had no summer time in these years


def local(day: Whole, microseconds: Whole | int) -> Whole:
    """The instant of a time of day on a day of the company's calendar."""
    return day * DAY + microseconds - _ZONE_OFFSET


@dataclass(frozen=True, slots=True)
class Population:
    """Customers of one era; every array has one element a customer.

    ``attitude`` is the lasting 0..10 recommendation score, ``satisfaction`` the standardised
    satisfaction with the subjects of the drivers, shape (customers, drivers).
    """

    era: int  # 0 is the latest three years, 1 the three before …
    joined_day: Whole
    left_day: Whole  # first day on which they are no customer any more
    region: Whole
    language: Whole
    segment: Whole
    store: Whole  # the one they go to
    gender: Whole
    tier: Whole
    birth_year: Whole
    member: Truths
    consent: Truths
    attitude: Whole
    satisfaction: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.attitude)

    def ids(self, who: Whole) -> pa.Array:
        return ids("C", np.where(who < 0, -1, who + 1 + self.era * 10_000_000), 7)

    def languages(self, who: Whole) -> pa.Array:
        return picked(v.LANGUAGES, self.language[who])


def population(era: int, customers: int) -> Population:
    """The customers of an era, the same for the same number of them whenever it is called."""
    rng = np.random.default_rng([TRUTH.seed, era, 0])
    first, last = era_days(era)
    region = v.REGIONS.draw(rng, customers)
    satisfaction, attitude = _attitudes(rng, customers)
    joined_day = _joined(rng, customers, first, last)
    return Population(
        era=era,
        joined_day=joined_day,
        left_day=_left(rng, era, joined_day, attitude),
        region=region,
        language=_languages(rng, region),
        segment=v.SEGMENTS.draw(rng, customers),
        store=v.STORES.draw(rng, customers),
        gender=v.GENDERS.draw(rng, customers),
        tier=v.TIERS.draw(rng, customers),
        birth_year=rng.integers(1950, 2007, customers),
        member=rng.random(customers) < 0.42,
        consent=rng.random(customers) < 0.86,
        attitude=attitude,
        satisfaction=satisfaction,
    )


def era_days(era: int) -> tuple[int, int]:
    """First and last day of an era: the same three years, three years earlier each."""
    first, last = TRUTH.first_day, TRUTH.last_day
    back = 3 * era
    return day_number(date(first.year - back, first.month, 1)), day_number(date(last.year - back, 10, 31))


def _attitudes(rng: np.random.Generator, n: int) -> tuple[NDArray[np.float64], Whole]:
    halo = rng.standard_normal((n, 1))
    own = rng.standard_normal((n, len(TRUTH.drivers)))
    satisfaction = np.sqrt(TRUTH.halo) * halo + np.sqrt(1 - TRUTH.halo) * own
    weights = np.array([d.weight for d in TRUTH.drivers])
    latent = TRUTH.attitude_mean + satisfaction @ weights + TRUTH.attitude_noise * rng.standard_normal(n)
    return satisfaction, np.clip(np.rint(latent), 0, 10).astype(np.int64)


def _joined(rng: np.random.Generator, n: int, first: int, last: int) -> Whole:
    founding = rng.random(n) < FOUNDING_SHARE
    before = first - 1 - rng.integers(0, _FOUNDED_DAYS_BEFORE, n)
    return np.where(founding, before, rng.integers(first, last + 1, n))


def _left(rng: np.random.Generator, era: int, joined_day: Whole, attitude: Whole) -> Whole:
    departure = TRUTH.departure
    first, last = era_days(era)
    days = rng.exponential(30.4 / departure.usual_leaving_share_per_month, len(attitude)).astype(np.int64)
    left = np.maximum(joined_day, first) + 1 + days
    if era:
        return np.minimum(left, last + 1)
    starts, ends = day_number(departure.starts_on), day_number(departure.ends_on)
    unhappy = (attitude <= departure.attitude_at_most) & (joined_day < starts)
    leaves = unhappy & (rng.random(len(attitude)) < departure.share_leaving)
    day = rng.integers(starts, ends + 1, len(attitude))
    return np.where(leaves, np.minimum(left, day), left)


def _languages(rng: np.random.Generator, region: Whole) -> Whole:
    traditional = np.isin(region, [v.REGIONS.code(r) for r in v.TRADITIONAL_REGIONS])
    english = rng.random(len(region)) < np.array(v.ENGLISH_SHARE)[region]
    return np.where(english, 2, traditional.astype(np.int64))


def customer_rows(people: Population, known_until_day: int) -> list[tuple[str, pa.Table]]:
    """Customers met until a day, and the identities that lead to them. Nobody here exists, or looks as if."""
    who = np.flatnonzero(people.joined_day <= known_until_day)
    code = people.ids(who)
    plain = ids("", who + 1 + people.era * 10_000_000, 7)
    called = joined(picked(("示例顾客", "示例顧客", "Example customer "), people.language[who]), plain)
    email = joined("customer-", plain, "@example.com")
    phone = joined("+00-000-", plain)
    business = people.segment[who] == v.SEGMENTS.code("small-business")
    seen = instants(local(people.joined_day[who], 5 * HOUR + (who % 3_600) * SECOND))
    customers = table(
        "customers",
        customer=code,
        kind=picked(("person", "account"), business.astype(np.int64)),
        name=called,
        email=email,
        phone=phone,
        first_seen_at=seen,
        segment=picked(v.SEGMENTS.names, people.segment[who]),
        language=people.languages(who),
        country=picked(v.COUNTRIES, people.region[who]),
        region=picked(v.REGIONS.names, people.region[who]),
        city=_cities(people, who),
        gender=picked(v.GENDERS.names, np.where(business, -1, people.gender[who])),
        birth_year=pa.array(people.birth_year[who], mask=business),
        consent=pa.array(people.consent[who]),
        traits=joined(
            '{"tier": "',
            picked(v.TIERS.names, people.tier[who]),
            '", "member": ',
            picked(("false", "true"), people.member[who].astype(np.int64)),
            "}",
        ),
    )
    member = pa.array(people.member[who])
    identities = [
        _identities(code, "email", email, "shop", seen),
        _identities(code, "phone", phone, "hotline", seen),
        _identities(code.filter(member), "member", joined("M-", plain).filter(member), "loyalty", seen.filter(member)),
    ]
    return [("customers", customers), ("identities", pa.concat_tables(identities))]


def _cities(people: Population, who: Whole) -> pa.Array:
    number = pc.cast(pa.array(who % v.CITIES_OF_A_REGION + 1), pa.string())
    return joined(picked(v.REGIONS.names, people.region[who]), "-", number)


def _identities(customer: pa.Array, kind: str, value: pa.Array, source: str, linked_at: pa.Array) -> pa.Table:
    return table(
        "identities",
        identity=joined(f"{kind}:", value),
        kind=kind,
        value=value,
        customer=customer,
        original=customer,
        source=source,
        linked_at=linked_at,
    )


__all__ = ["Population", "customer_rows", "era_days", "local", "population"]
