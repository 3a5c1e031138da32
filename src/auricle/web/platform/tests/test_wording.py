"""What the library says, in the language of the page."""

from __future__ import annotations

import json
import re

import pytest
from django.utils.translation import override

from auricle.analysis.estimators import WrongParameter
from auricle.analysis.refusals import ScoreOutOfRange
from auricle.query.ask import NeedsPeriod, NotShared
from auricle.sentence import sentence
from auricle.sources import MappingWrong
from auricle.sources.faults import FileEmpty
from auricle.store.store import StoreBusy
from auricle.web.platform.public import in_words, keepable


def test_english_stays_as_the_library_said_it():
    assert in_words(FileEmpty("a.csv")) == str(FileEmpty("a.csv")) == "a.csv is empty: it has no rows; export it again"


@pytest.mark.parametrize(("language", "said"), [("zh-hans", "没有数据行"), ("zh-hant", "沒有資料列")])
def test_a_sentence_within_a_sentence_is_said_too(language: str, said: str):
    with override(language):
        assert in_words(FileEmpty("a.csv")).startswith("a.csv 是空的：" + said)
        assert "has no" not in in_words(FileEmpty("a.csv"))


def test_an_error_that_passes_another_on_passes_its_words_on():
    with override("zh-hans"):
        assert "期末与期初" in in_words(NotShared("churn", NeedsPeriod("churn")))


@pytest.mark.parametrize(
    "refusal",
    [
        MappingWrong("visits.yaml", 7, sentence("{zone!r} is no time zone; write it like Asia/Shanghai", zone="Mars")),
        ScoreOutOfRange(12, 0, 10, 3),
        ScoreOutOfRange(12, 0, 10),
        WrongParameter("top_box", "boxs", 2, ("boxes",)),
        StoreBusy(sentence("{file} is open in another process; reach it through its owner", file="facts.duckdb")),
    ],
    ids=lambda refusal: type(refusal).__name__,
)
def test_refusals_of_every_room_are_said_in_chinese(refusal: Exception):
    for language in ("zh-hans", "zh-hant"):
        with override(language):
            assert not re.search(r"[a-z]+ [a-z]+ [a-z]+|lang=", in_words(refusal))


def test_what_was_kept_is_read_in_any_language():
    kept = json.loads(json.dumps(keepable(NeedsPeriod("churn"))))
    for language in ("en", "zh-hans", "zh-hant"):
        with override(language):
            assert in_words(kept) == in_words(NeedsPeriod("churn"))


def test_english_nobody_translated_is_marked_and_escaped():
    strange = sentence("{name} fell off the table", name="<b>")
    with override("zh-hant"):
        assert in_words(strange) == '<span lang="en">&lt;b&gt; fell off the table</span>'
