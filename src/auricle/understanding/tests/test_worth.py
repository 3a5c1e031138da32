"""Worth and leaving from the facts: CDNOW, a made-up shop whose truth is known, both engines, refusals."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

import auricle
from auricle.model.dimension import UnknownDimension
from auricle.query.tests.conftest import Opened
from auricle.query.tests.facts import batch, interaction, order
from auricle.sources import parse_mapping, run
from auricle.understanding.buying import NoOrders, buyers_of, fitted, histories_tree
from auricle.understanding.leaving import NotWatchedLongEnough, TooFewActive, TooShortAHistory, effect_of
from auricle.understanding.staying import NoContracts
from auricle.workspace import Workspace

from .test_journeys import ENGINES, ROOT, SHARED, opened

FIRST, LAST = date(2023, 1, 1), date(2025, 12, 31)


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


def shop(customers: int = 400, seed: int = 5) -> dict[str, Any]:
    """Customers who buy about every 40 days; those who scored low leave at five times the pace of the others."""
    chance = Random(seed)
    orders, answers, people, key = [], [], [], 0
    for number in range(customers):
        who, score = f"C{number:04}", chance.choice([2, 4, 6, 8, 9, 10])
        day = FIRST + timedelta(days=chance.randrange(200))
        gone = day + timedelta(days=int(chance.expovariate((5 if score <= 6 else 1) / 2500)))
        spends = 20 + 100 * chance.random()
        persona = "hermit" if number in (7, 8, 9) else "planner" if number % 3 else "collector"
        traits = json.dumps({"persona": persona, "note": f"only {who}"})
        people.append({"customer": who, "segment": "north" if number % 2 else "south", "traits": traits})
        answers.append(
            {"answer": f"a{who}", "feedback": f"f{who}", "at": at(day), "customer": who, "kind": "nps",
             "question": "recommend", "scale": "0-10", "polarity": 1, "score": float(score)}
        )  # fmt: skip
        while day <= min(gone, LAST):
            key += 1
            orders.append(
                order(key, f"{1 + spends * chance.gammavariate(4, 0.25):.2f}", customer=who) | {"at": at(day)}
            )
            day += timedelta(days=1 + int(chance.expovariate(1 / 40)))
    return batch({"customers": people, "orders": orders, "answers": answers})


@pytest.fixture(scope="module", params=ENGINES)
def company(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with opened(tmp_path_factory.mktemp("acme") / "acme", request.param) as workspace:
        workspace.add(shop())
        yield workspace


def test_value_adds_up_over_segments_and_was_foretold_rightly_before(company: Workspace) -> None:
    found = company.buying()
    assert found.total.n == 400
    assert sum(part.value for part in found.groups) == pytest.approx(found.total.value)
    assert found.total.low < found.total.value < found.total.high
    assert found.checked is not None
    assert found.checked.foretold == pytest.approx(found.checked.happened, rel=0.15)
    assert [each.value for each in found.best] == sorted((each.value for each in found.best), reverse=True)
    one = company.expected_of(found.best[0].customer, found)
    assert one is not None
    assert (one.active, one.value) == (pytest.approx(found.best[0].active), pytest.approx(found.best[0].value))


def test_personas_are_told_apart_by_the_trait_that_says_them_and_few_are_taken_together(company: Workspace) -> None:
    found = company.buying(by="traits.persona")
    sizes = {part.group: part.n for part in found.groups}
    assert sizes == {"planner": 264, "(others)": 136}  # three hermits, with the smallest persona beside them
    assert sum(part.value for part in found.groups) == pytest.approx(found.total.value)
    assert {each.group for each in found.best} <= {"planner", "collector", "hermit"}
    one = company.expected_of(found.best[0].customer, found)
    assert one is not None
    assert one.group == found.best[0].group


def test_only_what_many_customers_share_is_offered_to_tell_them_apart_by(company: Workspace) -> None:
    assert company.customer_groupings == ("segment", "region", "language", "traits.persona")
    with pytest.raises(UnknownDimension, match="customers cannot be grouped or filtered by 'delivery'"):
        company.buying(by="delivery")


def test_a_trait_under_a_name_of_ones_own_is_a_persona(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    auricle.create(folder, zone="Asia/Shanghai", currency="CNY").close()
    named = "dimensions:\n  persona:\n    entity: customers\n    expression: traits.persona\n"
    (folder / "auricle.yaml").write_text((folder / "auricle.yaml").read_text() + named)
    with auricle.open(folder) as workspace:
        workspace.add(shop(120))
        assert "persona" in workspace.customer_groupings
        assert {part.group for part in workspace.buying(by="persona").groups} == {"planner", "(others)"}


def test_the_planted_reason_for_leaving_is_found_and_judged_on_a_time_not_seen(company: Workspace) -> None:
    found = company.leaving()
    assert next(factor for factor in found.model.factors if factor.name == "score").high < 0
    assert max(found.trained_on) < found.calibrated_on < found.judged_on < found.until
    assert found.judged_on + timedelta(days=found.horizon_days) <= found.until
    assert found.judged.auc.low > 0.5
    assert company.risk_of(found.most[0].customer, found) == found.most[0]
    pace = effect_of(company.pace("2024-06-30"), "score")
    assert pace is not None
    assert pace.high < 1


def test_a_day_too_late_to_see_a_silence_through_is_refused(company: Workspace) -> None:
    with pytest.raises(NotWatchedLongEnough, match=r"days after 2025-09-30; .* choose an earlier day or fewer days"):
        company.pace("2025-09-30")


def test_nothing_after_the_day_is_known_on_it(company: Workspace) -> None:
    from auricle.understanding.signs import known_on

    cut = date(2024, 6, 30)
    before = known_on(company.store, cut, 180)
    late = {"customer": "C0000", "at": at(cut + timedelta(days=1))}
    company.add(batch({"interactions": [{"interaction": "late", "activity": "call", "outcome": "error", **late}]}))
    after = known_on(company.store, cut, 180)
    assert after.customers.equals(before.customers)
    for name, column in before.columns.items():
        assert after.columns[name].tolist() == pytest.approx(column.tolist(), nan_ok=True), name


def test_what_looks_further_back_than_the_facts_is_not_known_and_not_nothing(company: Workspace) -> None:
    from auricle.understanding.signs import known_on

    early, late = known_on(company.store, FIRST + timedelta(days=120), 90), known_on(company.store, LAST, 90)
    assert np.isnan(early.columns["orders_year"]).all()
    assert not np.isnan(early.columns["orders_quarter"]).any()
    assert not np.isnan(late.columns["orders_year"]).any()


def test_who_was_met_before_the_facts_began_has_been_a_customer_since_and_those_days_teach_nothing(
    tmp_path: Path,
) -> None:
    from auricle.understanding.signs import known_on

    with opened(tmp_path / "acme") as workspace:
        old = {"customer": "C0000", "segment": "south", "first_seen_at": at(FIRST - timedelta(days=1_000))}
        workspace.add(batch({"customers": [old]}))
        workspace.add(shop())
        found = workspace.leaving(FIRST + timedelta(days=760))
        assert [day > FIRST for day in found.trained_on] == [True]
        known = known_on(workspace.store, FIRST + timedelta(days=200), 180)
        tenure = dict(zip(known.customers.to_pylist(), known.columns["tenure_days"].tolist(), strict=True))
        assert tenure.pop("C0000") == 1_200
        assert max(tenure.values()) <= 200


def test_a_young_company_leaves_out_the_days_on_which_few_were_customers_yet(tmp_path: Path) -> None:
    with opened(tmp_path / "acme") as workspace:
        first = order(1, "9.00", customer="C0001") | {"order": "the first", "at": at(FIRST - timedelta(days=400))}
        workspace.add(shop())
        workspace.add(batch({"orders": [first]}))
        assert min(workspace.leaving(FIRST + timedelta(days=760)).trained_on) > FIRST
        with pytest.raises(TooFewActive, match="customers were active by 2022"):
            workspace.leaving(FIRST + timedelta(days=430))


def test_cohorts_shrink_and_leave_out_the_quarter_that_is_not_over(company: Workspace) -> None:
    found = company.cohorts(to="2025-11-15")
    assert [cohort.period for cohort in found] == ["2023-01-01", "2023-04-01", "2023-07-01"]
    assert sum(cohort.n for cohort in found) == 400
    assert len(found[0].kept) == 10  # the second quarter of 2023 to the third of 2025
    assert len(company.cohorts(to=LAST)[0].kept) == 11  # the last quarter is over on its last day


def test_a_quarter_in_which_nobody_bought_stands_in_the_table_of_cohorts(workspace: Opened) -> None:
    # Six buy first in January 2025 and half of them again in July; nobody in the second quarter and in the last.
    orders = [order(key) for key in range(6)]
    orders += [order(10 + key, day=190, customer=f"c{key}") for key in range(3)]
    found = workspace({"orders": orders, "interactions": [interaction(1, hours=24 * 380)]}).cohorts(to="2025-12-31")
    assert [share.value for share in found[0].kept] == [0, 0.5, 0]


def test_days_nobody_could_be_seen_in_yet_are_no_silence(company: Workspace) -> None:
    assert company.silent_promoters("2090-01-01") == company.silent_promoters(company.last_day)
    assert company.leaving("2090-01-01").until == company.buying("2090-01-01").until == company.last_day


def test_silent_promoters_were_promoters_and_gave_no_sign(company: Workspace) -> None:
    found = company.silent_promoters(quiet_days=180)
    assert found.share is not None
    assert found.silent
    for each in found.silent:
        assert each.score >= 9
        assert each.last_sign_on <= LAST - timedelta(days=180)
        assert not company.count(
            "orders", where=f"customer = '{each.customer}'", from_=each.last_sign_on + timedelta(days=1)
        )


def test_what_cannot_be_told_is_said(tmp_path: Path) -> None:
    with opened(tmp_path / "acme") as workspace:
        with pytest.raises(NoOrders, match="no customer with a known id ordered anything"):
            workspace.buying()
        with pytest.raises(NoContracts, match="import contracts first"):
            workspace.staying()
        with pytest.raises(TooShortAHistory, match="choose a later day or a shorter horizon, or wait"):
            workspace.leaving()
        with pytest.raises(TooFewActive, match="only 0 customers were active"):
            workspace.pace("2024-01-01")
        assert workspace.cohorts() == ()
        assert workspace.silent_promoters().share is None


def test_contracts_renewed_go_on_and_those_running_are_not_counted_as_ended(tmp_path: Path) -> None:
    def term(who: str, year: int, ends: str | None) -> dict[str, Any]:
        end = date.fromisoformat(ends) if ends else None
        return {
            "contract": f"{who}{year}",
            "customer": who,
            "plan": "basic",
            "start_on": date(year, 1, 1),
            "end_on": end,
        }

    rows = [
        term("ann", 2023, "2023-12-31"),
        term("ann", 2024, None),
        term("bob", 2023, "2023-12-31"),
        term("cy", 2024, None),
    ]
    with opened(tmp_path / "acme") as workspace:
        workspace.add(batch({"contracts": rows}))
        found = workspace.staying(by="plan", to="2024-06-30")
        assert (found.n, found.ended) == (3, 1)
        assert found.curve.times.tolist() == [365]
        assert found.curve.share.tolist() == [0.5]  # at risk after a year: ann and bob; cy was watched for half a year


HIGH_END = (1_000, 869, 743, 653, 593, 551, 517, 491)
"""Fader and Hardie (2007): customers at the start and after each renewal."""


def renewing() -> dict[str, Any]:
    """Contracts of a year each, the first from 2015 on."""
    return batch({
        "contracts": [
            {"contract": f"{who}-{term}", "customer": f"M{who:04}", "plan": "high end",
             "start_on": date(2015 + term, 1, 1), "end_on": date(2015 + term, 12, 31)}
            for term, kept in enumerate(HIGH_END) for who in range(kept)
        ]
    })  # fmt: skip


def test_the_coming_renewals_are_those_of_the_published_cohort(tmp_path: Path) -> None:
    with opened(tmp_path / "acme") as workspace:
        workspace.add(renewing())
        found = workspace.staying(by="plan", to="2022-06-30").renewals
        assert found is not None
        assert (found.year, found.remaining) == (2015, HIGH_END[:7])
        found = workspace.staying(by="plan", to="2023-06-30").renewals
        assert found is not None
        assert found.remaining == HIGH_END
        assert (found.model.alpha, found.model.beta) == (
            pytest.approx(0.66809, abs=1e-5),
            pytest.approx(3.8061, abs=1e-4),
        )
        assert [round(n) for n in found.ahead] == [460, 436, 414, 395, 378]


def test_cdnow_is_fitted_as_published(tmp_path: Path) -> None:
    # Fader, Hardie and Lee (2005), table 2: 39 weeks of the sample of 2,357 customers.
    if not (SHARED / "cdnow").is_dir():
        pytest.skip("the shared data are not here")
    with opened(tmp_path / "acme") as workspace:
        mapping = (ROOT / "examples" / "sources" / "cdnow_sample.yaml").read_text()
        run(parse_mapping(mapping), SHARED / "cdnow", workspace.store)
        until = date(1997, 9, 30)
        tree = histories_tree(until, "", (), "USD", workspace.store.spelling)
        buyers, _ = buyers_of(workspace.store.query(tree), until, "USD")
        model, _ = fitted(buyers)
        assert (model.r, model.alpha) == (pytest.approx(0.2426, rel=0.02), pytest.approx(4.4137, rel=0.02))
        assert (model.a, model.b) == (pytest.approx(0.7930, rel=0.05), pytest.approx(2.4262, rel=0.05))
