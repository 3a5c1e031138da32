"""What the editor says of a draft: its questions, its time, its price, and what to mend in its words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from auricle.questionnaire import Cost, Questionnaire, completion, locale, remarks
from auricle.web.platform.public import ScreenState, entries_about, in_words

from .editing import SAID, elements, said
from .models import Survey, SurveyVersion
from .queries import chosen, is_changed, latest, questionnaire_of
from .results import results
from .skip_form import Rule, rules_of

TWO_QUARTERS = timedelta(days=182)
ENOUGH = 200
"""Answers among which a relation of strength 0.2 is seen four times in five (Cohen 1988, table 7.3.15: 196)."""


@dataclass(frozen=True, slots=True)
class Item:
    """One question in the list of the editor."""

    name: str
    title: str
    type: str
    kind: str
    is_required: bool
    condition: str
    missing: tuple[str, ...]
    decision: str
    decider: str
    begins_page: bool
    page: int
    is_first: bool
    is_last: bool
    rules: tuple[Rule, ...]
    """Where one goes on after it."""


@dataclass(frozen=True, slots=True)
class Advice:
    """Words of a question to look at again, and why."""

    title: str
    name: str
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Idle:
    """A question whose ``n`` answers go with those of no other."""

    title: str
    n: int


@dataclass(frozen=True, slots=True)
class Design:
    """A draft as the editor shows it."""

    items: tuple[Item, ...]
    version: SurveyVersion | None
    is_changed: bool
    hindrances: tuple[tuple[str, str], ...]
    questionnaire: Questionnaire | None
    cost: Cost | None
    remarks: tuple[Advice, ...]
    unused: tuple[str, ...]
    idle: tuple[Idle, ...]

    @property
    def untranslated(self) -> int:
        return sum(bool(item.missing) for item in self.items)

    @property
    def without_decision(self) -> int:
        return sum(item.type != "html" and not item.decision for item in self.items)


def design_of(state: ScreenState, row: Survey) -> Design:
    questionnaire, version = questionnaire_of(row.draft), latest(row)
    hindrances = questionnaire.hindrances if questionnaire else ()
    return Design(
        tuple(_items(row, questionnaire, locale(state.language))),
        version,
        is_changed(row, version),
        tuple((each.path, str(in_words(each.reason))) for each in hindrances),
        questionnaire,
        completion(questionnaire, state.language) if questionnaire else None,
        tuple(_advice(questionnaire, state.language)) if questionnaire else (),
        tuple(_unused(state, row, questionnaire)) if questionnaire else (),
        _idle(state, row, questionnaire) if questionnaire and version else (),
    )


def _advice(questionnaire: Questionnaire, language: str) -> Iterator[Advice]:
    titles = {each.name: each.title.in_(language, questionnaire.language) for each in questionnaire.questions}
    for remark in remarks(questionnaire):
        if remark.kind != "untranslated":  # the list of questions says so
            title = titles.get(remark.question) or remark.question
            yield Advice(title, remark.question, remark.language, str(in_words(remark.text)))


def _idle(state: ScreenState, row: Survey, questionnaire: Questionnaire) -> tuple[Idle, ...]:
    """Questions of which enough answers are known and no other question of the survey goes with."""
    if state.workspace.count("feedback", where=chosen(row)) < ENOUGH:
        return ()
    known = {each.name for each in questionnaire.questions}
    return tuple(
        Idle(each.title, each.n or 0)
        for each in results(state, row).unrelated
        if (each.n or 0) >= ENOUGH and each.code.partition(".")[0] in known
    )


def _unused(state: ScreenState, row: Survey, questionnaire: Questionnaire) -> Iterator[str]:
    """Questions asked for two quarters whose answers nobody read or exported, and on which no measure is built.

    Read means that their texts were opened, exported that the survey's rows were; both are in the audit log.
    """
    since = timezone.now() - TWO_QUARTERS
    old = SurveyVersion.objects.of(row.workspace).filter(survey=row, published_at__lte=since)
    asked = {str(each.get("name")) for version in old for _n, each in elements(version.document)}
    if not asked:
        return
    log = entries_about(row.workspace, [row.name]).filter(at__gte=since)
    looked = log.filter(verb__in=("exported answers", "looked into a question"))
    details = [entry.detail for entry in looked if entry.detail.get("survey") == row.public]
    if any("question" not in detail for detail in details):
        return
    read = {str(detail["question"]).partition(".")[0] for detail in details}
    measured = " ".join(measure.where for measure in state.workspace.measures.values())
    for question in questionnaire.questions:
        scored = question.kind in ("nps", "csat", "ces", "ces1", "rating")
        if question.name in asked - read and not scored and f"'{question.name}'" not in measured and question.asks:
            yield question.title.in_(state.language, questionnaire.language) or question.name


def _items(row: Survey, questionnaire: Questionnaire | None, language: str) -> list[Item]:
    found, before = list(elements(row.draft)), -1
    first = row.languages[0]
    shown = language if language in row.languages else first
    items = []
    for number, (page, each) in enumerate(found):
        name = str(each.get("name", ""))
        question = questionnaire.question(name) if questionnaire else None
        words = each.get("html") if each.get("type") == "html" else each.get("title")
        items.append(
            Item(
                name,
                said(words, shown, first) or said(words, first, first) or name,
                str(each.get("type", "text")),
                question.kind if question else "",
                each.get("isRequired") is True,
                str(each.get("visibleIf") or ""),
                tuple(code for code in row.languages if _is_missing(each, code, first)),
                str(each.get("auricleDecision") or ""),
                str(each.get("auricleDecider") or ""),
                page != before,
                page + 1,
                number == 0,
                number == len(found) - 1,
                rules_of(row.draft, name, shown, first) if name else (),
            )
        )
        before = page
    return items


def _is_missing(each: Mapping[str, Any], language: str, first: str) -> bool:
    """Whether something a respondent reads is written in the first language and not in this one."""
    words = [words for key, words in each.items() if key in SAID]
    words += [check.get("text") for check in each.get("validators") or [] if isinstance(check, dict)]
    for key in ("choices", "rows", "columns"):
        listed = each.get(key)
        words += [item.get("text") for item in listed if isinstance(item, dict)] if isinstance(listed, list) else []
    return any(said(text, first, first) and not said(text, language, first) for text in words)
