"""What one respondent is shown: pages and questions in order, in their language, with what is wrong in its place."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..sentence import sentence
from .expression import script
from .faults import Fault, faults_of
from .keeping import as_kept, same
from .plain import plain
from .shape import COMMENT, Choice, Page, Panel, Question, Questionnaire, Quota, Value
from .shuffle import shuffled
from .sitting import Sitting

END = -1
"""Where the next page is the words at the end."""


@dataclass(frozen=True, slots=True)
class Option:
    """One option as it is shown. ``code`` is what a form posts; ``comment`` asks for words beside it."""

    value: Value
    code: str
    text: str
    chosen: bool = False
    enabled: bool = True
    kind: str = ""
    comment: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a matrix, and its options."""

    code: str
    text: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """One question as it is shown, words in the respondent's language with what was said before put in."""

    question: Question
    title: str
    description: str
    required: bool
    enabled: bool
    value: Value
    comment: str
    options: tuple[Option, ...] = ()
    rows: tuple[Row, ...] = ()
    columns: tuple[Option, ...] = ()
    low_text: str = ""
    high_text: str = ""
    placeholder: str = ""
    comment_text: str = ""
    comment_placeholder: str = ""
    text: str = ""
    """The words of a statement, or what an expression came to."""
    low: Value = None
    high: Value = None
    faults: tuple[Fault, ...] = ()

    @property
    def name(self) -> str:
        return self.question.name

    @property
    def type(self) -> str:
        return self.question.type


@dataclass(frozen=True, slots=True)
class ShownPanel:
    """Questions under one heading."""

    name: str
    title: str
    description: str
    elements: tuple[ShownPanel | Shown, ...]
    faults: tuple[Fault, ...] = ()

    @property
    def questions(self) -> tuple[Shown, ...]:
        """All questions, those of panels inside it too, in order."""
        return tuple(_flat(self.elements))

    @property
    def all_faults(self) -> tuple[Fault, ...]:
        inner = (f for e in self.elements for f in (e.all_faults if isinstance(e, ShownPanel) else e.faults))
        return (*self.faults, *inner)

    @property
    def may_be_left(self) -> bool:
        """Whether nothing on it is wrong; a warning is nothing wrong."""
        return not any(fault.severity == "error" for fault in self.all_faults)


@dataclass(frozen=True, slots=True)
class ShownPage(ShownPanel):
    """One page. ``next`` is the position of the page that follows once it is left, or END."""

    next: int = END
    next_text: str = ""
    back_text: str = ""


@dataclass(frozen=True, slots=True)
class Course:
    """How things stand for one respondent.

    ``pages`` are those shown now, in order. ``route`` are the positions of the pages on the way from the first one,
    as far as nothing is wrong: its last is where to go on. ``complete`` says that the way leads to the end.
    ``given`` is what is known now: what was given, defaults, and what the survey set by itself.
    """

    questionnaire: Questionnaire
    language: str
    title: str
    description: str
    pages: tuple[ShownPage, ...]
    given: Mapping[str, Value]
    route: tuple[int, ...]
    complete: bool
    closing: str
    quotas: tuple[str, ...]
    """Quotas that this respondent counts for."""
    turned_away: str | None = None
    """Words for somebody who counts for a quota that is full; None for everybody else."""

    def page(self, name: str) -> ShownPage | None:
        return next((page for page in self.pages if page.name == name), None)

    def shown(self, name: str) -> Shown | None:
        return next((q for page in self.pages for q in page.questions if q.name == name), None)


def course(
    questionnaire: Questionnaire,
    given: Mapping[str, Any],
    language: str = "",
    seed: str = "",
    *,
    now: datetime | None = None,
    full: Collection[str] = (),
    changed: Collection[str] = (),
) -> Course:
    """How things stand for a respondent who has given these answers.

    Parameters
        given: values by ``Question.key``, and ``key-Comment`` for words beside options. A key whose value is None was
            asked and left empty; a key that is not there has not been asked, and gets the question's default.
        language: BCP 47; else the survey's first.
        seed: what random order hangs on: the same for one response, such as its id.
        now: in the respondent's time, without a zone; what ``today()`` is.
        full: names of quotas that have as many as they take.
        changed: keys answered otherwise since the last page was left. Only from these a skip leads back; else who is
            led back once would never get any further.
    Returns
        Course: as survey-core has it after ``data = given``.
    """
    sitting = Sitting(questionnaire, language or questionnaire.language, seed, now or datetime.now())
    sitting.begin(given)
    sitting.changed = {*changed}
    return _course(sitting, given, full)


def answered(
    questionnaire: Questionnaire,
    given: Mapping[str, Any],
    answers: Mapping[str, Any],
    *,
    now: datetime | None = None,
) -> dict[str, Any]:
    """What is known after more answers, given one after the other: ``given`` for the next ``course``.

    Triggers, ``setValueIf`` and the clearing of what is hidden happen here, as they do in survey-core when a
    respondent answers; an answer that is None takes back what was given. A page sends all it shows: what says again
    what was known before is no answer, and takes nothing back that the others set. Keys nobody asked for are left out.
    """
    sitting = Sitting(questionnaire, "", "", now or datetime.now())
    sitting.begin(given)
    before = dict(sitting.values)
    for question in questionnaire.questions:
        key, beside = question.key, question.key + COMMENT
        was_set = sitting.values.get(key) != before.get(key)
        if question.asks and key in answers and not (was_set and _says(question, answers[key], before.get(key))):
            sitting.answer(question, answers[key])
        if beside in answers and (answers[beside] or "") != before.get(beside, ""):
            sitting.comment(question, answers[beside])
    return sitting.known({*given, *answers})


def _says(question: Question, answer: Any, value: Any) -> bool:
    return same(as_kept(question, answer, value), value)


def finished(questionnaire: Questionnaire, given: Mapping[str, Any], *, now: datetime | None = None) -> dict[str, Any]:
    """What counts of what was given: without the answers to questions that are not shown, where the survey says so."""
    sitting = Sitting(questionnaire, "", "", now or datetime.now())
    sitting.begin(given)
    sitting.finish()
    kept = {c.name: sitting.standing.variables.get(c.name.lower()) for c in questionnaire.calculated if c.kept}
    return {**sitting.values, **{name: value for name, value in kept.items() if value is not None}}


def _course(sitting: Sitting, given: Mapping[str, Any], full: Collection[str]) -> Course:
    questionnaire, standing = sitting.questionnaire, sitting.standing
    visible = tuple(p for p in questionnaire.pages if sitting.is_visible(f"page:{p.name}", p))
    pages = tuple(_page(sitting, visible, position) for position in range(len(visible)))
    route, complete = _route(pages)
    quotas = tuple(q for q in questionnaire.quotas if q.when is None or standing.loosely_holds(q.when))
    return Course(
        questionnaire,
        standing.language,
        standing.said(questionnaire.title),
        standing.said(questionnaire.description),
        pages,
        sitting.known(given),
        route,
        complete,
        _closing(sitting),
        tuple(q.name for q in quotas),
        next((_turned_away(sitting, q) for q in quotas if q.name in full), None),
    )


def _turned_away(sitting: Sitting, quota: Quota) -> str:
    return plain(sitting.standing.said(quota.text)) or sentence("Thank you. We have heard enough people like you.")


def _closing(sitting: Sitting) -> str:
    standing, questionnaire = sitting.standing, sitting.questionnaire
    fitting = next((c.text for c in questionnaire.closings if standing.loosely_holds(c.when)), None)
    return plain(standing.said(fitting or questionnaire.closing))


def _route(pages: tuple[ShownPage, ...]) -> tuple[tuple[int, ...], bool]:
    """The way through the pages; it goes on only where nothing is wrong, and never comes by a page twice."""
    if not pages:
        return (), True
    route = [0]
    while pages[route[-1]].may_be_left:
        following = pages[route[-1]].next
        if following == END:
            return tuple(route), True
        if following in route:
            break
        route.append(following)
    return tuple(route), False


def _page(sitting: Sitting, visible: tuple[Page, ...], position: int) -> ShownPage:
    page, standing = visible[position], sitting.standing
    questionnaire = sitting.questionnaire
    return ShownPage(
        page.name,
        standing.said(page.title),
        standing.said(page.description),
        tuple(_elements(sitting, page, _order(page, questionnaire.order))),
        _panel_faults(sitting, page, f"page:{page.name}"),
        _next(sitting, visible, position),
        standing.said(page.next_text or questionnaire.next_text),
        standing.said(page.back_text or questionnaire.back_text),
    )


def _order(panel: Panel, outer: str) -> str:
    return outer if panel.order == "default" else panel.order


def _elements(sitting: Sitting, panel: Panel, order: str) -> Iterator[ShownPanel | Shown]:
    elements = panel.elements
    if order == "random":
        elements = shuffled(elements, sitting.seed, f"in {panel.name}", lambda e: e.name)
    for element in elements:
        if isinstance(element, Question):
            if sitting.states[element.name].visible:
                yield _shown(sitting, element)
            continue
        place = f"panel:{element.name}:{id(element)}"
        if sitting.is_visible(place, element):
            said = sitting.standing.said
            inner = tuple(_elements(sitting, element, _order(element, order)))
            faults = _panel_faults(sitting, element, place)
            yield ShownPanel(element.name, said(element.title), said(element.description), inner, faults)


def _panel_faults(sitting: Sitting, panel: Panel, place: str) -> tuple[Fault, ...]:
    """A panel that must be answered, and can be, needs an answer to one of its questions."""
    if not sitting.states[place].required or not sitting.takes_answers(panel, place):
        return ()
    asked = [q for q in panel.questions() if q.asks and sitting.in_sight(q)]
    if not asked or any(not script.empty(sitting.values.get(q.key)) for q in asked):
        return ()
    said = sitting.standing.said(panel.required_text)
    return (Fault(panel.name, "required", said or sentence("Please answer one of these questions.")),)


def _next(sitting: Sitting, visible: tuple[Page, ...], position: int) -> int:
    page = visible[position]
    keys: dict[str, None] = {q.key: None for q in page.questions()}
    with_calculated = keys | {c.name: None for c in sitting.questionnaire.calculated}
    answered = {key: None for key in keys if key in sitting.asked}
    changed = {key: None for key in keys if key in sitting.changed}
    following = position + 1
    for trigger in sitting.questionnaire.triggers:
        if trigger.kind == "skip" and sitting.triggers.is_due(trigger, answered):
            found = _page_of(sitting, visible, trigger.to, following)
            if found > position or sitting.triggers.is_due(trigger, changed):
                following = found
    completes = (each for each in sitting.questionnaire.triggers if each.kind == "complete")
    if following == position + 1 and any(sitting.triggers.is_due(each, with_calculated) for each in completes):
        return END
    return following if following < len(visible) else END


def _page_of(sitting: Sitting, visible: tuple[Page, ...], name: str, otherwise: int) -> int:
    question = sitting.questionnaire.question(name)
    if question is None or not sitting.states[name].visible:
        return otherwise
    found = next((i for i, page in enumerate(visible) if any(q is question for q in page.questions())), None)
    return otherwise if found is None or found == otherwise - 1 else found


def _shown(sitting: Sitting, question: Question) -> Shown:
    standing, value = sitting.standing, sitting.values.get(question.key)
    steps, state = question.steps, sitting.states[question.name]
    return Shown(
        question,
        standing.said(question.title),
        standing.said(question.description),
        state.required,
        sitting.is_enabled(question),
        value,
        str(sitting.values.get(question.key + COMMENT) or ""),
        _options(sitting, question, value),
        tuple(_rows(sitting, question, value)),
        tuple(_option(sitting, c, None) for c in sitting.offers.columns[question.name]),
        standing.said(steps.low_text) if steps else "",
        standing.said(steps.high_text) if steps else "",
        standing.said(question.placeholder),
        standing.said(question.comment_text) if question.has_comment else "",
        standing.said(question.other_placeholder),
        _text(sitting, question, value),
        question.low_if.value(standing) if question.low_if else question.low,
        question.high_if.value(standing) if question.high_if else question.high,
        faults_of(sitting, question),
    )


def _text(sitting: Sitting, question: Question, value: Value) -> str:
    if question.type == "expression":
        return script.to_text(value)
    return plain(sitting.standing.said(question.html)) if question.type == "html" else ""


def _options(sitting: Sitting, question: Question, value: Value) -> tuple[Option, ...]:
    if question.steps:
        return tuple(_option(sitting, c, value) for c in question.steps.values)
    if question.type == "boolean":
        return tuple(_option(sitting, c, value) for c in (question.yes, question.no) if c is not None)
    if not question.chooses:
        return ()
    shown = sitting.offers.ordered(question)
    if question.type == "ranking":
        shown = _ranked(shown, value)
    disabled = sitting.offers.disabled.get(question.name, frozenset())
    most = question.most_chosen and isinstance(value, list) and len(value) >= question.most_chosen
    limited = ("other",) if sitting.offers.takes_over(question) else ("", "other")
    found = []
    for choice in shown:
        option = _option(sitting, choice, value, enabled=choice.code not in disabled)
        blocked = most and not option.chosen and choice.kind in limited
        found.append(Option(*_parts(option)[:4], option.enabled and not blocked, option.kind, option.comment))
    return tuple(found)


def _parts(option: Option) -> tuple[Any, str, str, bool]:
    return option.value, option.code, option.text, option.chosen


def _ranked(choices: tuple[Choice, ...], value: Value) -> tuple[Choice, ...]:
    """Options in the order they were put; those not put yet behind, as they stood."""
    order = {script.to_text(v): i for i, v in enumerate(value)} if isinstance(value, list) else {}
    return tuple(sorted(choices, key=lambda c: order.get(c.code, len(order))))


def _option(sitting: Sitting, choice: Choice, value: Value, enabled: bool = True) -> Option:
    given = [] if value is None else value if isinstance(value, list) else [value]
    chosen = any(not script.empty(v) and script.same(choice.value, v, cased=True, trims=False) for v in given)
    text = sitting.standing.text_of(choice)
    asks = choice.kind == "other" or choice.comment
    return Option(choice.value, choice.code, text, chosen, enabled, choice.kind, asks)


def _rows(sitting: Sitting, question: Question, value: Value) -> Iterator[Row]:
    rows = sitting.offers.rows[question.name]
    if question.rows_order == "random":
        rows = shuffled(rows, sitting.seed, f"rows of {question.name}", lambda row: row.code)
    given = value if isinstance(value, dict) else {}
    for row in rows:
        options = tuple(_option(sitting, c, given.get(row.code)) for c in sitting.offers.columns[question.name])
        yield Row(row.code, sitting.standing.text_of(row), options)


def _flat(elements: tuple[ShownPanel | Shown, ...]) -> Iterator[Shown]:
    for element in elements:
        if isinstance(element, ShownPanel):
            yield from _flat(element.elements)
        else:
            yield element
