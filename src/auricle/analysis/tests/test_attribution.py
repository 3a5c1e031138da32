import csv
from itertools import combinations, pairwise
from math import factorial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auricle.analysis.attribution import EmptyPath, NoConversions, fair_shares, removal_effects
from auricle.analysis.refusals import DifferentLengths, NegativeCount, NoResponses

PATHS = st.lists(
    st.tuples(st.lists(st.sampled_from("abcd"), min_size=1, max_size=5), st.integers(0, 5), st.integers(0, 5)),
    min_size=1,
    max_size=12,
)


@pytest.fixture(scope="module")
def path_data(shared_data):
    with (shared_data / "attribution" / "path_data.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    paths = [row["path"].split(" > ") for row in rows]
    return paths, [float(row["total_conversions"]) for row in rows], [float(row["total_null"]) for row in rows]


def test_ten_thousand_paths_have_the_removal_effects_of_channelattribution(path_data):
    # R: ChannelAttribution::markov_model(path_data, "path", "total_conversions", var_null = "total_null",
    #    order = 1, nsim = 5e6, out_more = TRUE)$removal_effects; simulated, so within half a percent
    found = removal_effects(*path_data)
    effects = dict(zip(found.channels, found.effect, strict=True))
    assert effects["alpha"] == pytest.approx(0.558399, rel=0.005)
    assert effects["beta"] == pytest.approx(0.264039, rel=0.005)
    assert effects["eta"] == pytest.approx(0.349026, rel=0.005)
    assert found.conversions.sum() == pytest.approx(19785)


def test_ten_thousand_paths_have_the_shapley_values_of_brute_force(path_data):
    found = fair_shares(path_data[0], path_data[1])
    assert dict(zip(found.channels, found.conversions, strict=True))["alpha"] == pytest.approx(7627.944, abs=5e-4)
    assert found.conversions.sum() == pytest.approx(19785)


def test_removal_by_hand():
    # 2 of 4 convert over a then b, 1 of 2 over b alone, none of 2 over a alone.
    # start: a 6/8, b 2/8; a: b 4/6, lost 2/6; b: converts 3/6. Chance in all (6/8 · 4/6 + 2/8) / 2 = 3/8.
    # without a: 2/8 · 1/2 = 1/8, two thirds are lost; without b: all
    found = removal_effects([["a", "b"], ["b"], ["a"]], [2, 1, 0], [2, 1, 2])
    assert found.channels == ("a", "b")
    assert found.effect.tolist() == pytest.approx([2 / 3, 1])
    assert found.conversions.tolist() == pytest.approx([3 * 2 / 5, 3 * 3 / 5])


def test_staying_in_a_channel_changes_nothing():
    once = removal_effects([["a", "b"], ["b", "a"]], [3, 1], [1, 4])
    again = removal_effects([["a", "a", "b"], ["b", "a", "a"]], [3, 1], [1, 4])
    assert again.effect.tolist() == pytest.approx(once.effect.tolist())


def chance_without(rows, channel):
    """Chance of converting where every step to the channel leads nowhere, by walking the chain until it has ended."""
    states = sorted({step for path, _, _ in rows for step in path})
    moves, ends, starts = np.zeros((len(states), len(states))), np.zeros(len(states)), np.zeros(len(states))
    walked = np.zeros(len(states))
    for path, won, lost in rows:
        steps = [states.index(step) for step in path]
        starts[steps[0]] += won + lost
        for before, after in pairwise(steps):
            moves[before, after] += won + lost
        for step in steps:
            walked[step] += won + lost
        ends[steps[-1]] += won
    here, converted = starts / starts.sum(), 0.0
    walked = np.where(walked > 0, walked, 1)
    for _ in range(3000):
        if channel is not None:
            here[states.index(channel)] = 0
        converted += here @ (ends / walked)
        here = here @ (moves / walked[:, None])
    return converted


@given(PATHS)
def test_an_effect_is_what_is_lost_when_every_step_to_the_channel_leads_nowhere(rows):
    paths, won, lost = zip(*rows, strict=True)
    if sum(won) == 0:
        return
    found = removal_effects(paths, won, lost)
    whole = chance_without(rows, None)
    for channel, effect in zip(found.channels, found.effect, strict=True):
        assert effect == pytest.approx(1 - chance_without(rows, channel) / whole, abs=1e-6)


@given(PATHS)
def test_fair_shares_are_the_gains_averaged_over_all_orders(rows):
    paths, won, _ = zip(*rows, strict=True)
    if sum(won) == 0:
        return
    found = fair_shares(paths, won)
    assert found.conversions.sum() == pytest.approx(sum(won))

    def worth(members):
        return sum(count for path, count in zip(paths, won, strict=True) if set(path) <= set(members))

    p = len(found.channels)
    for channel, share in zip(found.channels, found.conversions, strict=True):
        others = [other for other in found.channels if other != channel]
        gain = sum(
            factorial(size) * factorial(p - size - 1) / factorial(p) * (worth([*some, channel]) - worth(some))
            for size in range(p)
            for some in combinations(others, size)
        )
        assert share == pytest.approx(gain)


def test_refusals_name_the_path():
    with pytest.raises(NoResponses, match="paths: no values"):
        removal_effects([], [], [])
    with pytest.raises(EmptyPath, match="path at position 1 has no channel"):
        fair_shares([["a"], []], [1, 1])
    with pytest.raises(NegativeCount, match="count -2 at position 0"):
        removal_effects([["a"]], [1], [-2])
    with pytest.raises(NoConversions, match="none of 1 paths led to a conversion"):
        removal_effects([["a"]], [0], [3])
    with pytest.raises(DifferentLengths, match="paths has 1, converted has 2"):
        removal_effects([["a"]], [1, 2], [1, 2])
