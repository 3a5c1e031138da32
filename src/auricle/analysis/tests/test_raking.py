import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auricle.analysis.mean import mean
from auricle.analysis.raking import (
    EmptyCategory,
    MarginsDisagree,
    NoConvergence,
    NoMargins,
    UnknownCategory,
    rake,
)
from auricle.analysis.refusals import DifferentLengths, NoResponses

# California's Academic Performance Index of 2000 for the schools of 15 sampled districts, added up:
# district, school type, met its school-wide target, schools, sum of their scores.
SCHOOLS = """
637 H Yes 1 608, 637 E Yes 8 5418, 637 M Yes 2 1333, 437 H Yes 1 443, 437 E Yes 2 963, 437 M Yes 1 482,
778 M No 1 411, 778 E Yes 1 494, 197 E Yes 9 6005, 197 M No 2 1190, 197 M Yes 1 689, 197 E No 1 709,
406 E Yes 2 1116, 815 H No 1 696, 815 M No 1 631, 815 E Yes 2 1166, 178 H Yes 1 529, 178 E Yes 2 1001,
178 M No 1 547, 255 E Yes 12 8633, 255 M Yes 3 2184, 255 E No 1 552, 568 H Yes 3 2161, 568 H No 1 687,
568 E Yes 3 2160, 568 E No 1 699, 568 M Yes 1 679, 135 E Yes 31 20495, 135 E No 3 2013, 510 H No 1 595,
510 H Yes 1 661, 510 E Yes 15 9964, 510 M No 1 614, 510 M Yes 2 1298, 510 E No 1 629, 716 H Yes 3 1577,
716 E Yes 25 14254, 716 E No 5 2554, 716 M Yes 4 2009, 61 E Yes 10 7203, 61 M No 2 1458, 61 M Yes 1 711,
413 E Yes 1 551, 448 H Yes 1 703, 448 E Yes 9 6858, 448 M Yes 2 1550
"""
MARGINS = {"type": {"E": 4421, "H": 755, "M": 1018}, "target": {"No": 1072, "Yes": 5122}}


def schools():
    """One row per school, each with the mean score of its cell: sums by district stay what they are."""
    for cell in SCHOOLS.replace("\n", " ").split(","):
        district, kind, target, count, score = cell.split()
        yield from [(district, kind, target, int(score) / int(count))] * int(count)


def test_a_cluster_sample_of_schools_is_raked_as_the_r_package_survey_does():
    # R: data(api); d <- svydesign(id = ~dnum, weights = ~pw, data = apiclus1, fpc = ~fpc)
    #    r <- rake(d, list(~stype, ~sch.wide), list(pop.types, pop.schwide), control = list(epsilon = 1e-10))
    #    svymean(~api00, r)
    district, kind, target, score = zip(*schools(), strict=True)
    raked = rake({"type": kind, "target": target}, MARGINS, [6194 / 183] * 183)
    answer = raked.mean(score, clusters=district, sampled_share=15 / 757)
    assert answer.n == 183
    assert answer.value == pytest.approx(641.23032, abs=5e-6)
    assert answer.standard_error == pytest.approx(23.70362, abs=5e-6)


def test_two_margins_by_hand():
    # f/n f/s m/n m/s, one row each; 6 f and 4 m, 5 n and 5 s: independent, so 3 3 2 2
    raked = rake({"sex": list("ffmm"), "region": list("nsns")}, {"sex": {"f": 6, "m": 4}, "region": {"n": 5, "s": 5}})
    assert raked.weights.tolist() == pytest.approx([3, 3, 2, 2])


def test_what_the_margin_explains_costs_no_precision():
    # the score is its category's: once the margin is known, so is the mean
    raked = rake({"tier": list("aabb")}, {"tier": {"a": 90, "b": 10}})
    answer = raked.mean([10, 10, 0, 0])
    assert answer.value == pytest.approx(9)
    assert answer.standard_error == pytest.approx(0, abs=1e-9)


def test_with_one_category_it_is_the_plain_mean():
    values = [3.0, 5, 4, 9]
    answer, plain = rake({"all": ["x"] * 4}, {"all": {"x": 100}}).mean(values), mean(values)
    assert answer.value == pytest.approx(plain.value)
    assert answer.interval == pytest.approx(plain.interval)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xy")), max_size=30), st.floats(0.1, 10))
def test_every_margin_is_met_and_only_proportions_of_first_weights_matter(rows, factor):
    rows = [*rows, *[(a, x) for a in "abc" for x in "xy"]]
    columns = {"one": [row[0] for row in rows], "two": pa.array([row[1] for row in rows])}
    margins = {"one": {"a": 50, "b": 30, "c": 20}, "two": {"x": 65, "y": 35}}
    raked = rake(columns, margins)
    for name, margin in margins.items():
        for category, target in margin.items():
            inside = np.array([value == category for value in np.array(columns[name])])
            assert raked.weights[inside].sum() == pytest.approx(target)
    assert rake(columns, margins, [factor] * len(rows)).weights == pytest.approx(raked.weights)


def test_refusals_name_the_margin():
    with pytest.raises(UnknownCategory, match="sex: category 'x' at position 1 is not in the margin"):
        rake({"sex": ["f", "x"]}, {"sex": {"f": 1}})
    with pytest.raises(EmptyCategory, match="sex: category 'm' has no row in the sample; merge it"):
        rake({"sex": ["f", "f"]}, {"sex": {"f": 1, "m": 1}})
    with pytest.raises(EmptyCategory, match="category 'm' is said to hold 0 customers"):
        rake({"sex": ["f", "m"]}, {"sex": {"f": 1, "m": 0}})
    with pytest.raises(MarginsDisagree, match="sex 2, age 3; scale them to one"):
        rake({"sex": ["f"], "age": ["y"]}, {"sex": {"f": 2}, "age": {"y": 3}})
    with pytest.raises(DifferentLengths, match="sex has 1, age has 2"):
        rake({"sex": ["f"], "age": ["y", "y"]}, {"sex": {"f": 2}, "age": {"y": 2}})
    with pytest.raises(NoResponses, match="sex: no values"):
        rake({"sex": []}, {"sex": {"f": 2}})
    with pytest.raises(NoMargins, match="no margins"):
        rake({"sex": ["f"]}, {})


def test_margins_the_sample_cannot_meet_do_not_converge():
    # every f is young and every m old, but 6 of 10 are f and only 5 young: rows of m weigh 5, not 4
    columns = {"sex": list("ffmm"), "age": list("yyoo")}
    with pytest.raises(NoConvergence, match=r"after 50 rounds a category is still 25\.00% off its margin"):
        rake(columns, {"sex": {"f": 6, "m": 4}, "age": {"y": 5, "o": 5}}, rounds=50)
