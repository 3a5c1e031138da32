"""Every reason a row can be refused for is said in every language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.utils.translation import override

import auricle.sources
from auricle.web.imports.refusing import CODES, WHY, reason_called, why

SOURCES = Path(auricle.sources.__file__).parent
ROW = {"entity": "customers", "column": "birth_year", "value": "1492", "explanation": "birth_year is below 1880"}


def test_each_reason_the_library_gives_has_its_words():
    code = "\n".join(p.read_text(encoding="utf-8") for p in SOURCES.rglob("*.py") if "tests" not in p.parts)
    given = set(re.findall(r'(?:add|Check|RefusedRow)\(\s*(?:"\w+",\s*|number,\s*)?"([a-z_]+)",', code))
    assert {"wrong_type", "off_scale", "no_feedback", "unreadable"} <= given
    assert given <= set(WHY) == set(CODES)


@pytest.mark.parametrize("reason", WHY)
@pytest.mark.parametrize("language", ["zh-hans", "zh-hant"])
def test_a_reason_is_said_in_chinese(reason: str, language: str):
    with override(language):
        assert re.search("[\u4e00-\u9fff]", why({**ROW, "reason": reason}))


def test_the_bounds_of_a_column_are_named():
    with override("zh-hans"):
        said = why({**ROW, "reason": "out_of_range"})
    assert "birth_year 不在 1880 与 2100 之间" in said


def test_english_is_what_the_import_wrote():
    with override("en"):
        assert why({**ROW, "reason": "out_of_range"}) == "birth_year is below 1880"
        assert reason_called("out_of_range") == "out of range"
