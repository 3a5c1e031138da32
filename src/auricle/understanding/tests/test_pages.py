"""Pages about one analysis: each has what a reader needs, and its examples are true."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[4] / "docs" / "understanding"
NAMES = ("movement", "drivers", "money", "returns", "quality", "proof", "ahead", "people", "voices")
SEVERAL = ("journeys", "worth")
"""Pages of several analyses, with a heading each."""
PAGES = [FOLDER / f"{name}.md" for name in NAMES]
HEADINGS = ("In plain words", "Formula", "Worked example", "When it misleads", "Source")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_has_what_a_reader_needs_and_its_examples_are_true(page: Path):
    text = page.read_text(encoding="utf-8")
    assert [heading for heading in HEADINGS if f"\n## {heading}\n" not in text] == []
    failed, tried = doctest.testfile(str(page), module_relative=False)
    assert tried
    assert failed == 0


@pytest.mark.parametrize("name", SEVERAL)
def test_a_page_of_several_analyses_has_it_for_each_of_them(name: str):
    page = FOLDER / f"{name}.md"
    for analysis in page.read_text(encoding="utf-8").split("\n## ")[1:]:
        missing = [heading for heading in HEADINGS if f"\n**{heading}.** " not in analysis]
        assert missing == [], analysis.splitlines()[0]
    failed, tried = doctest.testfile(str(page), module_relative=False)
    assert tried
    assert failed == 0
