"""What is learnt from scored words: judged on customers it has not seen, kept only where it reads better."""

from __future__ import annotations

from itertools import cycle, islice

import pytest

from auricle.query.tests.conftest import Opened
from auricle.understanding.voices.known import known_of
from auricle.understanding.voices.learning import TooFewToLearn
from auricle.understanding.voices.reading import Correction
from auricle.understanding.voices.texts import leaning

from .saying import saying

GOOD = ["这张桌子巴适得板", "巴适得板，朋友都来问", "收到以后巴适得板"]
BAD = ["这张桌子扑街了", "扑街，朋友都来问", "收到以后扑街得不行"]


def slang(n: int) -> tuple[list[str], list[float]]:
    """Words that our lists do not know, beside scores that say what they mean."""
    texts = [text for pair in islice(zip(cycle(GOOD), cycle(BAD), strict=False), n // 2) for text in pair]
    return texts, [10.0, 2.0] * (n // 2)


def test_words_the_lists_do_not_know_are_learnt_and_used(workspace: Opened) -> None:
    ws = workspace(saying(*slang(300)))
    known = ws.learn_texts()
    assert known.judged is not None
    assert known.judged.after == known.judged.n > known.judged.before
    assert (known.is_used, known.scored) == (True, 300)
    ws.read_texts()
    felt = [row["sentiment"] for row in ws.facts("readings", order="feedback").to_pylist()]
    assert {value > 0 for value in felt if value is not None} == {True, False}
    assert sum(value is not None for value in felt) > 250


def test_what_was_learnt_is_the_same_after_opening_again(workspace: Opened) -> None:
    ws = workspace(saying(*slang(300)))
    learnt, kept = ws.learn_texts(), known_of(ws.folder)
    texts = [*GOOD, *BAD, "物流太慢了"]
    assert kept.model.hear(texts).score == pytest.approx(learnt.model.hear(texts).score, abs=1e-6)
    assert (kept.judged, kept.scored, kept.learnt_on) == (learnt.judged, learnt.scored, learnt.learnt_on)


def test_the_file_of_what_was_learnt_holds_nobodys_words(workspace: Opened) -> None:
    texts, scores = slang(300)
    ws = workspace(saying([*texts[:-1], "我的电话是13800138000扑街"], scores))
    ws.learn_texts()
    written = (ws.folder / "voices.npz").read_bytes()
    assert b"13800138000" not in written
    assert "扑街".encode() not in written


def test_what_our_lists_read_rightly_already_is_left_to_them(workspace: Opened) -> None:
    texts = [f"第{n}次来，{'客服很好，非常满意' if n % 2 else '物流太慢了，很失望'}" for n in range(300)]
    ws = workspace(saying(texts, [2.0, 10.0] * 150))
    judged = ws.learn_texts().judged
    assert judged is not None
    assert judged.before == judged.n
    assert not ws.known_of_texts.is_used


def test_too_few_scored_texts_are_refused_with_their_numbers(workspace: Opened) -> None:
    ws = workspace(saying(*slang(40)))
    with pytest.raises(TooFewToLearn, match="20 texts beside a good score and 20 beside a bad one"):
        ws.learn_texts()
    assert ws.known_of_texts.judged is None


def test_a_word_said_twice_to_be_wrong_names_its_theme_no_more(workspace: Opened) -> None:
    texts, scores = slang(300)
    ws = workspace(saying([*texts, "小哥太慢了"], [*scores, 2.0]))
    wrong = [Correction(f"f{key}", "delivery", word="小哥") for key in (1, 2)]
    assert ws.learn_texts(wrong[:1]).wrong_words == ()
    assert ws.learn_texts(wrong).wrong_words == (("delivery", "小哥"),)


def test_a_persons_correction_counts_for_more_than_a_score(workspace: Opened) -> None:
    texts, scores = slang(300)
    ws = workspace(saying(texts, scores))
    whole = [Correction(f"f{key}", sentiment=-1) for key in range(0, 300, 2)]  # all the good ones are called bad
    assert ws.learn_texts().model.hear(GOOD).score.min() > 0
    assert ws.learn_texts(whole).model.hear(GOOD).score.max() < 0


def test_how_a_person_says_a_theme_is_meant_teaches_the_words_around_it(workspace: Opened) -> None:
    texts, scores = slang(300)
    spoken = [f"第{n}次在这里买东西，朋友们也都常来，这回快递硬是要得" for n in range(40)]
    ws = workspace(saying([*texts, *spoken], scores))
    said = [Correction(f"f{key}", "delivery", sentiment=1) for key in range(300, 340)]
    heard = "快递硬是要得"
    assert abs(ws.learn_texts().model.hear([heard]).score[0]) < 0.3
    assert ws.learn_texts(said).model.hear([heard]).score[0] > 0.8
    ws.read_texts(said[:20])
    found = ws.facts("mentions").to_pylist()
    assert {(row["theme"], row["sentiment"] > 0) for row in found} == {("delivery", True)}
    assert len(found) == 40  # twenty that a person said, and twenty that the model heard


@pytest.mark.parametrize(
    ("kind", "score", "scale", "polarity", "expected"),
    [
        ("nps", 9, "0-10", 1, 1), ("nps", 7, "0-10", 1, 0), ("nps", 6, "0-10", 1, -1), ("csat", 5, "1-5", 1, 1),
        ("csat", 3, "1-5", 1, 0), ("ces1", 7, "1-7", -1, -1), ("rating", None, "1-5", 1, 0), ("csat", 4, "", 1, 0),
    ],
)  # fmt: skip
def test_which_way_a_score_leans(kind: str, score: float | None, scale: str, polarity: int, expected: int) -> None:
    assert leaning(kind, score, scale, polarity) == expected
