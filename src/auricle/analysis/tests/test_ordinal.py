import numpy as np
import pytest

from auricle.analysis.ordinal import OneAnswer, Separated, proportional_odds
from auricle.analysis.refusals import NoResponses

# R: MASS::housing, Freq by Cont (Low, High), Type (Tower, Apartment, Atrium, Terrace), Infl (Low, Medium, High)
# and Sat (Low, Medium, High) in the order of the data frame: Sat fastest, then Infl, Type, Cont.
FREQUENCIES = [
    21, 21, 28, 34, 22, 36, 10, 11, 36, 61, 23, 17, 43, 35, 40, 26, 18, 54, 13, 9, 10, 8, 8, 12, 6, 7, 9, 18, 6, 7, 15,
    13, 13, 7, 5, 11, 14, 19, 37, 17, 23, 40, 3, 5, 23, 78, 46, 43, 48, 45, 86, 15, 25, 62, 20, 23, 20, 10, 22, 24, 7,
    10, 21, 57, 23, 13, 31, 21, 13, 5, 6, 13,
]  # fmt: skip


def housing():
    place = np.arange(72)
    sat, infl, kind, cont = place % 3, place // 3 % 3, place // 9 % 4, place // 36
    columns = {
        "InflMedium": infl == 1, "InflHigh": infl == 2, "TypeApartment": kind == 1, "TypeAtrium": kind == 2,
        "TypeTerrace": kind == 3, "ContHigh": cont == 1,
    }  # fmt: skip
    return sat, {name: column.astype(float) for name, column in columns.items()}, FREQUENCIES


def test_tenants_are_satisfied_as_polr_says():
    # R: library(MASS); polr(Sat ~ Infl + Type + Cont, weights = Freq, data = housing, Hess = TRUE)
    found = proportional_odds(*housing())
    expected = [0.5663937, 1.2888191, -0.5723501, -0.3661866, -1.0910149, 0.3602841]
    assert [slope.value for slope in found.slopes.values()] == pytest.approx(expected, abs=5e-7)
    assert found.deviance == pytest.approx(3479.149, abs=5e-4)
    assert found.cuts == pytest.approx((-0.4961353, 0.6907083), abs=5e-5)
    errors = [0.10465, 0.12716, 0.11924, 0.15517, 0.15149, 0.09554]
    assert [slope.standard_error for slope in found.slopes.values()] == pytest.approx(errors, abs=5e-5)


def test_only_the_order_of_answers_counts():
    sat, columns, weights = housing()
    again = proportional_odds(np.array([2, 9, 10])[sat], columns, weights)
    assert again.deviance == pytest.approx(proportional_odds(sat, columns, weights).deviance)


def test_units_scale_the_slope_and_nothing_else():
    random = np.random.default_rng(1)
    x = random.normal(size=300)
    y = np.digitize(x + random.logistic(size=300), [-1, 0, 2])
    one, tenth = proportional_odds(y, {"x": x}), proportional_odds(y, {"x": 10 * x + 3})
    assert tenth.slopes["x"].value == pytest.approx(one.slopes["x"].value / 10, rel=1e-6)
    assert one.slopes["x"].low < 1 < one.slopes["x"].high


def test_what_cannot_be_told_is_said_by_name():
    with pytest.raises(OneAnswer, match="every answer is 3"):
        proportional_odds([3, 3, 3], {"x": [1, 2, 3]})
    with pytest.raises(Separated, match="x tells the answers apart"):
        proportional_odds([0, 0, 0, 1, 1, 1] * 5, {"x": [0, 0, 0, 1, 1, 1] * 5})
    with pytest.raises(NoResponses):
        proportional_odds([1, None], {"x": [None, 2]})
