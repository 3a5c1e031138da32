"""What is planted in the demo company is found by the analyses, and no more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import numpy as np
import pytest

from auricle.analysis.drivers import drivers
from auricle.datasets.demo import make_demo
from auricle.datasets.population import population
from auricle.datasets.relationship import _RATING_MEAN as RATING_MEAN
from auricle.datasets.scores import rated
from auricle.datasets.truth import TRUTH
from auricle.understanding.movement import direction
from auricle.workspace import Workspace

ENTITIES = ("customers", "contracts", "answers", "feedback", "mentions", "orders", "interactions")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with make_demo(tmp_path_factory.mktemp("demo") / "demo", customers=4_000, entities=ENTITIES) as ws:
        yield ws


@pytest.fixture(scope="module")
def surveyed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Enough customers to tell drivers apart that differ by little, and their answers only."""
    folder = tmp_path_factory.mktemp("surveyed") / "demo"
    with make_demo(folder, customers=24_000, entities=("customers", "answers", "feedback", "orders")) as ws:
        yield ws


@pytest.fixture(scope="module")
def true_shares() -> dict[str, float]:
    """The shares before anybody was made to leave, in a population so large that chance is nothing.

    The happier answer a little more often, so each counts by their odds of it.
    """
    random, people = np.random.default_rng(5), population(0, 200_000)
    beside = random.random(len(people)) > TRUTH.repeat_share
    score = np.clip(people.attitude + beside * np.where(random.random(len(people)) < 0.5, -1, 1), 0, 10)
    ratings = {
        driver.question: rated(random, mean, people.satisfaction[:, i], spread=0.9, noise=0.3)
        for i, (driver, mean) in enumerate(zip(TRUTH.drivers, RATING_MEAN, strict=True))
    }
    willing = TRUTH.response_odds_per_point ** people.attitude.astype(float)
    return {each.name: each.share for each in drivers(score, ratings, willing, resamples=10).drivers}


def test_the_score_rose_because_the_unhappy_left_and_nobody_changed_their_mind(demo: Workspace):
    found = demo.movement("nps", ("2024-01-01", "2024-12-31"), ("2025-07-01", "2026-06-30"))
    assert direction(found.change) == 1
    assert found.cause is not None
    assert found.cause.name == "gone"
    assert found.cause.score < found.before.value - 30
    assert direction(found.stayed.effect) == 0
    assert found.had_the_gone_stayed is not None
    assert found.had_the_gone_stayed.value < found.after.value - 5


def test_in_the_quiet_half_year_no_leaving_is_made_up(demo: Workspace):
    found = demo.movement("nps", ("2024-01-01", "2024-06-30"), ("2024-07-01", "2024-12-31"))
    assert direction(found.change) == 0
    assert found.cause is None


def test_the_true_shares_lie_in_their_intervals(surveyed: Workspace, true_shares: dict[str, float]):
    until = TRUTH.departure.starts_on - timedelta(days=1)
    found = surveyed.drivers("nps", where="survey = 'relationship'", to=until)
    for each in found.drivers:
        assert each.share.low <= true_shares[each.candidate.subject] <= each.share.high


def test_the_planted_drivers_come_in_their_order_and_what_does_nothing_is_said_to(surveyed: Workspace):
    found = surveyed.drivers("nps", where="survey = 'relationship'")
    assert [each.candidate.subject for each in found.drivers[:5]] == [d.question for d in TRUTH.drivers[:5]]
    idle = {each.candidate.subject for each in found.drivers if not each.is_clear}
    assert "rating_website" in idle
    assert idle <= {"rating_website", "rating_price"}
    assert all(each.agrees for each in found.drivers if each.is_clear)
    assert found.alike == ()


def test_late_orders_and_nothing_else_explain_satisfaction_with_delivery(demo: Workspace):
    found = demo.drivers("csat", where="survey = 'after_delivery'", of=("operations",))
    assert [each.candidate.subject for each in found.drivers if each.is_clear] == ["late"]
    assert found.drivers[0].slope.high < 0


def test_the_unhappy_leave_and_no_rating_says_more_of_it_than_the_score(surveyed: Workspace):
    left = TRUTH.departure
    first, last = left.starts_on - timedelta(days=90), left.ends_on - timedelta(days=90)
    days = {"from_": first, "to": last, "days": 180}
    found = surveyed.drivers("nps", where="survey = 'relationship'", **days, target="returned")
    assert [each.candidate.subject for each in found.drivers if each.is_clear] == ["recommend"]
    assert found.drivers[0].slope.low > 0
    quiet = {"from_": "2024-01-01", "to": "2024-06-30", "days": 180}
    found = surveyed.drivers("nps", where="survey = 'relationship'", **quiet, target="returned")
    assert not any(each.is_clear for each in found.drivers)


def test_the_curve_of_money_bends_the_way_it_was_planted(surveyed: Workspace):
    found = surveyed.score_and_money("nps", "2023-11-01", "2024-06-30", days=184)  # before many leave
    assert TRUTH.spend.bend < 0
    assert found.curve.shape == "saturating"
    assert found.curve.bend is not None
    assert found.curve.bend.low < TRUTH.spend.bend < found.curve.bend.high < 0
    assert found.curve.point.low > 0
    assert found.curve.steps[0].gain is not None
    assert found.curve.steps[-2].gain is not None
    assert found.curve.steps[0].gain.value > found.curve.steps[-2].gain.value


AFTER_DELIVERY = "survey = 'after_delivery'"


def test_of_the_personas_only_who_furnishes_an_office_is_worth_more(surveyed: Workspace):
    found = surveyed.buying(by="persona")
    each = {part.group: (part.low / part.n, part.high / part.n) for part in found.groups}
    low, _ = each.pop("office-furnisher")
    assert each.keys() == {"first-nester", "seasoned-regular", "passer-by"}
    assert low > max(high for _, high in each.values())
    assert max(low for low, _ in each.values()) < min(high for _, high in each.values())  # alike, but for noise
    assert sum(part.value for part in found.groups) == pytest.approx(found.total.value)


def test_the_planted_effect_of_the_delivery_slots_lies_in_its_interval(surveyed: Workspace):
    done = TRUTH.initiative
    there = f"region in {done.values}"
    found = surveyed.prove(
        "csat_mean",
        done.starts_on,
        f"{AFTER_DELIVERY} and {there}",
        f"{AFTER_DELIVERY} and not ({there}) and region <> '{TRUTH.breakdown.region}'",
    )
    assert found.ran_alike
    assert found.verdict == "higher"
    assert found.effect.low <= done.effect_points <= found.effect.high
    mixed = surveyed.prove("csat_mean", done.starts_on, f"{AFTER_DELIVERY} and {there}", "mixture", by="region")
    assert mixed.fits
    assert mixed.effect.low <= done.effect_points <= mixed.effect.high


def test_of_three_planted_initiatives_without_effect_none_is_found_to_have_one(surveyed: Workspace):
    app, greeting, bonus = TRUTH.without_effect
    rated_app = f"survey = '{app.survey}' and question = '{app.question}'"
    others = f"survey = '{app.survey}' and kind = 'rating' and question <> '{app.question}'"
    greeted = f"{greeting.column} in {greeting.values}"
    visits = f"survey = '{greeting.survey}'"
    paid = f"region = '{bonus.values[0]}'"
    elsewhere = f"{AFTER_DELIVERY} and region in ('east', 'north')"
    proofs = {
        app.name: surveyed.prove("rating", app.starts_on, rated_app, others),
        greeting.name: surveyed.prove(
            "csat_mean", greeting.starts_on, f"{visits} and {greeted}", f"{visits} and not ({greeted})", by="unit"
        ),
        bonus.name: surveyed.prove("csat_mean", bonus.starts_on, f"{AFTER_DELIVERY} and {paid}", elsewhere),
    }
    assert {name: found.verdict for name, found in proofs.items()} == dict.fromkeys(proofs, "no clear change")
    assert all(found.effect.low <= 0 <= found.effect.high for found in proofs.values())
    bonus_found = proofs[bonus.name]
    assert "2025-09" in bonus_found.aside  # the month of the breakdown, after which it was better anyway
    assert bonus_found.with_all is not None
    assert bonus_found.with_all.value > bonus_found.effect.value


def test_the_breakdown_in_one_region_in_one_month_is_one_story(demo: Workspace):
    planted = TRUTH.breakdown
    found = demo.anomalies("on_time_delivery", from_="2025-01-01", to="2025-12-31")
    (story,) = found.stories
    assert story.group == {"region": planted.region}
    assert story.periods == (planted.starts_on.strftime("%Y-%m"),)
    assert story.is_worse
    assert found.alarms > 1


@pytest.mark.parametrize("measure", ["on_time_delivery", "nps", "csat", "net_sentiment", "bounce_rate"])
def test_in_the_quiet_half_year_nothing_is_called_unusual(demo: Workspace, measure: str):
    first, last = TRUTH.quiet
    assert demo.anomalies(measure, from_=first, to=last).stories == ()
    assert demo.control_chart(measure, from_=first, to=last).signals == ()


@pytest.mark.parametrize("size", ["demo", "surveyed"])
def test_who_needs_help_is_told_from_who_was_unlucky(size: str, request: pytest.FixtureRequest):
    found = {each.who: each for each in request.getfixturevalue(size).fairly("csat").people}
    assert {who for who, each in found.items() if each.verdict == "lower"} == {TRUTH.needs_help.employee}
    unlucky = found[TRUTH.few_customers.employee]
    assert unlucky.n <= TRUTH.few_customers.rated_contacts
    assert unlucky.verdict == "alike"
    assert unlucky.low < unlucky.expected < unlucky.high


def test_the_theme_of_the_outcry_rises_in_its_week_and_no_other_does(demo: Workspace):
    demo.read_texts()
    rising = [each.theme for each in demo.voices().themes if each.is_rising]
    assert rising == [TRUTH.outcry.theme]
