"""One question as fields of a form, in all languages side by side, and back."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from django.utils.translation import gettext as _

from auricle.questionnaire import Unreadable, read
from auricle.web.platform.public import in_words

from .comparing import Condition, condition_of, expression_of
from .editing import Document, NameTaken, element, elements, number_of, place_of, said, saying, with_element
from .models import Survey
from .skip_form import KEY as SKIPS
from .skip_form import Rule, later, rules_of, with_posted_rules
from .validator_form import KEY as CHECKS
from .validator_form import Check, checks_of, posted_checks

CODE = re.compile(r"[A-Za-z_][0-9A-Za-z_]{0,59}\Z")
WITH_CHOICES = ("radiogroup", "dropdown", "checkbox", "tagbox", "ranking")
INPUTS = ("text", "number", "date", "datetime-local", "month", "time", "email", "tel", "url")
MEASURED = ("nps", "csat", "ces", "ces1", "rating", "choice", "text", "number", "date", "boolean")
FLAGS = {
    "isRequired": ("isRequired",),
    "showOtherItem": ("showOtherItem", "hasOther"),
    "showNoneItem": ("showNoneItem", "hasNone"),
    "eachRowRequired": ("eachRowRequired", "isAllRowRequired"),
    "auricleReversed": ("auricleReversed",),
}
"""What is ticked, and how older documents spell it."""
SHUFFLED = {"choices": ("choicesOrder",), "rows": ("rowOrder", "rowsOrder")}
DATED = {"date": "%Y-%m-%d", "datetime-local": "%Y-%m-%dT%H:%M", "month": "%Y-%m", "time": "%H:%M"}


class Posted(Protocol):
    def get(self, name: str, default: str = "") -> str: ...
    def __contains__(self, name: object) -> bool: ...
    def getlist(self, name: str) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class Text:
    """One text in one language; ``is_missing`` when it is written in the first language and not in this one."""

    name: str
    language: str
    value: str
    is_missing: bool


@dataclass(frozen=True, slots=True)
class Option:
    """A choice, row or column: its code, and its words by language."""

    code: str
    texts: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One thing to be said, in every language."""

    name: str
    label: str
    texts: tuple[Text, ...]
    is_long: bool = False


@dataclass(frozen=True, slots=True)
class QuestionForm:
    """A question as it stands in the editor."""

    element: Mapping[str, Any]
    languages: tuple[str, ...]
    parts: tuple[Part, ...]
    options: Mapping[str, tuple[Option, ...]]
    condition: Condition
    others: tuple[tuple[str, str], ...]
    checks: tuple[Check, ...] = ()
    rules: tuple[Rule, ...] = ()
    targets: tuple[tuple[str, str], ...] = ()
    """What a rule may lead to."""
    wrong: Mapping[str, str] = field(default_factory=dict)

    @property
    def type(self) -> str:
        return str(self.element.get("type", "text"))

    @property
    def kind(self) -> str:
        return str(self.element.get("auricleKind") or self.element.get("inputType") or "")

    @property
    def chooses(self) -> bool:
        return self.type in WITH_CHOICES

    @property
    def is_rating(self) -> bool:
        return self.type == "rating"

    @property
    def is_scored(self) -> bool:
        return self.type in ("rating", "matrix")

    @property
    def is_typed(self) -> bool:
        return self.type in ("text", "comment")

    @property
    def ticked(self) -> tuple[str, ...]:
        return tuple(flag for flag, spelt in FLAGS.items() if _is_ticked(self.element, spelt))

    @property
    def is_shuffled(self) -> bool:
        return any(self.element.get(key) == "random" for spelt in SHUFFLED.values() for key in spelt)


def form_of(
    survey: Survey, document: Mapping[str, Any], name: str, wrong: Mapping[str, str] | None = None
) -> QuestionForm:
    """The form of a question as a document has it.

    Raises
        NoSuchQuestion.
    """
    found = element(document, name)
    languages, first = tuple(survey.languages), survey.languages[0]
    rules = rules_of(document, name, first, first)
    others = tuple(
        (str(each["name"]), said(each.get("title"), first, first) or str(each["name"]))
        for _number, each in elements(document)
        if each.get("name") and each["name"] != name and each.get("type") not in ("html", "image")
    )
    return QuestionForm(
        found,
        languages,
        tuple(_parts(found, languages, first)),
        {key: _options(found.get(key), key, languages, first) for key in _lists(found)},
        condition_of(str(found.get("visibleIf") or "")),
        others,
        checks_of(found, languages, first),
        (*rules, Rule(len(rules), Condition())),
        later(document, name, first),
        wrong or {},
    )


def posted_question(survey: Survey, name: str, posted: Posted) -> tuple[Document, str, dict[str, str]]:
    """The draft with the question as posted, its name, and what is wrong by field."""
    document: Mapping[str, Any] = survey.draft
    found = element(document, name)
    changes, wrong = _changes(survey, found, posted)
    code = posted.get("name", name).strip()
    if not CODE.match(code) and code != name:
        wrong["name"] = _("A code is letters, digits and _, and begins with a letter.")
        code = name
    document, problem = with_posted_rules(document, name, posted)
    if problem:
        wrong[SKIPS] = problem
    try:
        changed = with_element(document, name, {**changes, "name": code})
    except NameTaken:
        wrong["name"] = _("Another question has this code; choose another.")
        changed, code = with_element(document, name, changes), name
    for path, reason in _hindrances(changed, code):
        wrong.setdefault(path, reason)
    return changed, code, wrong


def _hindrances(document: Document, code: str) -> list[tuple[str, str]]:
    """What cannot be understood of this question now, by the last part of its place."""
    try:
        hindrances = read(document).hindrances
    except Unreadable as refusal:
        return [("document", str(in_words(refusal)))]
    place = place_of(document, code)
    mine = [each for each in hindrances if each.path.startswith(f"{place}.")]
    return [(each.path.rpartition(".")[2], str(in_words(each.reason))) for each in mine]


def _changes(survey: Survey, found: Mapping[str, Any], posted: Posted) -> tuple[dict[str, Any], dict[str, str]]:
    languages, first = tuple(survey.languages), survey.languages[0]
    changes: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for part in _parts(found, languages, first):
        texts = {language: posted.get(f"{part.name}:{language}", "") for language in languages}
        changes[part.name] = saying(texts, first, found.get(part.name))
    for key in _lists(found):
        changes[key] = _posted_options(found, key, languages, first, posted) or None
    for spelt in FLAGS.values():
        changes |= {**dict.fromkeys(spelt), spelt[0]: posted.get(spelt[0]) == "yes" or None}
    for key in _lists(found):
        changes |= _order(found, SHUFFLED.get(key, ()), posted.get("random") == "yes")
    for key in ("auricleDecision", "auricleDecider", "auricleTouchpoint", "auricleKind", "inputType"):
        changes[key] = posted.get(key, "").strip()[:300] or None
    for key in ("rateMin", "rateMax", "maxLength", "min", "max"):
        text, typed = posted.get(key, ""), changes["inputType"]
        is_dated = key in ("min", "max") and typed in DATED
        changes[key], problem = _moment_of(text, typed) if is_dated else number_of(text)
        if problem:
            wrong[key], changes[key] = problem, text
    changes[CHECKS], problem = posted_checks(found.get(CHECKS), languages, first, posted)
    if problem:
        wrong[CHECKS] = problem
    changes["rateType"] = posted.get("rateType") if posted.get("rateType") in ("stars", "smileys") else None
    condition = Condition(
        posted.get("if:question", ""), posted.get("if:operator", "="), posted.get("if:value", ""),
        posted.get("visibleIf", ""),
    )  # fmt: skip
    changes["visibleIf"] = expression_of(condition) or None
    return changes, wrong


def _is_ticked(found: Mapping[str, Any], spelt: Sequence[str]) -> bool:
    said = next((found[key] for key in spelt if key in found), None)
    return said is True or str(said).lower() == "true"


def _order(found: Mapping[str, Any], spelt: Sequence[str], is_random: bool) -> dict[str, Any]:
    """Random or not; an order of another kind, which the form does not show, stays until random is wanted."""
    if not spelt or is_random:
        return {**dict.fromkeys(spelt), spelt[0]: "random"} if spelt else {}
    return {key: None for key in spelt if found.get(key) == "random"}


def _moment_of(text: str, typed: str) -> tuple[str | None, str]:
    """A bound of a date or time somebody typed, none where they typed nothing; and what is wrong with it."""
    if not text.strip():
        return None, ""
    try:
        datetime.strptime(text.strip(), DATED[typed])
    except ValueError:
        example = datetime(2026, 1, 31, 9, 30).strftime(DATED[typed])
        return None, _("Write it like this: %(example)s.") % {"example": example}
    return text.strip(), ""


def _parts(found: Mapping[str, Any], languages: Sequence[str], first: str) -> list[Part]:
    kind = found.get("type")
    if kind == "html":
        wanted = [("html", _("Text"), True)]
    else:
        wanted = [("title", _("Question"), False), ("description", _("Explanation"), False)]
    if kind == "rating":
        wanted += [
            ("minRateDescription", _("Words at the low end"), False),
            ("maxRateDescription", _("Words at the high end"), False),
        ]
    if _is_ticked(found, FLAGS["showOtherItem"]):
        wanted.append(("otherText", _("Words for “other”"), False))
    if kind == "boolean":
        wanted += [("labelTrue", _("Words for yes"), False), ("labelFalse", _("Words for no"), False)]
    return [Part(key, label, _texts(found.get(key), key, languages, first), long) for key, label, long in wanted]


def _texts(words: Any, name: str, languages: Sequence[str], first: str) -> tuple[Text, ...]:
    is_said = bool(said(words, first, first))
    values = [(language, said(words, language, first)) for language in languages]
    return tuple(Text(f"{name}:{lang}", lang, value, is_said and not value) for lang, value in values)


def _lists(found: Mapping[str, Any]) -> tuple[str, ...]:
    kind = found.get("type")
    return ("rows", "columns") if kind == "matrix" else ("choices",) if kind in WITH_CHOICES else ()


def _options(items: Any, key: str, languages: Sequence[str], first: str) -> tuple[Option, ...]:
    found = []
    for number, item in enumerate(items if isinstance(items, list) else []):
        value = item.get("value") if isinstance(item, dict) else item
        words = item.get("text") if isinstance(item, dict) else None
        texts = _texts(words, f"{key}:{number}", languages, first)
        found.append(Option(str(value) if not isinstance(value, bool) else str(value).lower(), texts))
    return tuple(found)


def _posted_options(
    found: Mapping[str, Any], key: str, languages: Sequence[str], first: str, posted: Posted
) -> list[Any]:
    """Options in the order of the form; one without a code and without words is gone."""
    before = found.get(key) if isinstance(found.get(key), list) else []
    known = {str(each.get("value") if isinstance(each, dict) else each): each for each in before or []}
    options: list[Any] = []
    for number, code in enumerate(posted.getlist(f"{key}:code")):
        texts = {language: posted.get(f"{key}:{number}:{language}", "") for language in languages}
        code = code.strip() or next((text.strip() for text in texts.values() if text.strip()), "")[:40]
        if not code:
            continue
        old = known.get(code)
        more = {k: v for k, v in old.items() if k not in ("value", "text")} if isinstance(old, dict) else {}
        words = saying(texts, first, old.get("text") if isinstance(old, dict) else None)
        value = _value(code, old)
        options.append({"value": value, **({"text": words} if words else {}), **more} if words or more else value)
    return options


def _value(code: str, old: Any) -> Any:
    """A number stays a number: answers before and after mean the same option."""
    if old is not None:
        return old.get("value") if isinstance(old, dict) else old
    try:
        return json.loads(code) if re.fullmatch(r"-?\d{1,9}", code) else code
    except ValueError:
        return code
