"""The pages that come with the measures."""

from __future__ import annotations

from pathlib import Path

from auricle.model.pages import page_of


def test_a_page_is_in_the_language_asked_for():
    assert page_of("nps", "en").startswith("# Net Promoter Score")
    assert page_of("nps", "zh-hans").startswith("# 净推荐值")
    assert page_of("nps", "zh-Hant").startswith("# 淨推薦值")


def test_a_language_without_a_page_gets_the_english_one():
    assert page_of("nps", "fr") == page_of("nps", "en")


def test_a_workspace_has_pages_of_its_own(tmp_path: Path):
    (tmp_path / "measures" / "pages").mkdir(parents=True)
    (tmp_path / "measures" / "pages" / "smiles.md").write_text("# Smiles\n")
    assert page_of("smiles", "zh-hans", tmp_path) == "# Smiles\n"
    assert page_of("nps", "en", tmp_path).startswith("# Net Promoter Score")


def test_a_name_leads_to_no_other_folder():
    assert page_of("../../../../README", "en") == ""
    assert page_of("unheard", "en") == ""
