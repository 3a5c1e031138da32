"""Phrases that set texts apart, themes found in them, and quotes."""

import numpy as np
import pytest

from auricle.analysis.refusals import DifferentLengths, MissingValue
from auricle.analysis.voices.found_themes import found_themes
from auricle.analysis.voices.phrases import Phrases, key_phrases, phrases
from auricle.analysis.voices.quotes import quotes, without_addresses

TEXTS = ["物流太慢了", "快递员不接电话", "slow courier again"] * 4 + ["客服很有耐心", "kind staff at the desk"] * 6


def test_the_log_odds_of_a_phrase_by_hand() -> None:
    from scipy import sparse

    # Two phrases in ten texts: w in 4 of the 5 inside and 1 of the 5 outside, v in 1 and 4.
    counts = sparse.csr_matrix(np.array([[1, 0]] * 4 + [[0, 1]] * 5 + [[1, 0]], float))
    [found] = key_phrases(Phrases(("w", "v"), counts), [True] * 4 + [True] + [False] * 5)
    # prior = .01 * 5 + .01 = .06 each; (4.06 / 1.06) over (1.06 / 4.06): log 14.67 = 2.686
    assert found.log_odds == pytest.approx(2 * np.log(4.06 / 1.06))
    assert found.z == pytest.approx(found.log_odds / np.sqrt(1 / 4.06 + 1 / 1.06))
    assert (found.texts, found.others) == (4, 1)


def test_phrases_of_a_group_are_those_it_has_more_of() -> None:
    inside = [True] * 12 + [False] * 12
    found = [each.phrase for each in key_phrases(phrases(TEXTS), inside)]
    assert {"slow courier", "物流太慢", "接电话"} <= set(found)
    assert "kind staff" not in found


def test_a_group_that_is_everything_or_nothing_has_no_phrases() -> None:
    assert key_phrases(phrases(TEXTS), [True] * len(TEXTS)) == ()
    assert key_phrases(phrases(TEXTS), [False] * len(TEXTS)) == ()
    assert key_phrases(phrases([]), []) == ()


def test_a_text_of_which_nobody_said_whether_it_is_of_the_group_is_named():
    with pytest.raises(MissingValue, match="inside: None at position 1"):
        key_phrases(phrases(["slow courier"] * 4), [True, None, False, False])


def test_texts_that_share_phrases_are_one_theme() -> None:
    groups = ["parcel box arrived crushed", "staff at the counter rude", "app login keeps failing"]
    texts = [f"{text} number{i}" for i in range(40) for text in groups]
    found = found_themes(texts, most=3)
    assert [sorted({i % 3 for i in theme.texts}) for theme in found] in ([[a], [b], [c]] for a, b, c in _orders())
    assert found == found_themes(texts, most=3), "the same texts give the same themes"


def _orders() -> list[tuple[int, int, int]]:
    from itertools import permutations

    return list(permutations(range(3)))  # type: ignore[arg-type]


def test_too_few_texts_hold_no_themes() -> None:
    assert found_themes(["slow courier"] * 20) == ()
    assert found_themes([]) == ()
    assert found_themes(["", None, "😀"] * 30) == ()


def test_quotes_are_central_readable_and_unlike_each_other() -> None:
    texts = ["the courier was slow again"] * 6 + ["slow courier and rude"] * 4 + ["x"] + ["slow courier " * 100]
    chosen = quotes(texts, [0.9] * len(texts))
    assert chosen[0] < 10
    assert len({texts[i] for i in chosen}) == len(chosen)
    assert not {10, 11} & set(chosen), "too short, too long"
    assert quotes([], []) == ()
    with pytest.raises(DifferentLengths):
        quotes(["a"], [])


def test_a_quote_carries_no_address_and_no_telephone() -> None:
    assert without_addresses("写信给 anne@example.test 或打 138 0013 8000，等了 3 天") == "写信给 … 或打 …，等了 3 天"
