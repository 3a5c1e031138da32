import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auricle.analysis.estimator import CannotWeight, Sums
from auricle.analysis.estimators import ESTIMATORS, UnknownEstimator, WrongParameter, estimator
from auricle.analysis.histogram import NotAHistogram
from auricle.analysis.refusals import DifferentLengths, ScoreOutOfRange
from auricle.analysis.tally import add, bin_index, bin_midpoint, tally

VALUES = {"score": st.integers(0, 10), "x": st.integers(0, 1), "below_best": st.integers(0, 4)}
ROWS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 10**6)), max_size=60)
NAMES = pytest.mark.parametrize("name", ESTIMATORS)


def columns(chosen, rows):
    """Inputs an estimator accepts, made from arbitrary numbers."""
    seeds = np.array([seed for _, seed in rows], np.int64)
    most = {"score": 11, "x": 2, "below_best": 5}
    made = {name: (seeds // 7**place) % most.get(name, 2) for place, name in enumerate(chosen.inputs)}
    return {**made, "weight": 1.0 + seeds % 3} if made else {"row": seeds, "weight": 1.0 + seeds % 3}


def as_rows(estimates):
    fields = (estimates.value, estimates.low, estimates.high, estimates.standard_error)
    return np.stack([estimates.n.astype(float), *fields])


@NAMES
@given(ROWS, ROWS)
def test_sums_of_two_days_add_up_to_the_sums_of_both(name, monday, tuesday):
    chosen = estimator(name)
    first, second, both = (
        tally(chosen.statistic, columns(chosen, rows), [group for group, _ in rows], groups=4)
        for rows in (monday, tuesday, monday + tuesday)
    )
    np.testing.assert_allclose(as_rows(chosen.estimate(add(first, second))), as_rows(chosen.estimate(both)), rtol=1e-9)


@NAMES
@given(ROWS)
def test_groups_do_not_see_each_other(name, rows):
    chosen = estimator(name)
    together = chosen.estimate(tally(chosen.statistic, columns(chosen, rows), [group for group, _ in rows], groups=4))
    for group in range(4):
        mine = [row for row in rows if row[0] == group]
        alone = chosen.estimate(tally(chosen.statistic, columns(chosen, mine), [0] * len(mine), groups=1))
        np.testing.assert_allclose(as_rows(alone)[:, 0], as_rows(together)[:, group], rtol=1e-9)


@NAMES
@given(ROWS)
def test_an_interval_holds_its_point_and_a_wider_one_holds_it(name, rows):
    chosen = estimator(name)
    sums = tally(chosen.statistic, columns(chosen, rows), [group for group, _ in rows], groups=4)
    usual, wider = chosen.estimate(sums), chosen.estimate(sums, confidence=0.99)
    assert not (usual.low > usual.value + 1e-9).any()
    assert not (usual.high < usual.value - 1e-9).any()
    assert not (wider.low > usual.low + 1e-9).any()
    assert not (wider.high < usual.high - 1e-9).any()


@NAMES
def test_a_group_without_rows_is_there_with_n_of_0(name):
    chosen = estimator(name)
    rows = [(0, 5), (2, 11)]
    estimates = chosen.estimate(tally(chosen.statistic, columns(chosen, rows), [0, 2], groups=3))
    assert len(estimates) == 3
    assert estimates.n[1] == 0
    assert name in ("count", "total") or np.isnan(estimates.value[1])


@NAMES
@given(ROWS, st.floats(0.01, 100))
def test_weights_change_with_their_proportions_only_or_are_refused(name, rows, factor):
    chosen, group = estimator(name), [group for group, _ in rows]
    given_columns = columns(chosen, rows)
    if not chosen.statistic.key:
        with pytest.raises(CannotWeight, match="carry no weights"):
            chosen.statistic.weighted()
        with pytest.raises(CannotWeight, match="use an estimator over a histogram"):
            chosen.estimate(tally(chosen.statistic, given_columns, group, groups=4), weighted=True)
        return
    scaled = {**given_columns, "weight": factor * given_columns["weight"]}
    plain, other = (
        chosen.estimate(tally(chosen.statistic.weighted(), given, group, groups=4), weighted=True)
        for given in (given_columns, scaled)
    )
    np.testing.assert_allclose(as_rows(plain), as_rows(other), rtol=1e-6, atol=1e-6)


@NAMES
def test_every_estimator_says_its_formula_and_its_source(name):
    chosen = estimator(name)
    assert chosen.name == name
    assert chosen.formula
    assert chosen.source
    summed = {part for product in chosen.statistic.sums.values() for part in product} | {chosen.statistic.key}
    assert set(chosen.inputs) == summed - {""}


def test_parameters_are_those_of_the_estimator():
    assert estimator("quantile", {"q": 0.75}).q == 0.75
    assert estimator("top_box", {"boxes": 1}).boxes == 1
    assert estimator("rate", {"per": 1000}).per == 1000


def test_mistakes_in_a_measure_are_named():
    with pytest.raises(UnknownEstimator, match="there is no estimator 'nps'; there are count, mean"):
        estimator("nps")
    with pytest.raises(WrongParameter, match=r"p: 0\.75 is no parameter of quantile, which takes the numbers q"):
        estimator("quantile", {"p": 0.75})
    with pytest.raises(WrongParameter, match="q: 'half' is no parameter"):
        estimator("quantile", {"q": "half"})
    with pytest.raises(WrongParameter, match="mean, which takes no parameters"):
        estimator("mean", {"q": 0.5})


def test_an_estimator_over_scores_refuses_plain_sums():
    with pytest.raises(NotAHistogram, match="these sums carry no key"):
        estimator("net_score").estimate(Sums(1, {"n": np.ones(1)}))


def test_sums_with_a_score_off_the_scale_are_refused():
    chosen = estimator("net_score")
    with pytest.raises(ScoreOutOfRange, match="score 99 is not a whole number from 0 to 10"):
        chosen.estimate(tally(chosen.statistic, {"score": [10, 99]}))


def test_rows_missing_an_input_are_left_out_of_every_sum():
    chosen = estimator("ratio")
    sums = tally(chosen.statistic, {"numerator": [1, None, 3], "denominator": [2, 5, None]})
    assert {name: float(array[0]) for name, array in sums.sums.items()} == {
        "n": 1, "y": 1, "x": 2, "yy": 1, "xy": 2, "xx": 4,
    }  # fmt: skip


@given(st.floats(1e-6, 1e9))
def test_a_cell_s_midpoint_is_within_half_its_width(value):
    midpoint = bin_midpoint(bin_index(np.array([value]), 0.01), 0.01)[0]
    assert midpoint == pytest.approx(value, rel=0.00501)


def test_columns_must_run_side_by_side_and_none_at_all_are_no_rows():
    with pytest.raises(DifferentLengths, match="numerator has 1, denominator has 2"):
        tally(estimator("ratio").statistic, {"numerator": [1], "denominator": [1, 2]})
    assert tally(estimator("count").statistic, {}).sums["n"].tolist() == [0]


def test_cells_without_a_key_are_missing_values():
    sums = Sums(1, {"n": np.array([3.0, 2.0])}, np.array([0, 0]), np.array([4.0, np.nan]))
    estimates = estimator("quantile").estimate(sums)
    assert estimates.n[0] == 3
    assert estimates.value[0] == 4


def test_zero_is_a_cell_of_its_own():
    assert bin_midpoint(bin_index(np.array([0.0]), 0.01), 0.01)[0] == 0
