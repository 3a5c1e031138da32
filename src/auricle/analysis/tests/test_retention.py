import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auricle.analysis.refusals import DifferentLengths, NoResponses
from auricle.analysis.retention import (
    NegativeDuration,
    NobodyLeft,
    NotLeftOrHere,
    OneGroup,
    kaplan_meier,
    logrank,
)

# Loprinzi et al. (1994), as in R's survival::lung: days, + for still alive; men and women.
MEN = """11 11 11 12 13 13 15 26 30 31 53 53 54 59 60 65 65 71 81 88 88 92 93 95 105 107 110 116 118 131 132 132 135 142
144 147 156 156 163 163 163 166 170 174+ 175 176 177 179 179 180 181 181 183 185+ 188+ 189 191+ 196+ 197+ 197 202 207
210 212 218 221+ 222+ 222 223 225+ 225+ 229 230 237+ 239 246 259+ 267 269 270 279+ 283 284+ 284 285 286 288 291 292+
300+ 301+ 301 303+ 303 306 310 320 329 337 353 353 363 364 371 387 390 394 404+ 413+ 428 429 442 444+ 455 457 458+ 460
477 519 524 533 558 567 574 583 613 624 643 655 689 707 791 806+ 814 840+ 883 1010+ 1022+"""
WOMEN = """
5 60 61 62 79 81 92+ 95 105+ 107 122 145 145 153 166 167 173+ 175+ 177+ 182 186 192+ 194 199 201 201 202+ 203+
208 211+ 224+ 226 235+ 239 240+ 243+ 245 252+ 266+ 268 269+ 272+ 276+ 285 292+ 293 296+ 305 310 315+ 332+ 340 345 348
350 351 356+ 361 363 364+ 371 376+ 382+ 384+ 426 433 444 450 473 511+ 511+ 520 524 529+ 543+ 550 551+ 559+ 588+ 641 654
687 705 728 731 735 740+ 765 821+ 965+"""
TIMES = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 1)), min_size=1, max_size=40)


def read(text):
    return [int(mark.rstrip("+")) for mark in text.split()], [int(not mark.endswith("+")) for mark in text.split()]


def test_a_case_by_hand():
    # 1 leaves of 5: .8; one of those here at 2 is only seen until then; 2 leave of 3 at 3: .8 / 3 = .266667
    # Greenwood: 1/(5 · 4) + 2/(3 · 1) = .716667; |ln .266667| = 1.321756; 1.959964 sqrt(.716667) / 1.321756 = 1.255320
    # low .266667^exp(1.255320) = .009677, high .266667^exp(-1.255320) = .686136
    curve = kaplan_meier([1, 2, 3, 3, 4], [1, 0, 1, 1, 0])
    assert curve.n == 5
    assert curve.times.tolist() == [1, 3]
    assert curve.at_risk.tolist() == [5, 3]
    assert curve.left.tolist() == [1, 2]
    assert curve.share.tolist() == pytest.approx([0.8, 0.266667], abs=1e-6)
    assert (curve.low[1], curve.high[1]) == pytest.approx((0.009677, 0.686136), abs=1e-5)
    assert curve.median == 3
    assert curve.share_at(0.5) == 1
    assert curve.share_at(2) == pytest.approx(0.8)
    assert math.isnan(curve.share_at(4.5))


def test_half_of_the_men_and_women_of_lung_lived_270_and_426_days():
    # R: survfit(Surv(time, status) ~ sex, lung)
    assert kaplan_meier(*read(MEN)).median == 270
    assert kaplan_meier(*read(WOMEN)).median == 426


def test_they_differ_as_survdiff_says():
    # R: survdiff(Surv(time, status) ~ sex, lung): chisq 10.3 on 1 degree, p .001, observed 112 and 53
    (men, men_left), (women, women_left) = read(MEN), read(WOMEN)
    test = logrank(men + women, men_left + women_left, ["m"] * len(men) + ["w"] * len(women))
    assert test.groups == ("m", "w")
    assert test.chi_squared == pytest.approx(10.33, abs=0.005)
    assert test.degrees == 1
    assert test.p == pytest.approx(0.00131, abs=5e-6)
    assert test.observed.tolist() == [112, 53]
    assert test.expected.tolist() == pytest.approx([91.6, 73.4], abs=0.05)


def test_logrank_by_hand():
    # a leaves at 1 and 3, b at 2 and 4: expected of a 2/4 + 1/3 + 1/2 + 0 = 4/3, variance 1/4 + 2/9 + 1/4 = 13/18
    test = logrank([1, 3, 2, 4], [1, 1, 1, 1], list("aabb"))
    assert test.expected.tolist() == pytest.approx([4 / 3, 8 / 3])
    assert test.chi_squared == pytest.approx((2 - 4 / 3) ** 2 / (13 / 18))


@given(TIMES)
def test_where_everybody_left_it_is_the_plain_share_still_here(rows):
    times = np.array([time for time, _ in rows])
    curve = kaplan_meier(times, np.ones(len(times)))
    assert curve.share.tolist() == pytest.approx([(times > time).mean() for time in curve.times], abs=1e-12)
    assert curve.median == pytest.approx(np.median(times), abs=10)
    assert curve.share[-1] == 0


@given(TIMES)
def test_the_curve_falls_within_its_bounds(rows):
    curve = kaplan_meier(*zip(*rows, strict=True))
    assert (np.diff(curve.share) <= 1e-12).all()
    assert not (curve.low > curve.share + 1e-12).any()
    assert not (curve.high < curve.share - 1e-12).any()
    assert not curve.median_low > curve.median
    assert not curve.median_high < curve.median


@given(TIMES, st.floats(0.1, 100))
def test_the_unit_of_time_does_not_matter(rows, factor):
    times, left = zip(*rows, strict=True)
    scaled = kaplan_meier([factor * time for time in times], left)
    assert scaled.share.tolist() == pytest.approx(kaplan_meier(times, left).share.tolist())


@given(TIMES)
def test_the_same_group_twice_does_not_differ(rows):
    times, left = zip(*rows, strict=True)
    if any(left):
        test = logrank(times * 2, left * 2, ["a"] * len(rows) + ["b"] * len(rows))
        assert test.chi_squared == pytest.approx(0, abs=1e-9)
        assert test.expected[0] == pytest.approx(test.observed[0])


def test_where_nobody_left_everybody_is_here_and_the_median_unknown():
    curve = kaplan_meier([3, 4], [0, 0])
    assert curve.times.size == 0
    assert curve.share_at(3) == 1
    assert math.isnan(curve.median)
    assert curve.median_high == math.inf


def test_one_customer_who_left():
    curve = kaplan_meier([3], [1])
    assert curve.share.tolist() == [0]
    assert curve.median == 3
    assert math.isnan(curve.low[0])


def test_refusals_name_the_thing():
    with pytest.raises(NoResponses, match="durations: no values"):
        kaplan_meier([], [])
    with pytest.raises(NegativeDuration, match="duration -1 at position 1 is negative"):
        kaplan_meier([1, -1], [1, 1])
    with pytest.raises(NotLeftOrHere, match="left is 2 at position 0; use 1 for who left"):
        kaplan_meier([1], [2])
    with pytest.raises(DifferentLengths, match="durations has 1, left has 2"):
        kaplan_meier([1], [1, 0])
    with pytest.raises(OneGroup, match="there is only the group 'a'"):
        logrank([1, 2], [1, 1], ["a", "a"])
    with pytest.raises(NobodyLeft, match="none of 2 customers left"):
        logrank([1, 2], [0, 0], ["a", "b"])
