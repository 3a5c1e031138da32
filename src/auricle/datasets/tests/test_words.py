"""Texts say what their mentions say they say, in the language of who wrote them."""

from __future__ import annotations

from importlib.resources import files

import pytest
import yaml

from auricle.datasets import vocabulary as v

BOOKS = {
    language: yaml.safe_load(
        files("auricle.datasets").joinpath("phrases", f"{language.lower()}.yaml").read_text("utf-8")
    )
    for language in v.LANGUAGES
}


@pytest.mark.parametrize("language", v.LANGUAGES)
def test_each_theme_can_be_praised_and_blamed_in_hundreds_of_ways(language):
    book = BOOKS[language]
    assert tuple(book["themes"]) == v.THEMES
    for theme in book["themes"].values():
        for polarity in ("good", "bad"):
            around = (len(book["openers"][polarity]) + 1) * (len(book["closers"][polarity]) + 1)
            assert len(theme[polarity]["cores"]) * (len(theme[polarity]["details"]) + 1) * around > 500


@pytest.mark.parametrize("language", v.LANGUAGES)
def test_no_phrase_stands_for_two_things(language):
    cores = [core for theme in BOOKS[language]["themes"].values() for side in theme.values() for core in side["cores"]]
    assert len(cores) == len(set(cores))


def test_the_scripts_have_words_of_their_own():
    simplified, traditional = (
        {core for theme in BOOKS[lang]["themes"].values() for side in theme.values() for core in side["cores"]}
        for lang in ("zh-Hans", "zh-Hant")
    )
    assert len(simplified & traditional) < 3


def test_spans_lead_to_words_on_the_theme(small):
    said = {row["feedback"]: row for row in small["feedback"].select(["feedback", "text", "language"]).to_pylist()}
    for mention in small["mentions"].to_pylist():
        feedback = said[mention["feedback"]]
        words = feedback["text"][mention["span_start"] : mention["span_end"]]
        side = "good" if mention["sentiment"] > 0 else "bad"
        cores = BOOKS[feedback["language"]]["themes"][mention["theme"]][side]["cores"]
        assert any(words.lower().startswith(core.lower()) for core in cores), (words, mention)


def test_every_text_has_a_mention_and_the_language_of_its_writer(small):
    texts = small["feedback"].filter(small["feedback"]["text"].is_valid())
    assert set(texts["feedback"].to_pylist()) == set(small["mentions"]["feedback"].to_pylist())
    assert set(texts["language"].to_pylist()) == set(v.LANGUAGES)


def test_english_sentences_begin_with_a_capital(small):
    rows = small["feedback"].select(["text", "language"]).to_pylist()
    english = [row["text"] for row in rows if row["text"] and row["language"] == "en"]
    assert english
    assert all(text[0].isupper() and text[-1] == "." for text in english)
