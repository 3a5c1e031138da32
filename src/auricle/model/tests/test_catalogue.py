"""Files of measures: the built-in ones are whole, and mistakes are named by file, line and reason."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from auricle.model.catalogue import built_in, catalogue, read_measure
from auricle.model.document import DocumentError
from auricle.model.measure import LANGUAGES
from auricle.model.settings import Settings, read_settings

NPS = (Path(__file__).parents[1] / "measures" / "nps.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", built_in())
def test_a_built_in_measure_is_called_and_summed_up_in_every_language(name: str) -> None:
    measure = built_in()[name]
    for words in (measure.title, measure.summary):
        assert set(words) == set(LANGUAGES)
        assert len(set(words.values())) == 3 or name.startswith("nps")
    assert measure.summary["en"].endswith(".")
    assert measure.summary["zh-hans"].endswith("。")


def test_frameworks_are_made_of_measures_there_are() -> None:
    known = catalogue()
    assert set(known.frameworks) == {"abc", "best", "heart", "rater"}
    for framework in known.frameworks.values():
        assert all(name in known for heading in framework.headings for name in heading.measures)


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("estimator: net_score", "estimator: netscore", 5, "there is no estimator 'netscore'"),
        ("{score: score}", "{x: score}", 6, "takes the inputs score, not x; name them so"),
        ("entity: answers", "entity: answer", 3, "there is no entity 'answer'"),
        ("unit: points", "unit: pts", 7, "unit cannot be 'pts'; choose one of points, share"),
        ("better: higher", "better: [1]", 8, "better must be text, not a list"),
        ("weight: weight", "wieght: weight", 9, "there is no key 'wieght' here; did you mean 'weight'?"),
        ("weight: weight", "unit: points", 9, "'unit' is given twice"),
        ("  en: ", "  eng: ", 11, "summary has no English text"),
        ("one_scale: true", "one_scale: [", 12, "not readable as YAML"),
        ("measure: nps", "measure: other", 1, "name the file other.yaml"),
        ("unit: points\n", "", 1, "unit is missing; add it"),
        ("estimator: net_score\ninputs: {score: score}", "estimator: count", 8, "cannot be weighted"),
        ("one_scale: true", "per: colour", 10, "no column 'colour' to group by first"),
        ("one_scale: true", "numerator: {entity: orders}", 10, "both numerator and denominator"),
    ],
)
def test_a_mistake_is_named_by_file_line_and_reason(tmp_path: Path, old: str, new: str, line: int, reason: str) -> None:
    assert old in NPS
    path = tmp_path / "nps.yaml"
    path.write_text(NPS.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DocumentError) as raised:
        read_measure(path)
    assert str(raised.value).startswith(f"{path}:{line}: ")
    assert reason in str(raised.value)


def test_a_workspaces_measure_takes_the_place_of_a_built_in(tmp_path: Path) -> None:
    (tmp_path / "measures").mkdir()
    (tmp_path / "measures" / "nps.yaml").write_text(NPS.replace("kind = 'nps'", "question = 'q1'"), encoding="utf-8")
    assert catalogue(tmp_path)["nps"].where == "question = 'q1'"
    assert catalogue()["nps"].where == "kind = 'nps'"


def test_the_settings_of_the_docs_are_read_and_every_key_is_told(tmp_path: Path) -> None:
    page = (Path(__file__).parents[4] / "docs" / "settings.md").read_text(encoding="utf-8")
    (tmp_path / "auricle.yaml").write_text(page.partition("```yaml\n")[2].partition("```")[0], encoding="utf-8")
    found = read_settings(tmp_path)
    assert (found.overview[0], found.store.memory, list(found.calendars)) == ("nps", "4GB", ["Double Eleven"])
    assert re.findall(r"(?m)^\| `(\w+)` \|", page) == list(Settings.__struct_fields__)


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("name: A\nzone: Mars/Base", 2, "'Mars/Base' is no time zone"),
        ("currency: EURO", 1, "'EURO' is no currency"),
        ("store:\n  memory: lots", 2, "'lots' is no amount of memory; write it like 4GB"),
        ("store: {memry: 4GB}", 1, "did you mean 'memory'?"),
        ("calendars:\n  sale:\n  - 2025-11-11\n  - 2025-13-11", 4, "'2025-13-11' is no day"),
        ("floor: 0", 1, "it is at least 1"),
        ("floor: five", 1, "floor must be a whole number, not text"),
        ("colour: red", 1, "there is no key 'colour' here; there are name, zone"),
        ("dimensions:\n  day: {entity: answers, expression: unit}", 2, "answers has a 'day' already"),
        (
            "dimensions:\n  e:\n    entity: orders\n    expression: unit\n  d:\n    entty: orders",
            6,
            "there is no key 'entty' here; did you mean 'entity'?",
        ),
        ("dimensions:\n  d:\n    entity: answer\n    expression: unit", 3, "there is no entity 'answer'"),
    ],
)
def test_a_mistake_in_the_settings_is_named_by_line(tmp_path: Path, text: str, line: int, reason: str) -> None:
    (tmp_path / "auricle.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(DocumentError) as raised:
        read_settings(tmp_path)
    assert f"auricle.yaml:{line}: " in str(raised.value)
    assert reason in str(raised.value)


def test_an_empty_file_of_settings_means_the_defaults(tmp_path: Path) -> None:
    (tmp_path / "auricle.yaml").write_text("", encoding="utf-8")
    settings = read_settings(tmp_path)
    assert (settings.zone, settings.floor) == ("UTC", 5)
