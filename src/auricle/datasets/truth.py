"""What is planted in the demo company, as data: the answers to what its readers are asked to find.

Everything the generator does on purpose is stated here and read from here, so that a test, a page
of the docs or a curious reader can compare what an analysis finds with what is true.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Driver:
    """What a standard deviation of satisfaction with one thing adds to the latent recommendation score."""

    question: str  # the rating question of the relationship survey that asks for it
    subject: str
    weight: float  # points of the 0..10 score before rounding, per standard deviation


@dataclass(frozen=True, slots=True)
class DeliveryBreakdown:
    """For one month, orders placed in one region came late; elsewhere and at other times nothing happened."""

    region: str
    starts_on: date
    ends_on: date
    late_share: float
    usual_late_share: float
    csat_points_lost_when_late: float  # mean of the 1..5 score after delivery
    complaint_share_when_late: float
    complaint_share_otherwise: float


@dataclass(frozen=True, slots=True)
class Departure:
    """Unhappy customers leave within a half-year. Nobody's attitude changes, yet the company's score rises."""

    starts_on: date
    ends_on: date
    attitude_at_most: int  # the 0..10 attitude up to which customers left
    share_leaving: float  # of those there when it started
    usual_leaving_share_per_month: float  # everyone, at all times, whatever the attitude


@dataclass(frozen=True, slots=True)
class SpendCurve:
    """Yearly spend by attitude: ``floor + rise * expm1(bend * x) / expm1(bend)``, x = attitude / 10.

    A negative bend saturates: the first points are worth most.
    """

    floor_yuan: float
    rise_yuan: float
    bend: float

    def yearly_yuan(self, attitude: float) -> float:
        x = attitude / 10
        return self.floor_yuan + self.rise_yuan * math.expm1(self.bend * x) / math.expm1(self.bend)


@dataclass(frozen=True, slots=True)
class Season:
    """Days on which customers order more, or less, than on an ordinary day."""

    name: str
    first: tuple[int, int]  # month, day
    last: tuple[int, int]
    peak_factor: float  # on the last day
    build_up_factor: float  # on the first day; linear in between, the peak day excepted


@dataclass(frozen=True, slots=True)
class SpringFestival:
    """Orders before, during and after the new year of the lunar calendar."""

    new_years: tuple[date, ...]
    usual_day: tuple[int, int]  # for years outside the list
    days_before: int
    factor_before: float
    days_of_rest: int
    factor_of_rest: float


@dataclass(frozen=True, slots=True)
class Employee:
    """An employee of the hotline who stands out in the satisfaction of customers, and why."""

    employee: str
    csat_points: float  # what being served by this one adds to the 1..5 score, the matter resolved or not
    resolved_share: float  # of their contacts
    rated_contacts: int = 0  # when limited: so few that the mean says nothing
    month: date | None = None  # the only month in which they worked


@dataclass(frozen=True, slots=True)
class Initiative:
    """Something the company did, what it was meant to change, and what it truly changed."""

    name: str
    starts_on: date
    survey: str
    question: str
    column: str  # the column that tells where it ran, from where it did not; empty when everywhere
    values: tuple[str, ...]
    effect_points: float  # on the mean of the question, from its start on


@dataclass(frozen=True, slots=True)
class Outcry:
    """Within days many post about one theme, and nobody praises it; nobody knows which customers they are."""

    theme: str
    starts_on: date
    ends_on: date
    posts_per_customer: float


@dataclass(frozen=True, slots=True)
class Truth:
    seed: int
    first_day: date
    last_day: date
    zone: str
    currency: str
    attitude_mean: float
    attitude_noise: float  # standard deviation of what no driver explains, in points
    halo: float  # correlation between any two of a customer's satisfactions
    drivers: tuple[Driver, ...]  # strongest first: the expected order of LMG shares
    repeat_share: float  # chance that an answer repeats the attitude; else one point beside it
    response_odds_per_point: float  # the odds of answering an invitation, per point of attitude
    breakdown: DeliveryBreakdown
    departure: Departure
    spend: SpendCurve
    seasons: tuple[Season, ...]
    spring_festival: SpringFestival
    usual_resolved_share: float
    csat_points_lost_when_unresolved: float  # mean of the 1..5 score after a contact
    needs_help: Employee
    few_customers: Employee
    quiet: tuple[date, date]  # nothing was planted between these days but the seasons of the year
    effort_form_until: date  # returns asked for effort (CES 1.0) until then, for ease (CES 2.0) since
    initiative: Initiative
    without_effect: tuple[Initiative, ...]
    outcry: Outcry


TRUTH = Truth(
    seed=20261031,
    first_day=date(2023, 11, 1),
    last_day=date(2026, 10, 31),
    zone="Asia/Shanghai",
    currency="CNY",
    attitude_mean=7.6,
    attitude_noise=1.3,
    halo=0.25,
    drivers=(
        Driver("rating_delivery", "delivery", 0.90),
        Driver("rating_product", "product", 0.74),
        Driver("rating_support", "support", 0.58),
        Driver("rating_app", "app", 0.42),
        Driver("rating_store", "store", 0.26),
        Driver("rating_price", "price", 0.12),
        Driver("rating_website", "website", 0.0),
    ),
    repeat_share=0.8,
    response_odds_per_point=1.08,
    breakdown=DeliveryBreakdown(
        region="west",
        starts_on=date(2025, 9, 1),
        ends_on=date(2025, 9, 30),
        late_share=0.55,
        usual_late_share=0.06,
        csat_points_lost_when_late=1.6,
        complaint_share_when_late=0.16,
        complaint_share_otherwise=0.012,
    ),
    departure=Departure(
        starts_on=date(2025, 1, 1),
        ends_on=date(2025, 6, 30),
        attitude_at_most=6,
        share_leaving=0.5,
        usual_leaving_share_per_month=0.004,
    ),
    spend=SpendCurve(floor_yuan=40.0, rise_yuan=790.0, bend=-3.0),
    seasons=(
        Season("11.11", (11, 1), (11, 11), peak_factor=6.0, build_up_factor=1.4),
        Season("618", (6, 1), (6, 18), peak_factor=4.0, build_up_factor=1.2),
    ),
    spring_festival=SpringFestival(
        new_years=(date(2024, 2, 10), date(2025, 1, 29), date(2026, 2, 17)),
        usual_day=(2, 4),
        days_before=14,
        factor_before=1.7,
        days_of_rest=7,
        factor_of_rest=0.35,
    ),
    usual_resolved_share=0.80,
    csat_points_lost_when_unresolved=1.2,
    needs_help=Employee("E017", csat_points=-1.0, resolved_share=0.55),
    few_customers=Employee("E023", csat_points=0.0, resolved_share=0.80, rated_contacts=6, month=date(2026, 8, 1)),
    quiet=(date(2024, 7, 1), date(2024, 12, 31)),
    effort_form_until=date(2024, 6, 30),
    initiative=Initiative(
        "delivery-slots", date(2026, 3, 1), "after_delivery", "csat", "region", ("south", "central"), 0.30
    ),
    without_effect=(
        Initiative("app-redesign", date(2025, 10, 15), "relationship", "rating_app", "", (), 0.0),
        Initiative(
            "store-greeting",
            date(2026, 1, 15),
            "after_visit",
            "csat",
            "unit",
            ("store-01", "store-02", "store-03", "store-04"),
            0.0,
        ),
        # Starts when the breakdown ends by itself: before and after alone would praise it.
        Initiative("courier-bonus", date(2025, 10, 1), "after_delivery", "csat", "region", ("west",), 0.0),
    ),
    outcry=Outcry("membership", date(2026, 10, 25), date(2026, 10, 31), posts_per_customer=0.006),
)
