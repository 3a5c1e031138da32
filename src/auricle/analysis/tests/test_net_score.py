import csv
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auricle.analysis.net_score import net_score
from auricle.analysis.refusals import DifferentLengths, MissingValue, NoResponses, ScoreOutOfRange, WeightNotPositive

RATINGS = st.lists(st.integers(0, 10), min_size=1, max_size=60)


def test_a_case_by_hand():
    # 10 9 | 8 | 6 3: two promoters, one passive, two detractors of five.
    # point   = 100 (2/5 - 2/5) = 0
    # adjusted: promoters 2.75, detractors 2.75 of 8; centre 0
    # SE      = 100 sqrt((2.75/8 + 2.75/8 - 0) / 8) = 100 sqrt(.6875 / 8) = 29.3151
    score = net_score([10, 9, 8, 6, 3])
    assert score.n == 5
    assert score.points == 0
    assert score.standard_error == pytest.approx(29.3151, abs=1e-4)
    assert score.interval == pytest.approx((-57.4565, 57.4565), abs=1e-3)


def test_the_adjusted_wald_interval_is_that_of_the_r_package_nps():
    # R: library(NPS); x <- c(rep(0, 12), rep(7, 9), rep(10, 15)); nps(x)
    #    nps.se / nps.var on counts 12.75, 10.5, 15.75; Rocks (2016), "adjusted Wald (3, T)"
    score = net_score([0] * 12 + [7] * 9 + [10] * 15)
    assert score.points == pytest.approx(8.333, abs=5e-4)
    assert score.interval == pytest.approx((-19.0279, 34.4126), abs=5e-5)


def test_sixes_are_detractors_sevens_and_eights_passive_nines_promoters():
    assert net_score([6]).points == -100
    assert net_score([7, 8]).points == 0
    assert net_score([9]).points == 100


def test_an_interval_beyond_the_scale_is_clipped_to_it():
    assert net_score([10] * 50).interval[1] == 100
    assert net_score([0] * 50).interval[0] == -100


def test_one_answer_has_a_wide_interval_that_holds_it():
    low, high = net_score([10]).interval
    assert low < 0
    assert high == 100


def test_weights_count_as_many_answers_in_the_point():
    assert net_score([10, 0], [3, 1]).points == pytest.approx(net_score([10, 10, 10, 0]).points)


def test_unequal_weights_widen_the_interval():
    ratings = [10, 8, 3, 9] * 10
    alike, unlike = net_score(ratings), net_score(ratings, [1, 1, 1, 1, 9, 9, 9, 9] * 5)
    assert unlike.points == pytest.approx(alike.points)
    assert unlike.standard_error > 1.2 * alike.standard_error


def test_the_weighted_standard_error_is_the_linearised_one_of_an_effective_n():
    # y = +1 +1 0 -1, w = 1 2 1 2: mean (1 + 2 - 2) / 6 = 1/6
    # unit variance  = (1 (5/6)² + 2 (5/6)² + 1 (1/6)² + 2 (7/6)²) / 6 = (25 + 50 + 1 + 98) / 216 = 174/216
    # linearised     = (1 (5/6)² + 4 (5/6)² + 1 (1/6)² + 4 (7/6)²) / 36 = (25 + 100 + 1 + 196) / 1296 = 322/1296
    # n_eff          = (174/216) / (322/1296) = 3.242236
    n = 174 * 1296 / 216 / 322
    p, d = (n * 3 / 6 + 0.75) / (n + 3), (n * 2 / 6 + 0.75) / (n + 3)
    expected = 100 * math.sqrt((p + d - (p - d) ** 2) / (n + 3))
    assert net_score([10, 10, 8, 0], [1, 2, 1, 2]).standard_error == pytest.approx(expected)


def test_the_airport_of_2017_scores_39_84_and_weighted_40_40(shared_data):
    path = next((shared_data / "sfo_airport").glob("2017*.csv"))
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [(row["NETPRO"], row["WEIGHT"]) for row in csv.DictReader(file)]
    kept = [(int(score), float(weight)) for score, weight in rows if score and int(score) <= 10]
    ratings, weights = [score for score, _ in kept], [weight for _, weight in kept]
    assert len(kept) == 2746
    assert net_score(ratings).points == pytest.approx(39.84, abs=0.005)
    assert net_score(ratings, weights).points == pytest.approx(40.40, abs=0.005)


@given(RATINGS)
def test_the_interval_holds_the_point_within_the_scale(ratings):
    score = net_score(ratings)
    low, high = score.interval
    assert -100 <= low <= score.points <= high <= 100


@given(RATINGS)
def test_order_does_not_matter(ratings):
    assert net_score(ratings) == net_score(sorted(ratings))


@given(RATINGS, st.floats(0.01, 100))
def test_only_the_proportions_of_weights_matter(ratings, factor):
    weights = [1 + position % 3 for position in range(len(ratings))]
    scaled = net_score(ratings, [factor * weight for weight in weights])
    assert scaled.points == pytest.approx(net_score(ratings, weights).points, abs=1e-9)
    assert scaled.interval == pytest.approx(net_score(ratings, weights).interval, abs=1e-6)


@given(RATINGS)
def test_equal_weights_change_nothing(ratings):
    assert net_score(ratings, [2.5] * len(ratings)).interval == pytest.approx(net_score(ratings).interval, abs=1e-6)


def test_no_answers_are_refused():
    with pytest.raises(NoResponses, match="ratings: no values; give at least one"):
        net_score([])


@pytest.mark.parametrize(("bad", "said"), [(11, "score 11 at position 2"), (-1, "score -1"), (7.5, "score 7.5")])
def test_a_score_off_the_scale_is_named_with_its_position(bad, said):
    with pytest.raises(ScoreOutOfRange, match=said):
        net_score([10, 9, bad, 12])


def test_a_missing_rating_is_named():
    with pytest.raises(MissingValue, match="ratings: None at position 1 is not a number; leave that row out"):
        net_score([10, None, 3])


def test_text_is_no_rating():
    with pytest.raises(MissingValue, match="'n/a' at position 1"):
        net_score([10, "n/a", 3])


def test_a_weight_of_zero_is_refused():
    with pytest.raises(WeightNotPositive, match="weight 0 at position 1"):
        net_score([10, 9], [1, 0])


def test_weights_must_be_as_many_as_ratings():
    with pytest.raises(DifferentLengths, match="rows has 2, weights has 1"):
        net_score([10, 9], [1])
