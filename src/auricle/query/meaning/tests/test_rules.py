"""Rules of a workspace that are wrong are named by file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from auricle.model.document import DocumentError
from auricle.model.meaning import FILE, Meaning
from auricle.query.meaning.check import meaning_of, mistakes
from auricle.query.meaning.fields import KEPT


def told(folder: Path, text: str) -> str:
    (folder / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(DocumentError) as refused:
        meaning_of(folder)
    return str(refused.value).removeprefix(str(folder) + "/")


def test_a_workspace_without_rules_has_the_standard_ones(tmp_path: Path) -> None:
    assert meaning_of(tmp_path) == Meaning()
    assert "order placed" in [rule.name for rule in meaning_of(tmp_path).rules]


def test_the_standard_rules_can_all_be_understood() -> None:
    assert [(rule.name, found) for rule in (*Meaning().rules, Meaning().unsaid) if (found := mistakes(rule))] == []


@pytest.mark.parametrize(
    "text, reason",
    [
        ("rules:\n- rule: a\n  stagee: x", "meaning.yaml:3: there is no key 'stagee' here; did you mean 'stage'?"),
        ("rules:\n- rule: a\n- rule: a", "meaning.yaml:3: there are two rules called 'a'; rename one"),
        ("rules:\n- rule: page", "meaning.yaml:2: there are two rules called 'page'; rename one"),
        ("rules:\n- rule: ''", "meaning.yaml:2: a rule needs a name"),
        ("rules:\n- rule: a\n  when: {event: '*'}", "meaning.yaml:3: an event's name is empty"),
        (
            "rules:\n- rule: a\n  when: {kind: click}",
            "meaning.yaml:3: kind cannot be 'click'; choose one of track, page, screen",
        ),
        (
            "rules:\n- rule: a\n  when:\n    where: plan = 1",
            "meaning.yaml:4: when.where: a rule cannot speak of 'plan'; it can of event, kind",
        ),
        ("rules:\n- rule: a\n  when: {where: events = 'x'}", "cannot speak of 'events'; it can of event and of"),
        ("rules:\n- rule: a\n\n  value: high", "meaning.yaml:4: value: value is a number and 'high' is none"),
        ("rules:\n- rule: a\n  value: nan", "value is a number and 'nan' is none"),
        ("rules:\n- rule: a\n  stage: =1 + 1", "meaning.yaml:3: stage: stage is text and '=1 + 1' is a number"),
        ("rules:\n- rule: a\n  value: =event = 'x'", "value is a number"),
        ("rules:\n- rule: a\n  stage: =upper(event)", "'UPPER(event)' is not allowed here"),
        ("unsaid: {rule: a}", "meaning.yaml:1: unsaid is not a workspace's to say"),
    ],
)
def test_a_mistake_is_named_by_file_line_and_reason(tmp_path: Path, text: str, reason: str) -> None:
    assert reason in told(tmp_path, text)


def test_a_name_of_a_standard_rule_is_free_where_they_are_left_out(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("standard: false\nrules:\n- rule: page\n  touchpoint: website\n", encoding="utf-8")
    assert [rule.name for rule in meaning_of(tmp_path).rules] == ["page"]


def test_the_rules_of_the_documentation_can_be_understood(tmp_path: Path) -> None:
    page = (Path(__file__).resolve().parents[5] / "docs" / "meaning.md").read_text(encoding="utf-8")
    (tmp_path / FILE).write_text(page.split("```yaml\n")[1].split("```")[0], encoding="utf-8")
    assert [rule.name for rule in meaning_of(tmp_path).own] == ["large planner", "bookings"]


def test_every_name_a_rule_may_speak_of_is_documented() -> None:
    page = (Path(__file__).resolve().parents[5] / "docs" / "meaning.md").read_text(encoding="utf-8")
    assert [name for name in KEPT if f"`{name}`" not in page] == []
