"""What the editor says of a draft: its questions, its time, its price, and what to mend in its words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from auricle.questionnaire import Questionnaire, locale
from auricle.web.platform.public import ScreenState, in_words

from .editing import elements, said
from .models import Survey, SurveyVersion
from .queries import is_changed, latest, questionnaire_of


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


@dataclass(frozen=True, slots=True)
class Design:
    """A draft as the editor shows it."""

    items: tuple[Item, ...]
    version: SurveyVersion | None
    is_changed: bool
    hindrances: tuple[tuple[str, str], ...]
    questionnaire: Questionnaire | None

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
    )


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
            )
        )
        before = page
    return items


def _is_missing(each: Mapping[str, Any], language: str, first: str) -> bool:
    """Whether something a respondent reads is written in the first language and not in this one."""
    words = [each.get(key) for key in ("title", "description", "html", "minRateDescription", "maxRateDescription")]
    for key in ("choices", "rows", "columns"):
        listed = each.get(key)
        words += [item.get("text") for item in listed if isinstance(item, dict)] if isinstance(listed, list) else []
    return any(said(text, first, first) and not said(text, language, first) for text in words)
