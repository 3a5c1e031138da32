"""Pages about one analysis: each has what a reader needs, and its examples are true."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[4] / "docs" / "understanding"
NAMES = ("movement", "drivers", "money", "returns", "quality", "proof", "ahead", "people")
PAGES = [FOLDER / f"{name}.md" for name in NAMES]
HEADINGS = ("In plain words", "Formula", "Worked example", "When it misleads", "Source")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_has_what_a_reader_needs_and_its_examples_are_true(page: Path):
    text = page.read_text(encoding="utf-8")
    assert [heading for heading in HEADINGS if f"\n## {heading}\n" not in text] == []
    failed, tried = doctest.testfile(str(page), module_relative=False)
    assert tried
    assert failed == 0
