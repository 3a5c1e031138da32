from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auricle.analysis.drivers import (
    ConstantColumn,
    EmptyColumn,
    NoDrivers,
    SameColumn,
    TooFewRows,
    TooManyDrivers,
    drivers,
)
from auricle.analysis.importance import shares_of_r_squared
from auricle.analysis.refusals import DifferentLengths, MissingValue, NoResponses

# R: cor(swiss[c("Agriculture", "Examination", "Education", "Catholic", "Infant.Mortality", "Fertility")])
SWISS = np.eye(6)
SWISS[np.triu_indices(6, 1)] = [
    *(-0.686542208617, -0.639522518948, 0.401095053049, -0.060858608417, 0.353079183620),
    *(0.698415296288, -0.572741806064, -0.114021596482, -0.645882706457),
    *(-0.153858917091, -0.099321845821, -0.663788857035),
    *(0.175495907597, 0.463684700652),
    0.416556031435,
]
SWISS = SWISS + np.triu(SWISS, 1).T


def random_columns(seed, rows, count):
    random = np.random.default_rng(seed)
    common = random.normal(size=rows)
    columns = {f"d{place}": common + random.normal(size=rows) for place in range(count)}
    target = sum((place + 1) * column for place, column in enumerate(columns.values())) + random.normal(size=rows)
    return target, columns


def r_squared(correlation, subset):
    if not subset:
        return 0.0
    inside, outside = correlation[np.ix_(subset, subset)], correlation[subset, -1]
    return outside @ np.linalg.solve(inside, outside)


def test_the_swiss_provinces_are_explained_as_relaimpo_does():
    # R: library(relaimpo); calc.relimp(Fertility ~ ., swiss, type = "lmg")
    expected = [0.05709122, 0.17117303, 0.26013468, 0.10557015, 0.11276592]
    assert shares_of_r_squared(SWISS).tolist() == pytest.approx(expected, abs=5e-9)
    assert shares_of_r_squared(SWISS).sum() == pytest.approx(0.70673500, abs=5e-9)


def test_two_drivers_by_hand():
    # r_y1 = .6, r_y2 = .5, r_12 = .5: R² = (.36 + .25 - 2 · .6 · .5 · .5) / (1 - .25) = .31 / .75 = .413333
    # first alone .36, after the second .413333 - .25 = .163333: mean .261667; the second (.25 + .053333) / 2
    correlation = np.array([[1, 0.5, 0.6], [0.5, 1, 0.5], [0.6, 0.5, 1]])
    assert shares_of_r_squared(correlation).tolist() == pytest.approx([0.261667, 0.151667], abs=1e-6)


@given(st.integers(0, 10**6), st.integers(1, 5))
def test_a_share_is_the_gain_averaged_over_all_orders(seed, count):
    target, columns = random_columns(seed, 40, count)
    correlation = np.corrcoef([*columns.values(), target])
    gains = np.zeros(count)
    orders = list(permutations(range(count)))
    for order in orders:
        for place, driver in enumerate(order):
            gains[driver] += r_squared(correlation, list(order[: place + 1])) - r_squared(
                correlation, list(order[:place])
            )
    assert shares_of_r_squared(correlation).tolist() == pytest.approx((gains / len(orders)).tolist(), abs=1e-9)


def test_from_columns_the_shares_sum_to_r_squared_and_lie_in_their_intervals():
    target, columns = random_columns(3, 300, 4)
    target[5] = np.nan
    found = drivers(target, columns, resamples=200)
    kept = np.arange(300) != 5
    design = np.column_stack([np.ones(299), *(column[kept] for column in columns.values())])
    residual = target[kept] - design @ np.linalg.lstsq(design, target[kept], rcond=None)[0]
    assert found.n == 299
    assert found.r_squared == pytest.approx(1 - residual.var() / target[kept].var())
    assert sum(driver.share for driver in found.drivers) == pytest.approx(found.r_squared)
    assert all(driver.low < driver.share < driver.high for driver in found.drivers)
    assert [driver.name for driver in found.drivers] == ["d0", "d1", "d2", "d3"]
    assert all(driver.correlation > 0 for driver in found.drivers)


def test_what_explains_less_than_chance_lies_in_its_interval():
    """Drawn again, ten columns of noise explain more of 300 rows than they did; the point is not outside for it."""
    random = np.random.default_rng(8)
    columns = {f"d{i}": random.normal(size=300) for i in range(10)}
    design = np.column_stack([np.ones(300), *columns.values()])
    noise = random.normal(size=300)
    target = noise - 0.95 * design @ np.linalg.lstsq(design, noise, rcond=None)[0]
    found = drivers(target, columns, resamples=200)
    assert found.r_squared < 0.001
    assert found.explained.low <= found.r_squared <= found.explained.high
    assert all(each.low <= each.share <= each.high for each in found.drivers)


def test_the_same_seed_gives_the_same_interval():
    target, columns = random_columns(4, 100, 2)
    assert drivers(target, columns, resamples=50) == drivers(target, columns, resamples=50)
    assert drivers(target, columns, resamples=50) != drivers(target, columns, resamples=50, seed=1)


def test_copies_of_a_customer_do_not_narrow_the_interval_when_blocks_say_so():
    target, columns = random_columns(5, 60, 2)
    copies, owners = {name: np.tile(column, 6) for name, column in columns.items()}, np.tile(np.arange(60), 6)
    apart = drivers(np.tile(target, 6), copies, resamples=300).drivers[1]
    together = drivers(np.tile(target, 6), copies, blocks=owners, resamples=300).drivers[1]
    assert together.high - together.low > 1.8 * (apart.high - apart.low)


def test_weights_count_as_copies():
    target, columns = random_columns(6, 50, 2)
    times = 1 + np.arange(50) % 3
    weighted = drivers(target, columns, weights=times, resamples=20)
    copied = drivers(np.repeat(target, times), {k: np.repeat(v, times) for k, v in columns.items()}, resamples=20)
    assert [driver.share for driver in weighted.drivers] == pytest.approx([driver.share for driver in copied.drivers])


@settings(max_examples=20)
@given(st.integers(0, 10**6))
def test_units_do_not_matter(seed):
    target, columns = random_columns(seed, 30, 3)
    scaled = {name: 1000 * column - 7 for name, column in columns.items()}
    plain, other = drivers(target, columns, resamples=20), drivers(0.01 * target, scaled, resamples=20)
    for one, two in zip(plain.drivers, other.drivers, strict=True):
        assert (two.share, two.low, two.high) == pytest.approx((one.share, one.low, one.high))


def test_a_driver_that_others_determine_shares_with_them():
    random = np.random.default_rng(7)
    one, two = random.normal(size=(2, 100))
    found = drivers(one + two, {"one": one, "two": two, "both": one + 2 * two}, resamples=20)
    assert found.r_squared == pytest.approx(1)
    assert all(driver.share > 0.01 for driver in found.drivers)


def test_refusals_name_the_column():
    rising, other = [1.0, 2, 3, 4, 5], [1.0, 0, 2, 2, 1]
    with pytest.raises(NoDrivers, match="no drivers"):
        drivers(rising, {})
    with pytest.raises(TooManyDrivers, match="21 drivers, and at most 20"):
        drivers(rising, {str(place): other for place in range(21)})
    with pytest.raises(NoResponses, match="a: no values"):
        drivers([], {"a": []})
    with pytest.raises(EmptyColumn, match="wait: every number is missing"):
        drivers(rising, {"wait": [None] * 5})
    with pytest.raises(NoResponses, match="complete rows: no values"):
        drivers([1, None], {"a": [None, 1]})
    with pytest.raises(TooFewRows, match="1 complete rows for 2 columns"):
        drivers([1], {"a": [2]})
    with pytest.raises(ConstantColumn, match="wait is 3 in every complete row"):
        drivers(rising, {"wait": [3] * 5})
    with pytest.raises(ConstantColumn, match="target is 2"):
        drivers([2] * 5, {"a": rising})
    with pytest.raises(SameColumn, match="a and b say the same"):
        drivers(other, {"a": rising, "b": [-2 * value for value in rising]})
    with pytest.raises(MissingValue, match="a: 'x' at position 1"):
        drivers([1, 2], {"a": [1, "x"]})
    with pytest.raises(DifferentLengths, match="a has 2, target has 5"):
        drivers(rising, {"a": [1, 2]})
    with pytest.raises(DifferentLengths, match="target has 5, blocks has 2"):
        drivers(rising, {"a": other}, blocks=[1, 2])
