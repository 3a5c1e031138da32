"""Where one goes on after a question, as fields of a form: triggers ``skip`` and ``complete`` of the document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from .comparing import OPERATORS, Condition, condition_of, expression_of
from .editing import Document, element, elements, said, spoken_of, with_properties
from .validator_form import Posted

KEY = "triggers"
END = "complete"
SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Rule:
    """If the answer is such, on to a later question or to the end; one without ``to`` is to be filled in."""

    number: int
    condition: Condition
    to: str = ""
    """``skip:`` and the name of a question, or ``complete``."""
    title: str = ""
    """The words of the question it leads to."""
    is_simple: bool = True
    """Whether it is one comparison of this question; any other stays as it is."""
    leads_on: bool = True
    """Whether what it leads to stands on a later page."""

    @property
    def is_end(self) -> bool:
        return self.to == END


def rules_of(document: Mapping[str, Any], name: str, language: str, first: str) -> tuple[Rule, ...]:
    """The rules that look at a question, in the order of the document."""
    titles = dict(_titles(document, language, first))
    targets = {to for to, _title in later(document, name, first)}
    return tuple(
        Rule(
            number,
            condition_of(_expression(each)),
            _to(each),
            titles.get(str(each.get("gotoName")), str(each.get("gotoName") or "")),
            _is_simple(each, _subject(document, name)),
            _to(each) in (END, *targets),
        )
        for number, each in enumerate(_mine(document, name))
    )


def later(document: Mapping[str, Any], name: str, first: str) -> tuple[tuple[str, str], ...]:
    """What a rule of a question may lead to: the questions of later pages, with their words."""
    pages = {str(each.get("name")): number for number, each in elements(document)}
    return tuple(
        (f"{SKIP}:{each}", title) for each, title in _titles(document, first, first) if pages[each] > pages[name]
    )


def with_posted_rules(document: Mapping[str, Any], name: str, posted: Posted) -> tuple[Document, str]:
    """The document with the rules of a question as posted, those that lead to nothing taken out; and what is wrong."""
    mine, made, wrong = _mine(document, name), [], ""
    while len(made) < len(mine) or f"then:{len(made)}:to" in posted:
        old = mine[len(made)] if len(made) < len(mine) else {}
        rule, problem = _posted(document, name, len(made), old, posted)
        made.append(rule)
        wrong = wrong or problem
    if not made:
        return dict(document), ""
    known = {id(old): new for old, new in zip(mine, made, strict=False)}
    triggers = [known.get(id(each), each) for each in _triggers(document)] + made[len(mine) :]
    return with_properties(document, {KEY: [each for each in triggers if each] or None}), wrong


def without_rules(document: Mapping[str, Any], name: str) -> Document:
    """The document without the rules that lead to a question, or are a comparison of it."""
    subject = _subject(document, name)
    kept = [
        each
        for each in _triggers(document)
        if _to(each) != f"{SKIP}:{name}" and not (_to(each) and _is_simple(each, subject))
    ]
    return with_properties(document, {KEY: kept or None})


def _posted(
    document: Mapping[str, Any], name: str, number: int, old: Mapping[str, Any], posted: Posted
) -> tuple[dict[str, Any], str]:
    """A rule as posted, nothing where it leads to nothing; one that was not changed stays as it was written."""
    to, subject = posted.get(f"then:{number}:to", _to(old)), _subject(document, name)
    if f"then:{number}:to" not in posted or (old and not _is_simple(old, subject)):
        return dict(old), ""
    operator, value = posted.get(f"then:{number}:operator"), posted.get(f"then:{number}:value").strip()
    condition = Condition(subject, operator if operator in OPERATORS else "=", value)
    if not to:
        return {}, ""
    before = condition_of(_expression(old))
    if (to, condition.operator, value) == (_to(old), before.operator, before.value):
        return dict(old), ""
    kind, _colon, goto = to.partition(":")
    more = {key: value for key, value in old.items() if key not in ("type", "expression", "gotoName")}
    rule = {**more, "type": END if kind == END else SKIP, "expression": expression_of(condition)}
    return (rule if kind == END else {**rule, "gotoName": goto}), _wrong(document, name, condition, to)


def _wrong(document: Mapping[str, Any], name: str, condition: Condition, to: str) -> str:
    if not condition.value and condition.operator not in ("empty", "notempty"):
        return _("Write the answer at which one goes on elsewhere.")
    if to == f"{SKIP}:{name}":
        return _("A question cannot lead to itself; choose a later one.")
    if to != END and to not in {each for each, _title in later(document, name, "")}:
        return _("One goes on from page to page, and only forwards; choose a question of a later page.")
    return ""


def _mine(document: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """Triggers that lead somewhere and look at a question."""
    spoken = spoken_of(_subject(document, name))
    return [each for each in _triggers(document) if _to(each) and spoken.search(_expression(each))]


def _is_simple(trigger: Mapping[str, Any], subject: str) -> bool:
    return condition_of(_expression(trigger)).question.strip() == subject


def _subject(document: Mapping[str, Any], name: str) -> str:
    """What expressions call a question."""
    return str(element(document, name).get("valueName") or name)


def _to(trigger: Mapping[str, Any]) -> str:
    """Where a trigger leads; nothing where it does something else."""
    kind = str(trigger.get("type") or "").removesuffix("trigger")
    return END if kind == END else f"{SKIP}:{trigger.get('gotoName') or ''}" if kind == SKIP else ""


def _expression(trigger: Mapping[str, Any]) -> str:
    return str(trigger.get("expression") or "")


def _triggers(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = document.get(KEY)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _titles(document: Mapping[str, Any], language: str, first: str) -> list[tuple[str, str]]:
    found = []
    for _number, each in elements(document):
        name = str(each.get("name") or "")
        words = each.get("html") if each.get("type") == "html" else each.get("title")
        if name:
            found.append((name, said(words, language, first) or said(words, first, first) or name))
    return found
