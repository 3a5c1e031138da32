"""The page about sources says what the schema says."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest
import yaml

from auricle.model.entities import ENTITIES
from auricle.sources import parse_mapping
from auricle.sources.delimited.file import _REASONS
from auricle.sources.mapping import schema

PAGE = (Path(__file__).parents[4] / "docs" / "sources.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["FileOptions", "ColumnRule", "EntityRule", "AnswerGroup", "Question", "Mapping"])
def test_every_key_of_a_mapping_is_on_the_page_and_no_other(name: str) -> None:
    section = PAGE.split(f"<!-- reference: {name} -->")[1].split("\n\n")[0]
    listed = set(re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE))
    assert listed == {f.encode_name for f in msgspec.structs.fields(getattr(schema, name))}


def test_every_reason_is_on_the_page() -> None:
    sources = Path(schema.__file__).parents[1]
    code = "\n".join(p.read_text(encoding="utf-8") for p in (sources / "plan").glob("*.py"))
    given = set(re.findall(r'add\("([a-z_]+)"', code)) | set(re.findall(r'Check\("\w+", "([a-z_]+)"', code))
    given |= {reason for reason, _ in _REASONS.values()}
    for reason in given | {"contradicts", "unreadable"}:
        assert f"| `{reason}` |" in PAGE


def test_the_shortest_mapping_on_the_page_is_one() -> None:
    example = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)[0]
    assert list(parse_mapping(example).entities) == ["orders"]


def test_shipped_mappings_name_entities_only() -> None:
    folder = Path(__file__).parents[4] / "examples" / "sources"
    files = sorted(folder.glob("*.yaml"))
    assert len(files) >= 10
    for file in files:
        assert set(yaml.safe_load(file.read_text(encoding="utf-8"))["entities"]) <= set(ENTITIES)
        assert file.name in (folder / "README.md").read_text(encoding="utf-8") or file.stem in ("sfo_2015", "sfo_2016")
