from itertools import combinations, groupby

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auricle.analysis.conformance import NoDesign, conformance, stays
from auricle.analysis.refusals import DifferentLengths, NoResponses

PATHS = st.lists(st.lists(st.sampled_from("abcd"), min_size=1, max_size=6), min_size=1, max_size=6)


def test_a_case_by_hand():
    # design a b c: 5 went so; 3 skipped b; 2 did b before a; 4 did b twice and x; 1 did z alone
    paths = ["abc", "ac", "bac", "abbxc", "z"]
    found = conformance([list(path) for path in paths], [5, 3, 2, 4, 1], list("abc"))
    assert found.conforming.value == 5 / 15
    assert found.in_order.value == 9 / 15  # abc and abbxc
    assert [(kept.in_place, kept.out_of_turn, kept.skipped) for kept in found.steps] == [
        (12, 2, 1),
        (11, 0, 4),
        (14, 0, 1),
    ]
    # Of bac either ac or bc may be kept; the later step is.
    assert found.besides == (("b", 4), ("x", 4), ("z", 1))
    # |p| + |d| - 2 l: 0, 5 - 4, 6 - 4, 8 - 6, 4 - 0
    assert found.fitness == pytest.approx(
        1 - (5 * 0 + 3 * 1 + 2 * 2 + 4 * 2 + 1 * 4) / (5 * 6 + 3 * 5 + 2 * 6 + 4 * 8 + 4)
    )
    assert found.path_fitness.tolist() == pytest.approx([1, 4 / 5, 4 / 6, 6 / 8, 0])


@given(PATHS, st.lists(st.sampled_from("abc"), min_size=1, max_size=4))
def test_no_alignment_takes_more_steps_of_the_design_in_order(paths, design):
    found = conformance(paths, [1] * len(paths), design)
    longest = [max(_common(path, design)) for path in paths]
    lengths = [len(path) + len(design) for path in paths]
    assert np.allclose(found.path_fitness, [2 * common / n for common, n in zip(longest, lengths, strict=True)])
    assert sum(kept.in_place for kept in found.steps) == sum(longest)


@given(st.lists(st.sampled_from("abcd"), max_size=9), st.lists(st.sampled_from("abc"), min_size=1, max_size=4))
def test_a_stay_is_no_longer_than_meant_and_nothing_else_goes(path, design):
    found = stays(path, design)
    assert [step for step, _ in groupby(found)] == [step for step, _ in groupby(path)]
    assert stays(design, design) == tuple(design)
    assert stays(found, design) == found
    before, after = (conformance([way or ["x"]], [1], design) for way in (path, found))
    assert after.in_order.value == before.in_order.value  # what is asked for is still there
    assert after.fitness >= before.fitness


def _common(path, design):
    """Lengths of the subsequences of the design that the path holds."""
    for size in range(len(design) + 1):
        for part in combinations(design, size):
            left = iter(path)
            if all(step in left for step in part):
                yield size


@pytest.mark.parametrize(
    ("paths", "runs", "design", "error", "says"),
    [
        ([["a"]], [1], [], NoDesign, "has no step; give at least one"),
        ([], [], ["a"], NoResponses, "paths: no values"),
        ([["a"]], [0], ["a"], NoResponses, "paths: no values"),
        ([["a"]], [1, 2], ["a"], DifferentLengths, "paths has 1, runs has 2"),
    ],
)
def test_what_cannot_be_laid_beside_a_design_is_named(paths, runs, design, error, says):
    with pytest.raises(error, match=says):
        conformance(paths, runs, design)
