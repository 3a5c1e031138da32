"""A whole document: pages, panels, triggers and the words around them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from ...sentence import sentence
from ..shape import Calculated, Closing, Page, Panel, Question, Questionnaire, Quota, Trigger
from ..words import Words, locale
from .document import decoded, parsed
from .part import Notes, Part
from .question import TYPES, conditions, question
from .unreadable import Unreadable

MOST_QUESTIONS = 2_000
_DEEPEST = 20
_REFUSED = {
    "questionsOnPageMode": ("standard", sentence("questions stand on the pages they are written on")),
    "firstPageIsStartPage": (False, sentence("there is no page before the first; make it the survey's description")),
    "firstPageIsStarted": (False, sentence("there is no page before the first; make it the survey's description")),
    "checkErrorsMode": ("onNextPage", sentence("answers are checked when a page is left")),
    "showPreviewBeforeComplete": ("noPreview", sentence("there is no page of all answers before the end")),
    "timeLimit": (0, sentence("no time is limited")),
    "timeLimitPerPage": (0, sentence("no time is limited")),
    "maxTimeToFinish": (0, sentence("no time is limited")),
    "maxTimeToFinishPage": (0, sentence("no time is limited")),
    "navigateToUrl": (None, sentence("nobody is sent elsewhere; link to it in the words at the end")),
    "navigateToUrlOnCondition": (None, sentence("nobody is sent elsewhere; link to it in the words at the end")),
}
_TRIGGERS = ("complete", "skip", "setvalue", "copyvalue", "runexpression")


def read(document: dict[str, Any] | str | bytes) -> Questionnaire:
    """Read a SurveyJS document: an object, or text or bytes of JSON (or JSON5).

    Returns
        Questionnaire: with ``hindrances`` for everything it says that Auricle does not do; publish it when
        there are none.
    Raises
        Unreadable: names the part that is no survey, and why.
    """
    if isinstance(document, bytes):
        document = decoded(document)
    if isinstance(document, str):
        document = parsed(document)
    if not isinstance(document, dict):
        raise Unreadable("", sentence("a survey is an object with pages"))
    part = Part(document, "", Notes())
    part.refuse(_REFUSED)
    if part.get("storeOthersAsComment") is False:
        part.notes.hinder("storeOthersAsComment", sentence("what is typed beside an option is kept as a comment"))
    pages = tuple(_pages(part))
    _check_names(part, pages)
    return _questionnaire(part, pages)


def _questionnaire(part: Part, pages: tuple[Page, ...]) -> Questionnaire:
    first, named = _first_language(part), part.notes.languages
    values: dict[str, Any] = {
        "title": part.words("title"),
        "description": part.words("description"),
        "language": first,
        "pages": pages,
        "triggers": tuple(filter(None, map(_trigger, part.parts("triggers")))),
        "calculated": tuple(_calculated(part)),
        "quotas": tuple(_quota(each) for each in part.parts("auricleQuotas")),
        "closing": part.words("completedHtml"),
        "closings": tuple(_closings(part)),
        "order": part.one_of(("initial", "random"), "questionOrder", "questionsOrder"),
        "clears": _clears(part),
        "complete_text": part.words("completeText"),
        "next_text": part.words("pageNextText"),
        "back_text": part.words("pagePrevText"),
        "document": part.says,
    }
    offered = part.get("auricleLanguages")
    wanted = [locale(str(each)) for each in offered] if isinstance(offered, list) else named
    languages = (first, *(each for each in named if each != first and each in wanted))
    return Questionnaire(**values, languages=languages, hindrances=tuple(part.notes.hindrances))


def _first_language(part: Part) -> str:
    """What words without a language are in: that of the document, unless it names the words of its own besides."""
    said = locale(part.text("locale"))
    return locale(part.text("auricleLanguage")) or (said if said not in part.notes.languages else "") or "en"


def _clears(part: Part) -> str:
    said = part.get("clearInvisibleValues")
    if isinstance(said, bool):
        return "onComplete" if said else "none"
    return part.one_of(("onComplete", "none", "onHidden", "onHiddenContainer"), "clearInvisibleValues")


def _pages(part: Part) -> Iterator[Page]:
    """The pages; a document may say its questions without any."""
    loose = part.items("elements", "questions")
    if loose and not part.items("pages"):
        yield _page(Part({"name": "page1", "elements": loose}, "", part.notes), 1)
        return
    for number, each in enumerate(part.parts("pages"), start=1):
        yield _page(each, number)


def _page(part: Part, number: int) -> Page:
    return Page(
        **_panel(part, 1) | {"name": part.name() or f"page{number}"},
        back_text=part.words("pagePrevText", "prevText"),
        next_text=part.words("pageNextText", "nextText"),
    )


def _panel(part: Part, depth: int) -> dict[str, Any]:
    if depth > _DEEPEST:
        raise Unreadable(part.path, sentence("panels nest deeper than {most} levels", most=_DEEPEST))
    return {
        "name": part.name(),
        "title": part.words("title"),
        "description": part.words("description"),
        "conditions": conditions(part),
        "elements": tuple(_elements(part, depth)),
        "order": part.one_of(("default", "initial", "random"), "questionOrder", "questionsOrder"),
        "required_text": part.words("requiredErrorText"),
    }


def _elements(part: Part, depth: int) -> Iterator[Panel | Question]:
    for each in part.parts("elements", "questions"):
        type_ = each.get("type")
        if not isinstance(type_, str):
            raise Unreadable(each.at("type"), sentence("an element needs a type"))
        if type_ == "panel":
            yield Panel(**_panel(each, depth + 1))
        elif type_ in TYPES:
            if not each.name():
                raise Unreadable(each.at("name"), sentence("a question needs a name"))
            yield question(each, type_)
        else:
            each.notes.hinder(
                each.at("type"),
                sentence(
                    "questions of type {type!r} are not asked; there are {types}", type=type_, types=", ".join(TYPES)
                ),
            )


def _check_names(part: Part, pages: tuple[Page, ...]) -> None:
    questions = [each for page in pages for each in page.questions()]
    if len(questions) > MOST_QUESTIONS:
        raise Unreadable("pages", sentence("it asks more than {most} questions", most=MOST_QUESTIONS))
    counts = Counter(each.name.lower() for each in questions)
    for name, count in counts.items():
        if count > 1:
            part.notes.hinder("pages", sentence("{count} questions are called {name!r}", count=count, name=name))
    keys = Counter(each.key for each in questions)
    for key, count in keys.items():
        if count > 1 and counts[key.lower()] < 2:
            part.notes.hinder("pages", sentence("{count} questions share the answer {key!r}", count=count, key=key))
    if not any(each.asks for each in questions):
        part.notes.hinder("pages", sentence("it asks nothing; add a question"))


def _trigger(part: Part) -> Trigger | None:
    kind = part.text("type").removesuffix("trigger")
    if kind not in _TRIGGERS:
        part.notes.hinder(
            part.at("type"),
            sentence("there is no trigger {kind!r}; there are {known}", kind=kind, known=", ".join(_TRIGGERS)),
        )
        return None
    when = part.expression("expression") if part.get("expression") else _older(part)
    return Trigger(
        kind,  # type: ignore[arg-type]
        when,
        part.text("gotoName") if kind == "skip" else part.text("setToName"),
        part.text("fromName"),
        part.get("setValue"),
        part.expression("runExpression"),
        part.flag("isVariable"),
    )


def _older(part: Part) -> Any:
    """Triggers of before 2018 say a name, an operator and a value."""
    name, value = part.text("name"), part.get("value")
    if not name:
        return None
    operator = part.text("operator") or "equal"
    said = f"'{value}'" if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else value
    text = f"{{{name}}} {operator}" if operator in ("empty", "notempty") else f"{{{name}}} {operator} {said}"
    return Part({"expression": text}, part.path, part.notes).expression("expression")


def _calculated(part: Part) -> Iterator[Calculated]:
    for each in part.parts("calculatedValues"):
        found = each.expression("expression")
        if each.name() and found is not None:
            yield Calculated(each.name(), found, each.flag("includeIntoResult"))


def _closings(part: Part) -> Iterator[Closing]:
    for each in part.parts("completedHtmlOnCondition"):
        when = each.expression("expression")
        if when is not None:
            yield Closing(when, each.words("html"))


def _quota(part: Part) -> Quota:
    most = part.number("most")
    if most is None or most < 0:
        part.notes.hinder(part.at("most"), sentence("a quota needs how many at most"))
    return Quota(part.name(), part.expression("if"), int(most or 0), part.words("text"))


__all__ = ["Unreadable", "Words", "read"]
