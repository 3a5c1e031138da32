"""Quotas of a draft as fields of a form, their words in all languages side by side, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.translation import gettext as _

from auricle.questionnaire import Unreadable, read
from auricle.web.platform.public import in_words

from .comparing import Condition, condition_of, expression_of
from .editing import Document, free_code, said, saying, with_properties
from .models import QuotaPlace, Survey
from .question_form import Text

KEY = "auricleQuotas"
MOST_QUOTAS = 50


class Posted(Protocol):
    def get(self, name: str, default: str = "") -> str: ...


@dataclass(frozen=True, slots=True)
class QuotaRow:
    """One quota as it stands in the editor; ``have`` is how many count for it so far."""

    number: int
    name: str
    most: str
    condition: Condition
    texts: tuple[Text, ...]
    have: int = 0


def rows_of(row: Survey, document: Mapping[str, Any]) -> list[QuotaRow]:
    """The quotas of a draft, and an empty one to fill in."""
    found = [each for each in document.get(KEY) or [] if isinstance(each, dict)]
    return [_row(row, number, each) for number, each in enumerate([*found, {}])]


def _row(row: Survey, number: int, quota: Mapping[str, Any]) -> QuotaRow:
    first, name = row.languages[0], str(quota.get("name", ""))
    have = QuotaPlace.objects.of(row.workspace).filter(survey=row, quota=name).count() if name else 0
    return QuotaRow(
        number,
        name,
        str(quota.get("most", "")),
        condition_of(str(quota.get("if") or "")),
        tuple(_text(quota.get("text"), number, code, first) for code in row.languages),
        have,
    )


def _text(words: Any, number: int, code: str, first: str) -> Text:
    value = said(words, code, first)
    return Text(f"{number}:text:{code}", code, value, bool(said(words, first, first)) and not value)


def posted_quotas(row: Survey, posted: Posted) -> tuple[Document, dict[int, str]]:
    """The draft with the quotas as posted, and what is wrong by their number."""
    before = [each for each in row.draft.get(KEY) or [] if isinstance(each, dict)]
    quotas: list[dict[str, Any]] = []
    wrong: dict[int, str] = {}
    for number in range(min(len(before) + 1, MOST_QUOTAS)):
        quota = _posted(row, number, before[number] if number < len(before) else {}, posted)
        if quota is None:
            continue
        if not isinstance(quota["most"], int):
            wrong[len(quotas)] = _("Write how many answers are enough.")
        quota["name"] = free_code([each["name"] for each in quotas], quota["name"] or f"quota{len(quotas) + 1}")
        quotas.append(quota)
    changed = with_properties(row.draft, {KEY: quotas or None})
    return changed, {**_hindrances(changed), **wrong}


def _posted(row: Survey, number: int, before: Mapping[str, Any], posted: Posted) -> dict[str, Any] | None:
    """One quota; None when it was emptied, which takes it out."""
    name, most = posted.get(f"{number}:name", "").strip()[:60], posted.get(f"{number}:most", "").strip()
    if not name and not most:
        return None
    condition = Condition(
        posted.get(f"{number}:question", ""),
        posted.get(f"{number}:operator", "="),
        posted.get(f"{number}:value", ""),
        posted.get(f"{number}:if", ""),
    )
    texts = {code: posted.get(f"{number}:text:{code}", "") for code in row.languages}
    quota = {**before, "name": name, "most": int(most) if most.isdecimal() and len(most) < 10 else most}
    more = {"if": expression_of(condition), "text": saying(texts, row.languages[0], before.get("text"))}
    return {key: value for key, value in {**quota, **more}.items() if value not in (None, "") or key == "name"}


def _hindrances(document: Document) -> dict[int, str]:
    """What cannot be understood of a quota, by its number."""
    try:
        hindrances = read(document).hindrances
    except Unreadable as refusal:
        return {0: str(in_words(refusal))}
    found = {}
    for each in hindrances:
        head, _bracket, rest = each.path.partition("[")
        if head == KEY:
            found[int(rest.partition("]")[0])] = str(in_words(each.reason))
    return found
