"""Each planted truth is found again by a plain computation on the facts of the usual demo."""

from __future__ import annotations

from itertools import combinations
from math import comb, log

import numpy as np
import pytest

from auricle.datasets.company import DEFAULT_CUSTOMERS
from auricle.datasets.population import population
from auricle.datasets.truth import TRUTH

NPS = "100 * avg((score >= 9)::int - (score <= 6)::int)"


def lmg(scores: np.ndarray, ratings: np.ndarray) -> np.ndarray:
    """Each rating's share of R², averaged over all orders of entry (Lindeman, Merenda, Gold)."""
    correlation = np.corrcoef(np.column_stack([ratings, scores]).T)
    among, with_score, k = correlation[:-1, :-1], correlation[:-1, -1], ratings.shape[1]

    def r2(subset: tuple[int, ...]) -> float:
        chosen = list(subset)
        return float(with_score[chosen] @ np.linalg.solve(among[np.ix_(chosen, chosen)], with_score[chosen]))

    shares = np.zeros(k)
    for i in range(k):
        others = [j for j in range(k) if j != i]
        for size in range(k):
            for subset in combinations(others, size):
                shares[i] += (r2((*subset, i)) - (r2(subset) if subset else 0)) / (k * comb(k - 1, size))
    return shares


@pytest.fixture(scope="module")
def relationship(ask):
    questions = ", ".join(f"max(score) FILTER (question = '{d.question}')" for d in TRUTH.drivers)
    rows = ask(
        f"SELECT max(score) FILTER (question = 'recommend'), {questions} FROM answers "
        "WHERE survey = 'relationship' GROUP BY feedback ORDER BY feedback"
    )
    found = np.array(rows, float)
    return found[~np.isnan(found).any(axis=1)]


def test_drivers_are_found_in_their_order(relationship):
    shares = lmg(relationship[:, 0], relationship[:, 1:])
    assert list(np.argsort(-shares)) == list(range(len(TRUTH.drivers)))


def test_driver_weights_are_found_in_proportion(relationship):
    ratings = np.column_stack([np.ones(len(relationship)), relationship[:, 1:]])
    slopes = np.linalg.lstsq(ratings, relationship[:, 0], rcond=None)[0][1:]
    planted = np.array([d.weight for d in TRUTH.drivers])
    # Scales end, so both sides are a little flatter than planted; their proportions stay.
    assert slopes / slopes.sum() == pytest.approx(planted / planted.sum(), abs=0.03)


def test_deliveries_broke_down_in_one_region_in_one_month(ask):
    broken = TRUTH.breakdown
    late = dict(
        ask(
            f"SELECT day BETWEEN '{broken.starts_on}' AND '{broken.ends_on}' AND region = '{broken.region}', "
            "avg((delivered_at > promised_at)::int) FROM local_orders WHERE delivered_at IS NOT NULL GROUP BY 1"
        )
    )
    assert late[True] == pytest.approx(broken.late_share, abs=0.05)
    assert late[False] == pytest.approx(broken.usual_late_share, abs=0.005)


def test_late_deliveries_cost_satisfaction(ask):
    score = dict(
        ask(
            'SELECT delivered_at > promised_at, avg(score) FROM answers a JOIN orders o USING ("order") '
            "WHERE survey = 'after_delivery' AND kind = 'csat' GROUP BY 1"
        )
    )
    assert score[False] - score[True] == pytest.approx(TRUTH.breakdown.csat_points_lost_when_late, abs=0.15)


def test_late_deliveries_raise_complaints(ask):
    broken = TRUTH.breakdown
    share = dict(
        ask(
            'SELECT delivered_at > promised_at, avg(("order" IN (SELECT "order" FROM feedback '
            "WHERE kind = 'complaint'))::int) FROM orders WHERE delivered_at IS NOT NULL GROUP BY 1"
        )
    )
    assert share[True] == pytest.approx(broken.complaint_share_when_late, abs=0.02)
    assert share[False] == pytest.approx(broken.complaint_share_otherwise, abs=0.002)


def test_the_score_rises_because_the_unhappy_left(ask):
    waves = (
        "SELECT customer, day < DATE '2025-01-01' AS early, score FROM local_answers WHERE survey = 'relationship' "
        "AND kind = 'nps' AND day BETWEEN '2024-07-01' AND '2025-12-31' "
        "AND day NOT BETWEEN '2025-01-01' AND '2025-06-30'"
    )
    total = dict(ask(f"SELECT early, {NPS} FROM ({waves}) GROUP BY 1"))
    twice = f"SELECT customer FROM ({waves}) GROUP BY 1 HAVING count(DISTINCT early) = 2"
    stayers = f"SELECT * FROM ({waves}) WHERE customer IN ({twice})"
    stayed = dict(ask(f"SELECT early, {NPS} FROM ({stayers}) GROUP BY 1"))
    assert total[False] - total[True] > 10
    assert stayed[False] - stayed[True] == pytest.approx(0, abs=3)


def test_spend_saturates_with_the_score(ask):
    """The half-year after an answer, away from the one in which the unhappy left."""
    scored = (
        "SELECT feedback, customer, day, score FROM local_answers WHERE survey = 'relationship' AND kind = 'nps' "
        "AND (day < '2024-07-01' OR day BETWEEN '2025-07-01' AND '2026-04-30')"
    )
    spent = (
        f"SELECT s.feedback, sum(amount)::double AS yuan FROM ({scored}) s JOIN local_orders o "
        "ON o.customer = s.customer AND o.day > s.day AND o.day <= s.day + 180 GROUP BY 1"
    )
    found = np.array(
        ask(
            f"SELECT score, count(*), avg(coalesce(yuan, 0)) * 365.25 / 180, "
            f"var_samp(coalesce(yuan, 0)) * (365.25 / 180) ** 2 FROM ({scored}) "
            f"LEFT JOIN ({spent}) USING (feedback) GROUP BY 1 ORDER BY 1"
        )
    )
    score, n, yearly, variance = found[1:].T  # a handful answered 0
    flattening = np.expm1(TRUTH.spend.bend * score / 10) / np.expm1(TRUTH.spend.bend)
    straight, curved = (weighted_fit(x, yearly, n / variance) for x in (score, flattening))
    assert straight[0] - curved[0] > 6  # AICc keeps the line unless it gains more than 2
    floor, rise = curved[1]
    for attitude in (3, 6, 9):
        x = np.expm1(TRUTH.spend.bend * attitude / 10) / np.expm1(TRUTH.spend.bend)
        assert floor + rise * x == pytest.approx(TRUTH.spend.yearly_yuan(attitude), rel=0.08)


def weighted_fit(x: np.ndarray, y: np.ndarray, weights: np.ndarray) -> tuple[float, np.ndarray]:
    """Chi-square and coefficients of y = a + b x."""
    root = np.sqrt(weights)
    design = np.column_stack([np.ones_like(x), x])
    coefficients = np.linalg.lstsq(design * root[:, None], y * root, rcond=None)[0]
    return float((weights * (y - design @ coefficients) ** 2).sum()), coefficients


def test_orders_follow_the_seasons(ask):
    orders = dict(ask("SELECT day, count(*) FROM local_orders GROUP BY 1"))
    usual = np.median(list(orders.values()))
    for year in (2024, 2025):
        day = {d.isoformat(): n / usual for d, n in orders.items()}
        assert day[f"{year}-11-11"] > 4
        assert day[f"{year}-06-18"] > 3
    for new_year in TRUTH.spring_festival.new_years:
        assert day[new_year.isoformat()] < 0.7
    assert max(orders, key=orders.__getitem__).strftime("%m-%d") == "11-11"


def test_one_employee_needs_help_and_one_merely_had_few_customers(ask):
    rated = {
        employee: (n, mean, spread)
        for employee, n, mean, spread in ask(
            "SELECT employee, count(*), avg(score), stddev_samp(score) FROM answers "
            "WHERE survey = 'after_contact' AND kind = 'csat' GROUP BY 1"
        )
    }
    helped, few = rated.pop(TRUTH.needs_help.employee), rated.pop(TRUTH.few_customers.employee)
    others = np.mean([mean for _, mean, _ in rated.values()])
    expected = TRUTH.needs_help.csat_points - TRUTH.csat_points_lost_when_unresolved * (
        TRUTH.usual_resolved_share - TRUTH.needs_help.resolved_share
    )
    assert helped[1] - others == pytest.approx(expected, abs=0.2)
    assert few[0] == TRUTH.few_customers.rated_contacts
    assert few[1] < min(mean for _, mean, _ in rated.values())  # looks bad …
    assert few[1] + 2.57 * few[2] / few[0] ** 0.5 > others  # … and tells nothing: t with 5 degrees of freedom


def test_nothing_changes_in_the_quiet_half_year(ask):
    first, last = TRUTH.quiet
    for kind in ("nps", "csat", "ces"):
        halves = ask(
            f"SELECT day < '2024-10-01', count(*), avg(score), var_samp(score) FROM local_answers "
            f"WHERE kind = '{kind}' AND day BETWEEN '{first}' AND '{last}' GROUP BY 1"
        )
        (_, n0, mean0, var0), (_, n1, mean1, var1) = halves
        assert abs(mean1 - mean0) < 2 * (var0 / n0 + var1 / n1) ** 0.5


def difference_in_differences(ask, where: str, treated: str, split: str, first: str, last: str) -> float:
    mean = {
        (ran, after): value
        for ran, after, value in ask(
            f"SELECT {treated}, day >= '{split}', avg(score) FROM local_answers a LEFT JOIN customers c "
            f"USING (customer) WHERE {where} AND day BETWEEN '{first}' AND '{last}' GROUP BY 1, 2"
        )
    }
    return (mean[True, True] - mean[True, False]) - (mean[False, True] - mean[False, False])


AFTER_DELIVERY = "survey = 'after_delivery' AND a.kind = 'csat'"


def test_the_initiative_worked_where_it_ran(ask):
    done = TRUTH.initiative
    found = difference_in_differences(
        ask,
        f"{AFTER_DELIVERY} AND region <> 'west'",
        f"region IN {done.values}",
        "2026-03-01",
        "2025-07-01",
        "2026-10-31",
    )
    assert found == pytest.approx(done.effect_points, abs=0.1)


def test_the_store_greeting_did_nothing(ask):
    greeting = TRUTH.without_effect[1]
    found = difference_in_differences(
        ask,
        "survey = 'after_visit' AND a.kind = 'csat'",
        f"unit IN {greeting.values}",
        str(greeting.starts_on),
        "2025-07-01",
        "2026-10-31",
    )
    assert found == pytest.approx(0, abs=0.15)


def test_the_courier_bonus_only_looks_good_after_a_bad_month(ask):
    bonus, west = TRUTH.without_effect[2], "region = 'west'"
    only_before_march = f"{AFTER_DELIVERY} AND day < '2026-03-01'"
    naive = dict(
        ask(
            f"SELECT day >= '{bonus.starts_on}', avg(score) FROM local_answers a JOIN customers USING (customer) "
            f"WHERE {AFTER_DELIVERY} AND {west} AND day BETWEEN '2025-09-08' AND '2025-10-31' GROUP BY 1"
        )
    )
    assert naive[True] - naive[False] > 0.3
    usual = f"{only_before_march} AND day NOT BETWEEN '2025-09-01' AND '2025-10-10'"
    found = difference_in_differences(ask, usual, west, str(bonus.starts_on), "2025-01-01", "2026-02-28")
    assert found == pytest.approx(0, abs=0.15)


def test_the_app_redesign_did_nothing(ask):
    redesign = TRUTH.without_effect[0]
    rating = dict(
        ask(
            f"SELECT day >= '{redesign.starts_on}', avg(score) FROM local_answers "
            f"WHERE question = '{redesign.question}' AND day >= '2025-07-01' GROUP BY 1"
        )
    )
    assert rating[True] == pytest.approx(rating[False], abs=0.06)


def test_the_satisfied_answer_a_little_more_often(ask):
    people = population(0, DEFAULT_CUSTOMERS)
    asked = ask("SELECT customer[2:]::int - 1, converted::int FROM exposures WHERE survey = 'relationship'")
    who, answered = np.array(asked).T
    attitude = people.attitude[who]
    count = np.bincount(attitude, minlength=11)
    share = np.bincount(attitude, answered, minlength=11) / count
    slope = np.polyfit(np.arange(11), np.log(share / (1 - share)), 1, w=np.sqrt(count * share * (1 - share)))[0]
    assert slope == pytest.approx(log(TRUTH.response_odds_per_point), abs=0.015)
