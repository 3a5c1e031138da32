"""Every formula, of columns nothing can be told from: a result, or a refusal of ours that says what to do."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from auricle.analysis import purchases, spend
from auricle.analysis.association import association
from auricle.analysis.attribution import fair_shares, removal_effects
from auricle.analysis.burden import burden
from auricle.analysis.columns import numbers, table
from auricle.analysis.conformance import conformance
from auricle.analysis.control import estimated, individuals, shares, smoothed
from auricle.analysis.difference import two_sides
from auricle.analysis.discovery import adjusted_p
from auricle.analysis.drivers import drivers
from auricle.analysis.fairness import fair
from auricle.analysis.forecasting import forecast
from auricle.analysis.funnel import funnel
from auricle.analysis.hazard import hazards
from auricle.analysis.interrupted import interrupted_series
from auricle.analysis.journeys import journey_map
from auricle.analysis.likelihood import NotIdentified
from auricle.analysis.mean import mean
from auricle.analysis.movement import Wave, kitagawa, movement, transitions
from auricle.analysis.net_score import net_score
from auricle.analysis.ordinal import proportional_odds
from auricle.analysis.pareto import fit_pareto
from auricle.analysis.proportion import proportion
from auricle.analysis.quantile import quantile
from auricle.analysis.raking import rake
from auricle.analysis.ratio import ratio
from auricle.analysis.refusals import (
    DifferentLengths,
    MissingLabel,
    MissingValue,
    NotAColumn,
    NotAPath,
    NotAText,
    NotAWholeNumber,
    NumberTooLarge,
)
from auricle.analysis.renewals import fit_renewals
from auricle.analysis.response import NotRising, Scores, response
from auricle.analysis.retention import kaplan_meier, logrank
from auricle.analysis.risk import LacksColumn, fit_risk, judge
from auricle.analysis.roles import roles
from auricle.analysis.shrinkage import shrink, shrink_shares
from auricle.analysis.surprise import surprises
from auricle.analysis.synthetic import synthetic_control
from auricle.analysis.top_box import top_box
from auricle.analysis.total import total
from auricle.analysis.value import outlook
from auricle.analysis.voices.found_themes import found_themes
from auricle.analysis.voices.language import languages
from auricle.analysis.voices.mentions import mentions
from auricle.analysis.voices.phrases import phrases
from auricle.analysis.voices.quotes import quotes
from auricle.analysis.voices.sentiment import learn, seed_model
from auricle.analysis.voices.signs import signs

ROWS = 48
RANDOM = np.random.default_rng(7)
SCORE = RANDOM.integers(0, 11, ROWS).tolist()
FIRST, SECOND = RANDOM.normal(size=(2, ROWS)).tolist()
TIME = RANDOM.exponential(10, ROWS).round(2).tolist()
LEFT = RANDOM.integers(0, 2, ROWS).tolist()
REPEATS = RANDOM.poisson(1.5, ROWS)
LAST = np.where(REPEATS > 0, RANDOM.uniform(1, 20, ROWS), 0).round(2)
HISTORY = {"repeats": REPEATS.tolist(), "last": LAST.tolist(), "observed": [30.0] * ROWS}
SPEND = np.where(REPEATS > 0, RANDOM.gamma(3, 10, ROWS), 1.0).tolist()
BUYING = purchases.BuyingModel(0.2426, 4.4137, 0.7930, 2.4262, -9582.4, 2357)
SPENDING = spend.SpendModel(6.2493, 3.7443, 15.4443, 0.0, 946)
WHO = [f"c{i}" for i in range(ROWS)]
AGAIN = [f"c{i % 12}" for i in range(ROWS)]
HALF = ["north", "south"] * (ROWS // 2)
ONES, ERRORS = [1.0] * ROWS, [0.5] * ROWS
PATHS = [["ad", "mail", "shop"], ["shop"], ["ad"], ["mail", "ad"]] * (ROWS // 4)
RISK = fit_risk({"a": FIRST, "b": SECOND}, LEFT)

FORMULAS: dict[str, tuple[Callable[..., Any], dict[str, list[Any]]]] = {
    "drivers": (
        lambda target, a, b, weights, blocks: drivers(target, {"a": a, "b": b}, weights, blocks, resamples=20),
        {"target": SCORE, "a": FIRST, "b": SECOND, "weights": ONES, "blocks": AGAIN},
    ),
    "proportional odds": (
        lambda answers, a, weights: proportional_odds(answers, {"a": a}, weights),
        {"answers": SCORE, "a": FIRST, "weights": ONES},
    ),
    "movement": (
        lambda who, was, later, now: movement(Wave(who, was), Wave(later, now)),
        {"who": WHO, "was": SCORE, "later": [*WHO[9:], *"abcdefghi"], "now": SCORE[::-1]},
    ),
    "transitions": (
        lambda who, was, now: transitions(Wave(who, was), Wave(who, now)),
        {"who": WHO, "was": SCORE, "now": SCORE[::-1]},
    ),
    "kitagawa": (
        kitagawa, {"before": FIRST, "after": SECOND, "segments_before": HALF, "segments_after": HALF[::-1]},
    ),
    "score and money": (
        lambda scores, money: response(Scores.of(scores, money), resamples=20), {"scores": SCORE, "money": TIME},
    ),
    "response": (
        lambda score, n, x, xx: response(Scores(score, n, x, xx), resamples=20),
        {"score": [1.0, 2.0, 5.0], "n": [9.0, 8.0, 7.0], "x": [9.0, 16.0, 30.0], "xx": [12.0, 40.0, 160.0]},
    ),
    "histories": (
        lambda customers, times, values: purchases.histories(customers, times, 99, values),
        {"customers": AGAIN, "times": TIME, "values": TIME},
    ),
    "buying": (purchases.fit_purchases, HISTORY),
    "pareto": (fit_pareto, HISTORY),
    "chance active": (BUYING.chance_active, HISTORY),
    "expected": (lambda **given: BUYING.expected(**given, ahead=9), HISTORY),
    "spend": (spend.fit_spend, {"repeats": HISTORY["repeats"], "spend": SPEND}),
    "expected spend": (SPENDING.expected, {"repeats": HISTORY["repeats"], "spend": SPEND}),
    "outlook": (lambda **given: outlook(BUYING, SPENDING, **given, ahead=9), {**HISTORY, "spend": SPEND}),
    "renewals": (fit_renewals, {"remaining": [1000, 869, 743, 653, 593]}),
    "kaplan-meier": (kaplan_meier, {"durations": TIME, "left": LEFT}),
    "log-rank": (logrank, {"durations": TIME, "left": LEFT, "groups": HALF}),
    "hazards": (
        lambda durations, left, a, b: hazards(durations, left, {"a": a, "b": b}),
        {"durations": TIME, "left": LEFT, "a": FIRST, "b": SECOND},
    ),
    "risk": (lambda left, a, b: fit_risk({"a": a, "b": b}, left), {"left": LEFT, "a": FIRST, "b": SECOND}),
    "chance": (lambda a, b: RISK.chance({"a": a, "b": b}), {"a": FIRST, "b": SECOND}),
    "reasons": (lambda a, b: RISK.reasons({"a": a, "b": b}), {"a": FIRST, "b": SECOND}),
    "judge": (judge, {"chance": (np.arange(ROWS) / ROWS).tolist(), "left": LEFT}),
    "removal": (removal_effects, {"paths": PATHS, "converted": ONES, "lost": ONES}),
    "fair shares": (fair_shares, {"paths": PATHS, "converted": ONES}),
    "roles": (roles, {"paths": PATHS, "converted": ONES}),
    "conformance": (lambda paths, runs: conformance(paths, runs, ["ad", "shop"]), {"paths": PATHS, "runs": ONES}),
    "journey": (journey_map, {"runs": AGAIN, "activities": HALF, "times": TIME}),
    "funnel": (
        lambda first, second: funnel(["ask", "buy"], [first, second], 9_999),
        {"first": TIME, "second": [None, *(time + 1 for time in TIME[1:])]},
    ),
    "individuals": (individuals, {"values": FIRST}),
    "estimated": (estimated, {"values": FIRST, "standard_errors": ERRORS}),
    "shares": (shares, {"successes": LEFT, "n": ONES}),
    "smoothed": (smoothed, {"values": FIRST, "standard_errors": ERRORS}),
    "forecast": (forecast, {"values": FIRST, "standard_errors": ERRORS}),
    "shrink": (shrink, {"values": FIRST, "standard_errors": ERRORS}),
    "shrink shares": (lambda successes: shrink_shares(successes, 45), {"successes": SCORE}),
    "fair": (
        lambda points, counts, people, weeks, shift: fair(points, counts, people, weeks, {"shift": shift}),
        {"points": SCORE, "counts": ONES, "people": AGAIN, "weeks": list(range(ROWS)), "shift": HALF},
    ),
    "adjusted p": (adjusted_p, {"p": (np.arange(ROWS) / ROWS).tolist()}),
    "mean": (mean, {"values": FIRST, "weights": ONES}),
    "net score": (net_score, {"ratings": SCORE, "weights": ONES}),
    "proportion": (proportion, {"yes": LEFT}),
    "quantile": (quantile, {"values": TIME}),
    "ratio": (ratio, {"numerator": TIME, "denominator": ONES}),
    "total": (total, {"values": FIRST}),
    "top box": (top_box, {"scores": [1, 2, 3, 4, 5, 5] * (ROWS // 6), "weights": ONES}),
    "rake": (
        lambda region, weights: rake({"region": region}, {"region": {"north": 4, "south": 6}}, weights),
        {"region": HALF, "weights": ONES},
    ),
    "association": (lambda above, below: association([above, below]), {"above": [9, 1, 3], "below": [2, 8, 3]}),
    "surprises": (
        lambda values, errors, n: surprises([values], [errors], [n], is_share=False),
        {"values": FIRST, "errors": ERRORS, "n": [500.0] * ROWS},
    ),
    "burden": (burden, {"values": FIRST, "standard_errors": ERRORS, "counts": ONES}),
    "interrupted series": (
        lambda values, errors: interrupted_series(values, 24, errors=errors), {"values": FIRST, "errors": ERRORS},
    ),
    "two sides": (
        lambda one, one_errors, other, other_errors: two_sides(one, one_errors, other, other_errors, 24),
        {"one": FIRST, "one_errors": ERRORS, "other": SECOND, "other_errors": ERRORS},
    ),
    "synthetic control": (
        lambda treated, errors: synthetic_control(treated, RANDOM.normal(size=(5, ROWS)), 24, errors=errors),
        {"treated": FIRST, "errors": ERRORS},
    ),
    "themes found": (found_themes, {"texts": HALF}),
    "languages": (languages, {"texts": HALF}),
    "mentions": (mentions, {"texts": HALF}),
    "phrases": (phrases, {"texts": HALF}),
    "signs": (signs, {"texts": HALF}),
    "quotes": (quotes, {"texts": HALF, "confidence": ONES}),
    "learn": (learn, {"texts": HALF, "good": LEFT}),
    "hear": (seed_model().hear, {"texts": HALF}),
}  # fmt: skip
BAD: dict[str, Callable[[list[Any]], list[Any]]] = {
    "nothing": lambda column: [],
    "one row": lambda column: column[:1],
    "two rows": lambda column: column[:2],
    "a row less": lambda column: column[:-1],
    "all alike": lambda column: [column[0]] * len(column),
    "all missing": lambda column: [None] * len(column),
    "one missing": lambda column: [None, *column[1:]],
    "no number": lambda column: [float("nan"), *column[1:]],
    "pandas' missing": lambda column: [pd.NA, *column[1:]],
    "no instant": lambda column: [pd.NaT, *column[1:]],
    "without end": lambda column: [float("inf"), *column[1:]],
    "without beginning": lambda column: [float("-inf"), *column[1:]],
    "one huge": lambda column: [1e300, *column[1:]],
    "one huge whole number": lambda column: [10**400, *column[1:]],
    "one tiny": lambda column: [1e-300, *column[1:]],
    "one below nothing": lambda column: [-3, *column[1:]],
    "a word": lambda column: ["often", *column[1:]],
    "a date": lambda column: [datetime(2120, 1, 1), *column[1:]],
    "a thing": lambda column: [object(), *column[1:]],
    "a list": lambda column: [[1, 2], *column[1:]],
    "all lists": lambda column: [[1, 2]] * len(column),
    "a dictionary": lambda column: [{}, *column[1:]],
}


def raised(ask: Callable[[], Any]) -> Exception | None:
    try:
        ask()
    except Exception as error:
        return error
    return None


@pytest.mark.parametrize("bad", BAD)
@pytest.mark.parametrize("name", FORMULAS)
def test_a_bad_column_is_refused_by_name_and_warns_of_nothing(name: str, bad: str):
    formula, columns = FORMULAS[name]
    spoilt = [{**columns, which: BAD[bad](column)} for which, column in columns.items()]
    for given in [*spoilt, {which: BAD[bad](column) for which, column in columns.items()}]:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            error = raised(lambda given=given: formula(**given))  # type: ignore[misc]
        assert error is None or type(error).__module__.startswith("auricle."), repr(error)


KINDS: dict[str, Callable[[list[Any]], Any]] = {
    "pandas": lambda column: pd.Series(column, index=range(len(column), 0, -1)),
    "polars": lambda column: pl.Series(column, strict=False),
    "arrow": pa.array,
    "tuple": tuple,
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", sorted(FORMULAS.keys() - {"association", "hear", "learn", "synthetic control"}))
def test_a_column_of_any_kind_says_the_same(name: str, kind: str):
    formula, columns = FORMULAS[name]
    found = []
    for made in (list, KINDS[kind]):
        try:
            found.append(formula(**{which: made(column) for which, column in columns.items()}))
        except ValueError as error:
            found.append(error)
        except RuntimeError as error:
            found.append(error)
    assert repr(found[0]) == repr(found[1])


def test_the_refusals_say_where_it_is():
    with pytest.raises(NumberTooLarge, match="x: inf at position 1 lies beyond anything that is measured"):
        mean([1.0, float("inf")])
    with pytest.raises(NotAColumn, match="x: 2 dimensions where 1 is needed"):
        mean([[1.0, 2.0]])
    with pytest.raises(MissingValue, match=r"values: nan at position 1 is not a number; leave that row out"):
        shrink(np.array([1.0, np.nan, 2.0]), [1.0, 1.0, 1.0])
    with pytest.raises(MissingValue, match=r"times: .*2025.* at position 0 is not a number"):
        purchases.histories(["a"], pd.to_datetime(["2025-01-01"]), until=9)
    with pytest.raises(MissingLabel, match="groups: None at position 2 names nothing"):
        logrank([1, 2, 3], [1, 1, 1], ["a", "b", None])
    with pytest.raises(MissingLabel, match=r"shift: \[1, 2\] at position 0 names nothing"):
        fair([1, 2], [1, 1], ["a", "b"], [1, 1], {"shift": [[1, 2], "late"]})
    with pytest.raises(NotAPath, match="paths: 'ad > shop' at position 0 is no list of steps"):
        removal_effects(["ad > shop"], [1], [0])
    with pytest.raises(NotAText, match="texts: 3 at position 1 is no text"):
        languages(["good", 3])  # type: ignore[list-item]
    with pytest.raises(NotAWholeNumber, match="ahead is 0; give a whole number from 1"):
        forecast(FIRST, ahead=0)
    with pytest.raises(NotAWholeNumber, match="resamples is 1; give a whole number from 2"):
        drivers(SCORE, {"a": FIRST}, resamples=1)
    with pytest.raises(LacksColumn, match="b is not among the columns"):
        RISK.chance({"a": FIRST})
    with pytest.raises(purchases.NotAhead, match="cannot look -1 ahead"):
        BUYING.expected([1], [2.0], [3.0], ahead=-1)
    with pytest.raises(NotRising, match="score 3 comes after 4"):
        response(Scores(*np.array([[4.0, 3.0], [1.0, 1.0], [2.0, 2.0], [5.0, 5.0]])))


def test_a_missing_text_of_pandas_is_no_text():
    texts = pd.Series(["慢", None, "good", float("nan"), pd.NA], index=[9, 3, 1, 4, 5])
    assert languages(texts).tolist() == languages(["慢", None, "good", None, None]).tolist()


def test_half_a_letter_is_passed_over():
    assert phrases(["good shop \ud83d"] * 4).names == phrases(["good shop"] * 4).names


def test_a_column_may_be_called_as_an_argument_is():
    assert drivers(SCORE, {"target": FIRST}, resamples=20).drivers[0].name == "target"
    assert list(proportional_odds(SCORE, {"answers": FIRST}).slopes) == ["answers"]
    assert hazards(TIME, LEFT, {"durations": FIRST}).effects[0].name == "durations"
    assert fit_risk({"left": FIRST}, LEFT).factors[0].name == "left"


@pytest.mark.parametrize("zone", [None, "UTC", "Asia/Shanghai"])
def test_instants_of_a_journey_may_name_their_zone(zone: str | None):
    times = pd.Series(pd.to_datetime(["2025-03-30 01:00", "2025-03-30 04:00"]).tz_localize(zone))
    for given in (times, times.tolist(), list(times.dt.tz_localize(None).to_numpy())):
        assert journey_map([1, 1], ["ask", "buy"], given).edges[0].mean_seconds == 3 * 3600


def test_days_and_waits_of_numpy_are_no_numbers_in_a_list_either():
    for value in (np.datetime64("2025-01-01"), np.timedelta64(3, "D")):
        for given in ([value], [value, None, 2.0], np.array([value])):
            with pytest.raises(MissingValue, match=r"wait: .* at position 0 is not a number"):
                numbers(given, "wait", missing=True)
        with pytest.raises(MissingValue, match=r"ratings: .* at position 0 is not a number"):
            table(np.array([[value, value]]), "ratings")


def test_a_table_may_be_a_frame_that_misses_something():
    frame = pd.DataFrame({"one": [5, 4], "two": [3, None]})
    for kind in ("Int64", "float64", "object"):
        assert repr(table(frame.astype(kind), "ratings", missing=True).tolist()) == "[[5.0, 3.0], [4.0, nan]]"


def test_tables_of_other_shapes_are_refused_though_they_hold_as_many():
    upright, lying = [[1.0], [1.0], [1.0]], [[1.0, 1.0, 1.0]]
    with pytest.raises(DifferentLengths, match="values has 1, standard_errors has 3, n has 1"):
        surprises(lying, upright, lying, is_share=False)


def test_sums_per_score_of_a_row_per_customer():
    # 3: 10 + 20; 9: 50
    found = Scores.of([9, 3, 3], [50.0, 10.0, 20.0])
    assert [each.tolist() for each in (found.score, found.n, found.x, found.xx)] == [
        [3.0, 9.0], [2.0, 1.0], [30.0, 50.0], [500.0, 2500.0],
    ]  # fmt: skip


def test_the_check_of_few_customers_is_reckoned_without_overflow():
    # Where rates lie far apart the hypergeometric series is beyond any double, and so was what was compared.
    random = np.random.default_rng(1)
    bought = random.poisson(random.gamma(0.6, 1 / 8, 400) * 20)
    last = np.where(bought > 0, random.uniform(1, 30, 400), 0)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(NotIdentified):
            fit_pareto(bought, last, np.full(400, 33.0))
