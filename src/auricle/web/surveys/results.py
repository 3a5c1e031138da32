"""The results of one survey: who answered, where they left, what they said, what hangs together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt
from django.utils.translation import gettext as _

from auricle.analysis.association import TableTooSmall
from auricle.analysis.discovery import adjusted_p
from auricle.analysis.mean import mean
from auricle.analysis.proportion import proportion
from auricle.analysis.top_box import UnknownScale, bounds
from auricle.query.result import Row
from auricle.query.window import Window
from auricle.questionnaire import Question, Questionnaire
from auricle.understanding.answers_of import Cell, CrossTable, answered_of, answers_of, cross_table
from auricle.web.platform.public import Chart, ScreenState, distribution, grouped, remembered

from .models import Survey
from .queries import chosen, latest, questionnaire_of
from .titles import options_of

T = TypeVar("T")
IntArray: TypeAlias = npt.NDArray[np.int64]
BoolArray: TypeAlias = npt.NDArray[np.bool_]
MOST_CROSSED = 8
"""Questions compared with one another: 28 pairs."""
SURE = 0.05


@dataclass(frozen=True, slots=True)
class Share:
    """One option of a question; ``n`` is None where too few chose it to show."""

    text: str
    n: int | None
    share: float


@dataclass(frozen=True, slots=True)
class Middle:
    """A mean with its interval: of numbers, or of the places that a ranking gave an option."""

    text: str
    value: float
    low: float
    high: float
    suppressed: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """One question's results. ``n`` is None where too few answered to show; ``words`` what its options are called,
    ``measure`` what its score is."""

    code: str
    title: str
    kind: str
    n: int | None
    picture: Chart | None = None
    shares: tuple[Share, ...] = ()
    means: tuple[Middle, ...] = ()
    score: Row | None = None
    unit: str = ""
    measure: str = ""
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_text(self) -> bool:
        return self.kind in ("text", "date")


@dataclass(frozen=True, slots=True)
class Left:
    """How many left at a page, of those who left."""

    page: str
    n: int
    share: float


@dataclass(frozen=True, slots=True)
class Pair:
    """Two questions that hang together; ``p`` is adjusted for how many pairs were looked at."""

    first: str
    second: str
    p: float
    strength: float


@dataclass(frozen=True, slots=True)
class Results:
    """Everything but the cross table."""

    answered: int
    left: int
    completion: tuple[float, float, float] | None
    response: Row | None
    drop_off: tuple[Left, ...]
    questions: tuple[Asked, ...]
    pairs: tuple[Pair, ...]
    pairs_looked_at: int
    unrelated: tuple[Asked, ...]
    """Questions that were compared with others, and go with none more than chance would make them."""

    @property
    def begun(self) -> int:
        return self.answered + self.left


def results(state: ScreenState, row: Survey) -> Results:
    """The results in the page's period."""
    key = ("results", row.public, state.language, tuple(sorted(state.query.items())))
    return remembered(state.workspace, key, lambda: _results(state, row))


def crossed(state: ScreenState, row: Survey, first: str, second: str) -> CrossTable | None:
    """Two questions against each other; None where it would show nothing or too few."""
    try:
        found = cross_table(state.workspace.store, row.public, first, second, window_of(state))
    except TableTooSmall:
        return None
    return found if found.association.n >= state.workspace.settings.floor else None


def window_of(state: ScreenState) -> Window:
    return Window.of(state.period.start, state.period.end)


def _results(state: ScreenState, row: Survey) -> Results:
    version = latest(row)
    questionnaire = questionnaire_of(version.document if version else row.draft)
    outcomes = _outcomes(state, row)
    answered = sum(n for (outcome, _page), n in outcomes.items() if outcome == "answered")
    gone = {page: n for (outcome, page), n in outcomes.items() if outcome == "left"}
    left = sum(gone.values())
    share = proportion([1] * answered + [0] * left) if answered + left else None
    questions = _questions(state, row, questionnaire)
    pairs, looked_at, unrelated = _pairs(state, row, questions)
    return Results(
        answered,
        left,
        (share.value, share.low, share.high) if share else None,
        _response(state, row),
        tuple(Left(_page_title(questionnaire, page, state), n, n / left) for page, n in Counter(gone).most_common()),
        questions,
        pairs,
        looked_at,
        unrelated,
    )


def _outcomes(state: ScreenState, row: Survey) -> Mapping[tuple[str, str], int]:
    """Responses by how they ended and the page they were left at."""
    where = f"activity = 'survey' and properties.survey = '{row.public}'"
    window = {"from_": state.period.start, "to": state.period.end}
    ends = {}
    for outcome in ("answered", "left"):
        found = state.workspace.measure(
            "interactions", by=["properties.page"], where=f"{where} and outcome = '{outcome}'", **window
        )
        ends |= {(outcome, str(each.by["properties.page"] or "")): each.n or 0 for each in found.rows}
    return ends


def _response(state: ScreenState, row: Survey) -> Row | None:
    found = state.workspace.measure(
        "response_rate", where=chosen(row), from_=state.period.start, to=state.period.end
    ).total
    return found if found.n else None


def _page_title(questionnaire: Questionnaire | None, name: str, state: ScreenState) -> str:
    """A page by its first question: that is where people stopped."""
    page = next((page for page in questionnaire.pages if page.name == name), None) if questionnaire else None
    first = next((question for question in page.questions() if question.asks), None) if page else None
    if first is None or questionnaire is None:
        return name or _("the first page")
    return first.title.in_(state.language, questionnaire.language) or first.name


def _questions(state: ScreenState, row: Survey, questionnaire: Questionnaire | None) -> tuple[Asked, ...]:
    """The questions in the order they are asked; those of older versions behind."""
    answered = answered_of(state.workspace.store, row.public, window_of(state))
    cells: dict[str, list[Cell]] = {}
    for cell in answers_of(state.workspace.store, row.public, window_of(state)):
        cells.setdefault(cell.question, []).append(cell)
    order = {code: i for i, code in enumerate(_codes(questionnaire))}
    codes = sorted({*cells, *order}, key=lambda code: (order.get(code, len(order)), code))
    return tuple(_asked(state, row, questionnaire, code, cells.get(code, []), answered.get(code, 0)) for code in codes)


def _codes(questionnaire: Questionnaire | None) -> list[str]:
    found = []
    for question in questionnaire.questions if questionnaire else ():
        if question.type == "matrix":
            found += [f"{question.name}.{row.code}" for row in question.rows]
        elif question.kind:
            found += [question.name]
    return found


def _asked(
    state: ScreenState, row: Survey, questionnaire: Questionnaire | None, code: str, cells: Sequence[Cell], n: int
) -> Asked:
    question = _question(questionnaire, code)
    kind = cells[0].kind if cells else question.kind if question else ""
    title, floor = _title(question, questionnaire, code, state), state.workspace.settings.floor
    found = Asked(code, title, kind, n, words=_words(question, questionnaire, state))
    if n < floor:
        return replace(found, n=None if n else 0)
    if kind in ("nps", "csat", "ces", "ces1", "rating") and (chart := _picture(title, kind, cells, floor)):
        score = state.workspace.measure(
            kind, where=f"{chosen(row)} and question = '{code.replace(chr(39), chr(39) * 2)}'",
            from_=state.period.start, to=state.period.end,
        )  # fmt: skip
        called = state.workspace.measures[kind].called(state.language)
        return replace(found, picture=chart, score=score.total, unit=score.unit, measure=called)
    if found.is_text:
        return found
    if any(each.place is not None for each in cells):
        return replace(found, means=_places(found.words, cells, floor))
    if kind == "number":
        return replace(found, means=(_mean("", cells, [float(each.value) for each in cells], floor),))
    return replace(found, shares=_shares(found.words, cells, n, floor))


def _places(words: Mapping[str, str], cells: Sequence[Cell], floor: int) -> tuple[Middle, ...]:
    """The options of a ranking by the mean of their places."""
    ranked: dict[str, list[Cell]] = {}
    for cell in cells:
        ranked.setdefault(cell.value, []).append(cell)
    means = [
        _mean(words.get(value, value), of_it, [each.place or 0.0 for each in of_it], floor)
        for value, of_it in ranked.items()
    ]
    return tuple(sorted(means, key=lambda each: (each.suppressed, each.value)))


def _mean(text: str, cells: Sequence[Cell], values: Sequence[float], floor: int) -> Middle:
    counts = [each.n for each in cells]
    found = mean(np.repeat(values, counts))
    return Middle(text, found.value, found.low, found.high, suppressed=sum(counts) < max(floor, 2))


def title_of(state: ScreenState, row: Survey, code: str) -> str:
    """What the answers under a code were given to."""
    version = latest(row)
    questionnaire = questionnaire_of(version.document if version else row.draft)
    return _title(_question(questionnaire, code), questionnaire, code, state)


def _question(questionnaire: Questionnaire | None, code: str) -> Question | None:
    if questionnaire is None:
        return None
    return questionnaire.question(code.partition(".")[0]) or questionnaire.question(code)


def _title(question: Question | None, questionnaire: Questionnaire | None, code: str, state: ScreenState) -> str:
    if question is None or questionnaire is None:
        return code
    words = question.title.in_(state.language, questionnaire.language) or question.name
    part = code.partition(".")[2]
    row = next((each for each in question.rows if each.code == part), None)
    if row is not None:
        return f"{words} – {row.text.in_(state.language, questionnaire.language) or row.code}"
    own = _("in their own words")
    return f"{words} – {own}" if part == "comment" else words


def _picture(title: str, kind: str, cells: Sequence[Cell], floor: int) -> Chart | None:
    try:
        low, high = bounds(cells[0].scale)
    except UnknownScale:
        return None
    counts: Counter[int] = Counter()
    for cell in cells:
        if cell.scale == cells[0].scale and float(cell.value or "nan").is_integer():
            counts[int(float(cell.value))] += cell.n
    n = grouped(sum(counts.values()))
    return distribution(
        counts,
        title=title,
        subtitle=f"n {n}",
        scale=(int(low), int(high)),
        is_nps=kind == "nps",
        name=f"answers-{kind}",
        hidden=_hidden(counts, floor),
    )


def _shares(words: Mapping[str, str], cells: Iterable[Cell], total: int, floor: int) -> tuple[Share, ...]:
    """Options by how many chose them."""
    counts = Counter[str]()
    for cell in cells:
        counts[cell.value] += cell.n
    ordered = counts.most_common()
    hidden = _hidden(counts, floor)
    return tuple(
        Share(words.get(v, v), None if v in hidden else n, 0 if v in hidden else n / total) for v, n in ordered
    )


def _hidden(counts: Mapping[T, int], floor: int) -> set[T]:
    """Those of whom there are too few to show, and one more where one alone would be found by subtraction."""
    hidden = {value for value, n in counts.items() if 0 < n < floor}
    shown = sorted((n, at) for at, (value, n) in enumerate(counts.items()) if n and value not in hidden)
    if len(hidden) == 1 and shown:
        hidden.add(list(counts)[shown[0][1]])
    return hidden


def unseen(counts: IntArray, floor: int) -> BoolArray:
    """The cells of a table of which too few are in, and as many more as it takes that no line gives one away."""
    hidden = counts < floor
    while True:
        before = hidden.copy()
        for lines, numbers in ((hidden, counts), (hidden.T, counts.T)):
            for line, of_it in zip(lines, numbers, strict=True):
                if line.sum() == 1 and not line.all():
                    line[np.argmin(np.where(line, np.iinfo(np.int64).max, of_it))] = True
        if (before == hidden).all():
            return hidden


def _words(question: Question | None, questionnaire: Questionnaire | None, state: ScreenState) -> Mapping[str, str]:
    return options_of(question, state.language, questionnaire.language) if question and questionnaire else {}


def _pairs(
    state: ScreenState, row: Survey, questions: Sequence[Asked]
) -> tuple[tuple[Pair, ...], int, tuple[Asked, ...]]:
    """Which questions hang together, of those with a few answers to choose from."""
    closed = [each for each in questions if each.n and (each.picture or each.shares)][:MOST_CROSSED]
    found, compared = [], []
    for first, second in combinations(closed, 2):
        table = crossed(state, row, first.code, second.code)
        if table and table.association.is_reliable:
            found.append(Pair(first.title, second.title, table.association.p, table.association.strength))
            compared.append((first, second))
    adjusted = adjusted_p([pair.p for pair in found]) if found else []
    sure = [Pair(e.first, e.second, float(p), e.strength) for e, p in zip(found, adjusted, strict=True) if p <= SURE]
    related = {each.code for both, p in zip(compared, adjusted, strict=True) for each in both if p <= SURE}
    unrelated = {each.code: each for both in compared for each in both if each.code not in related}
    return tuple(sorted(sure, key=lambda pair: -pair.strength)), len(found), tuple(unrelated.values())
