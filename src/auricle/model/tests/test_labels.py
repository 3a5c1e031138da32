"""Titles of codes, read from a workspace's labels.yaml."""

from __future__ import annotations

import pytest

from auricle.model.document import DocumentError
from auricle.model.labels import keep_labels, read_labels


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "labels.yaml").write_text(
        "touchpoint:\n  delivery: {en: Delivery, zh-hans: 配送, zh-hant: 配送到府}\n  kiosk: {zh-hans: 自助机}\n"
        "tier:\n  gold: {en: Gold}\n",
        "utf-8",
    )
    return tmp_path


def test_a_value_is_called_by_its_title_in_the_language(folder):
    labels = read_labels(folder)
    assert labels.label("touchpoint", "delivery", "zh-hant") == "配送到府"
    assert labels.label("touchpoint", "delivery", "zh-Hans") == "配送"


def test_the_last_part_of_a_longer_name_counts(folder):
    assert read_labels(folder).label("customer.traits.tier", "gold", "en") == "Gold"


def test_without_a_title_english_and_then_the_value_stand_in(folder):
    labels = read_labels(folder)
    assert labels.label("tier", "gold", "zh-hans") == "Gold"
    assert labels.label("touchpoint", "kiosk", "en") == "kiosk"
    assert labels.label("region", "north", "en") == "north"


def test_a_workspace_without_labels_has_none(tmp_path):
    assert read_labels(tmp_path).label("region", "north", "en") == "north"


def test_an_unknown_language_is_named_by_file_and_line(tmp_path):
    (tmp_path / "labels.yaml").write_text("region:\n  north:\n    en: North\n    fr: Nord\n", "utf-8")
    with pytest.raises(DocumentError, match=r"labels\.yaml:4: unknown language 'fr'; use en, zh-hans, zh-hant"):
        read_labels(tmp_path)


def test_a_title_that_is_no_text_is_refused(tmp_path):
    (tmp_path / "labels.yaml").write_text("region:\n  north: {en: 7}\n", "utf-8")
    with pytest.raises(DocumentError, match=r"labels\.yaml:.*must be text, not a whole number"):
        read_labels(tmp_path)


def test_titles_kept_from_elsewhere_stay_and_what_people_wrote_goes_first(folder):
    keep_labels(folder, "visit", {"question": {"old": {"en": "Old?"}, "q": {"en": 'Why: "so"?', "zh-hans": "为何？"}}})
    keep_labels(folder, "visit", {"question": {"q": {"en": "Why?"}}, "touchpoint": {"delivery": {"en": "Not this"}}})
    labels = read_labels(folder)
    said = [labels.label("question", code, "en") for code in ("old", "q")]
    assert said == ["Old?", "Why?"]
    assert labels.label("touchpoint", "delivery", "en") == "Delivery"
