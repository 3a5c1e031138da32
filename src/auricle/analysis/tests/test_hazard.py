from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auricle.analysis.hazard import Collinear, ConstantAmongCustomers, NoColumns, Separated, hazards
from auricle.analysis.refusals import DifferentLengths, MissingValue, NoResponses
from auricle.analysis.retention import NobodyLeft


def rossi():
    lines = (Path(__file__).parent / "rossi.txt").read_text().splitlines()[2:]
    names, rows = lines[0].split(), np.array([line.split() for line in lines[1:]], float)
    return dict(zip(names, rows.T, strict=True))


def simulated(seed, rows=200):
    random = np.random.default_rng(seed)
    columns = {"one": random.normal(size=rows), "two": random.integers(0, 2, rows)}
    pace = np.exp(0.7 * columns["one"] - 0.4 * columns["two"])
    until, here = random.exponential(1 / pace), random.exponential(1.5, rows)
    return np.minimum(until, here), (until <= here).astype(int), columns


def test_the_released_prisoners_are_fitted_as_coxph_does():
    # R: coxph(Surv(week, arrest) ~ fin + age + race + wexp + mar + paro + prio, carData::Rossi), ties by Efron
    columns = rossi()
    found = hazards(columns.pop("week"), columns.pop("arrest"), columns)
    effects = {effect.name: effect for effect in found.effects}
    assert (found.n, found.left) == (432, 114)
    assert found.log_likelihood == pytest.approx(-658.7477, abs=5e-5)
    assert effects["fin"].coefficient == pytest.approx(-0.3794, abs=5e-5)
    assert effects["age"].coefficient == pytest.approx(-0.0574, abs=5e-5)
    assert effects["prio"].coefficient == pytest.approx(0.0915, abs=5e-5)
    # summary(): se 0.1914, exp(coef) 0.6843, 95% 0.4702 to 0.9957, p 0.0474
    fin = effects["fin"]
    assert (fin.standard_error, fin.ratio) == pytest.approx((0.1914, 0.6843), abs=5e-5)
    assert (fin.low, fin.high, fin.p) == pytest.approx((0.4702, 0.9957, 0.0474), abs=5e-5)


def test_a_case_by_hand():
    # leave at 1 2 3 4 with x 1 0 1 0, u = exp(beta):
    # L = u/(2u + 2) · 1/(u + 2) · u/(u + 1); its derivative is 0 where u² - u - 4 = 0: u = (1 + sqrt 17) / 2
    u = (1 + 17**0.5) / 2
    found = hazards([1, 2, 3, 4], [1, 1, 1, 1], {"x": [1, 0, 1, 0]})
    assert found.effects[0].ratio == pytest.approx(u)
    assert found.log_likelihood == pytest.approx(np.log(u / (2 * u + 2) / (u + 2) * u / (u + 1)))


def test_ties_by_hand():
    # x 1 and 0 leave together at 1, before 1 and 0 are last seen at 2.
    # Efron: the second of the tied faces half of each.
    # L = u / ((2u + 2)(2u + 2 - (u + 1) / 2)) = u / (3 (u + 1)²), largest at u = 1: beta 0, L = 1/12
    found = hazards([1, 1, 2, 2], [1, 1, 0, 0], {"x": [1, 0, 1, 0]})
    assert found.effects[0].coefficient == pytest.approx(0, abs=1e-9)
    assert found.log_likelihood == pytest.approx(-np.log(12))


def test_the_truth_is_found_again():
    found = hazards(*simulated(1, rows=4000))
    one, two = found.effects
    assert (one.coefficient, two.coefficient) == pytest.approx((0.7, -0.4), abs=0.08)
    assert one.low < np.exp(0.7) < one.high
    assert two.low < np.exp(-0.4) < two.high


@given(st.integers(0, 10**6), st.floats(0.01, 100))
def test_units_do_not_matter(seed, factor):
    time, left, columns = simulated(seed)
    plain = hazards(time, left, columns)
    scaled = hazards(factor * time, left, {"one": factor * columns["one"] + 5, "two": columns["two"]})
    assert factor * scaled.effects[0].coefficient == pytest.approx(plain.effects[0].coefficient, abs=1e-6)
    assert scaled.log_likelihood == pytest.approx(plain.log_likelihood)


@given(st.integers(0, 10**6))
def test_the_order_of_rows_does_not_matter(seed):
    time, left, columns = simulated(seed)
    time = np.ceil(5 * time)
    mixed = np.random.default_rng(seed).permutation(len(time))
    shuffled = hazards(time[mixed], left[mixed], {name: column[mixed] for name, column in columns.items()})
    assert shuffled.log_likelihood == pytest.approx(hazards(time, left, columns).log_likelihood)


def test_refusals_name_the_column():
    time, left, other = [1, 2, 3, 4], [1, 1, 0, 1], [1.0, 0, 1, 0]
    with pytest.raises(NoResponses, match="durations: no values"):
        hazards([], [], {"x": []})
    with pytest.raises(NoColumns, match="no columns; give at least one"):
        hazards(time, left, {})
    with pytest.raises(NobodyLeft, match="none of 4 customers left"):
        hazards(time, [0] * 4, {"x": other})
    with pytest.raises(ConstantAmongCustomers, match="x is 2 for every customer"):
        hazards(time, left, {"x": [2] * 4})
    with pytest.raises(Collinear, match="y follows from the columns before it"):
        hazards(time, left, {"x": other, "y": [3 - value for value in other]})
    with pytest.raises(Separated, match="x tells who leaves next without fail"):
        hazards(time, [1] * 4, {"x": [4, 3, 2, 1]})
    with pytest.raises(MissingValue, match="x: None at position 0"):
        hazards(time, left, {"x": [None, 1, 2, 3]})
    with pytest.raises(DifferentLengths, match="durations has 4, x has 2"):
        hazards(time, left, {"x": [1, 2]})
