"""The way through a questionnaire, page by page, as what the templates show."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from zlib import crc32

from django.conf.locale import LANG_INFO

from auricle.questionnaire import Course, Option, Question, Questionnaire, Shown, ShownPage, ShownPanel, course
from auricle.questionnaire.words import language_of, locale
from auricle.web.platform.public import in_words

from .posted import PLACE, Misread, field

STAR = "★"
MOUTHS = ("16.5q4-4 8 0", "16q4-2 8 0", "15.5h8", "15q4 2 8 0", "14.5q4 4 8 0")
"""From sad to glad, each from the left corner of the mouth: drawn, because not every device has all signs."""
NAMES = {
    "en": "English", "zh-hans": "简体中文", "zh-hant": "繁體中文", "de": "Deutsch", "fr": "Français",
    "es": "Español", "it": "Italiano", "pt": "Português", "ja": "日本語", "ko": "한국어", "nl": "Nederlands",
}  # fmt: skip
MANY_OPTIONS = 12
WORD = 4
"""Characters from which on the steps of a scale stand below one another."""


@dataclass(frozen=True, slots=True)
class Choosable:
    code: str
    text: str
    is_chosen: bool
    sign: str = ""
    mouth: str = ""
    spoken: str = ""
    place: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a matrix."""

    name: str
    text: str
    options: tuple[Choosable, ...]

    @property
    def has_words(self) -> bool:
        return any(len(option.text) > WORD for option in self.options)


@dataclass(frozen=True, slots=True)
class Field:
    """One question, heading or statement as it is shown. ``kind`` names the part of the template."""

    kind: str
    id: str
    title: str
    description: str = ""
    name: str = ""
    required: bool = False
    error: str = ""
    value: str = ""
    input: str = "radio"
    inputmode: str = ""
    lines: int = 4
    low: str = ""
    high: str = ""
    options: tuple[Choosable, ...] = ()
    rows: tuple[Line, ...] = ()
    comment_name: str = ""
    comment_label: str = ""
    comment: str = ""
    most: int = 0

    @property
    def is_group(self) -> bool:
        return self.kind not in ("text", "lines", "list")

    @property
    def has_words(self) -> bool:
        return any(len(option.text) > WORD for option in self.options)

    @property
    def described_by(self) -> str:
        parts = (self.description and f"{self.id}-more", self.error and f"{self.id}-wrong")
        return " ".join(filter(None, parts))

    @property
    def is_personal(self) -> bool:
        """Whether it shows what somebody wrote, or what is wrong with it."""
        return bool(self.value or self.comment or self.error)

    @property
    def places(self) -> range:
        return range(1, len(self.options) + 1)


@dataclass(frozen=True, slots=True)
class Screen:
    """One page of questions."""

    name: str
    title: str
    description: str
    fields: tuple[Field, ...]
    asked: str
    number: int
    of: int
    is_last: bool
    next: str
    back: str
    finish: str

    @property
    def wrong(self) -> tuple[Field, ...]:
        return tuple(field for field in self.fields if field.error)


@dataclass(frozen=True)
class Walk:
    """How things stand for one respondent, and the page they are on."""

    course: Course
    page: ShownPage | None

    @classmethod
    def of(
        cls,
        questionnaire: Questionnaire,
        given: Mapping[str, Any],
        language: str,
        seed: str,
        page: str,
        full: Collection[str] = (),
        changed: Collection[str] = (),
    ) -> Walk:
        found = course(questionnaire, given, language, seed, full=full, changed=changed)
        return cls(found, found.page(page) or next(iter(found.pages), None))

    def at(self, name: str) -> Walk:
        return replace(self, page=self.course.page(name) or self.page)

    @property
    def is_wrong(self) -> bool:
        """Whether the page has to be put right; not when an answer leads back from it."""
        return self.page is not None and not self.page.may_be_left and not 0 <= self.page.next < self._position

    @property
    def after(self) -> str:
        """The page that comes next; empty at the end."""
        if self.page is None or not 0 <= self.page.next < len(self.course.pages):
            return ""
        return self.course.pages[self.page.next].name

    @property
    def before(self) -> str:
        """The page one came from, on the way that what was given leads."""
        position = self._position
        earlier = [at for at in self.course.route if at < position]
        return self.course.pages[earlier[-1] if earlier else max(position - 1, 0)].name if self.course.pages else ""

    @property
    def closing(self) -> list[str]:
        return [line for line in self.course.closing.split("\n") if line.strip()]

    @property
    def _position(self) -> int:
        return next((at for at, page in enumerate(self.course.pages) if page is self.page), 0)

    def misread(self, found: Mapping[str, Misread]) -> dict[str, Misread]:
        """What could not be read, of the questions on the page."""
        asked = self.page.questions if self.page else ()
        return {each.question.name: found[each.question.name] for each in asked if each.question.name in found}

    def screen(self, shows_wrong: bool, misread: Mapping[str, Misread]) -> Screen | None:
        """The page as it is shown; None when nothing is left to show."""
        if self.page is None:
            return None
        numbers = {id(question): number for number, question in enumerate(self.course.questionnaire.questions)}
        positions = [numbers[id(shown.question)] for shown in self.page.questions]
        fields = tuple(_fields(self.page, shows_wrong, misread))
        return Screen(
            self.page.name,
            self.page.title,
            self.page.description,
            fields,
            ",".join(map(str, positions)),
            self._position + 1,
            len(self.course.pages),
            not self.after,
            self.page.next_text,
            self.page.back_text,
            self.course.questionnaire.complete_text.in_(self.course.language, self.course.questionnaire.language),
        )


def asked_for(questionnaire: Questionnaire, positions: str) -> list[Question]:
    """The questions a page said it asked; what is none is left out."""
    questions = questionnaire.questions
    numbers = (int(part) for part in positions.split(",") if part.isdecimal() and len(part) < 5)
    return [questions[n] for n in dict.fromkeys(numbers) if n < len(questions) and questions[n].asks]


def own_name(code: str) -> str:
    """What those who speak a language call it; of one nobody here knows, its code."""
    return NAMES.get(code) or str(LANG_INFO.get(code, {}).get("name_local", code))


def languages_of(questionnaire: Questionnaire) -> tuple[tuple[str, str], ...]:
    """The languages of a survey and their own names."""
    codes = [language_of(code) for code in questionnaire.languages or (questionnaire.language or "en",)]
    return tuple((code, own_name(code)) for code in codes)


def spoken(questionnaire: Questionnaire, wanted: str) -> str:
    """The language of a survey that is nearest to one that is wanted, else its first."""
    codes = [code for code, _ in languages_of(questionnaire)]
    near = language_of(locale(wanted or ""))
    return next((code for code in codes if code in (near, near.partition("-")[0])), codes[0])


def _fields(panel: ShownPanel, shows_wrong: bool, misread: Mapping[str, Misread]) -> Iterator[Field]:
    for each in panel.elements:
        if isinstance(each, Shown):
            made, found = _field(each, shows_wrong), misread.get(each.question.name)
            yield _as_typed(made, found, shows_wrong) if found else made
            continue
        if each.title:
            yield Field("heading", f"h-{each.name}", each.title, each.description)
        yield from _fields(each, shows_wrong, misread)
        yield from (_fault(each) for _ in each.faults[:1] if shows_wrong)


def _fault(panel: ShownPanel) -> Field:
    return Field("statement", f"h-{panel.name}", "", error=str(in_words(panel.faults[0].text)))


def _field(shown: Shown, shows_wrong: bool) -> Field:
    question = shown.question
    faults = [fault for fault in shown.faults if fault.severity == "error"] if shows_wrong else []
    common = Field(
        _KINDS.get(shown.type, "text"),
        f"q{crc32(question.name.encode())}",
        shown.title,
        shown.description,
        field(question),
        shown.required,
        str(in_words(faults[0].text)) if faults else "",
    )
    return _MAKE.get(common.kind, _typed)(replace(common, **_comment(shown)), shown)


def _as_typed(made: Field, found: Misread, shows_wrong: bool) -> Field:
    """What could not be read stands in the field as it was typed."""
    places = (found.typed.get(f"{made.name}:{option.code}", "") for option in made.options)
    options = (
        replace(option, place=int(place) if PLACE.match(place) else 0)
        for option, place in zip(made.options, places, strict=True)
    )
    error = str(found.reason) if shows_wrong else ""
    return replace(made, value=found.typed.get(made.name, ""), options=tuple(options), error=error)


def _comment(shown: Shown) -> dict[str, str]:
    others = [option for option in shown.options if option.comment]
    if not others and not shown.question.has_comment:
        return {}
    label = shown.comment_text or shown.comment_placeholder or (others[0].text if others else "")
    return {"comment_name": f"c:{shown.question.key}", "comment": shown.comment, "comment_label": label}


def _statement(common: Field, shown: Shown) -> Field:
    return replace(common, title=shown.text or shown.title, description="")


def _steps(common: Field, shown: Shown) -> Field:
    look = shown.question.steps.look if shown.question.steps else "numbers"
    options, last = shown.options, len(shown.options) - 1
    sign, mouths = STAR if look == "stars" else "", _mouths(len(options) if look == "faces" else 0)
    made = tuple(
        Choosable(o.code, o.text, o.chosen, sign, mouths[i] if mouths else "", _spoken(o, i, last, shown))
        for i, o in enumerate(options)
    )
    return replace(common, options=made, low=shown.low_text, high=shown.high_text)


def _spoken(option: Option, at: int, last: int, shown: Shown) -> str:
    end = shown.low_text if at == 0 else shown.high_text if at == last else ""
    return f"{option.text}, {end}" if end else ""


def _mouths(count: int) -> list[str]:
    return [MOUTHS[round(i * (len(MOUTHS) - 1) / max(count - 1, 1))] for i in range(count)]


def _chosen(options: Iterable[Option]) -> tuple[Choosable, ...]:
    return tuple(Choosable(option.code, option.text, option.chosen) for option in options if option.enabled)


def _picks(common: Field, shown: Shown) -> Field:
    kind = "checkbox" if shown.type in ("checkbox", "tagbox") else "radio"
    options = shown.options if kind == "radio" else tuple(replace(o, enabled=True) for o in shown.options)
    as_list = shown.type == "dropdown" and len(options) > MANY_OPTIONS and not common.comment_name
    return replace(common, kind="list" if as_list else "picks", input=kind, options=_chosen(options))


def _rows(common: Field, shown: Shown) -> Field:
    rows = tuple(Line(f"{common.name}:{row.code}", row.text, _chosen(row.options)) for row in shown.rows)
    if not rows or not all(_has_words_at_the_ends(row.options) for row in rows):
        return replace(common, rows=rows)
    first, last = rows[0].options[0], rows[0].options[-1]
    return replace(common, rows=tuple(map(_in_numbers, rows)), low=first.text, high=last.text)


def _has_words_at_the_ends(options: Sequence[Choosable]) -> bool:
    """Whether it is a scale of numbers, of which the first and the last say what they mean."""
    between = options[1:-1]
    return bool(between) and all(each.code.isdecimal() for each in options) and all(e.text == e.code for e in between)


def _in_numbers(row: Line) -> Line:
    """Numbers alone stand beside one another on a phone too; what the ends mean is said above, and read out."""
    options = (
        replace(each, text=each.code, spoken=each.text if each.text != each.code else "") for each in row.options
    )
    return replace(row, options=tuple(options))


def _order(common: Field, shown: Shown) -> Field:
    given = [str(value) for value in shown.value] if isinstance(shown.value, list) else []
    options = tuple(
        Choosable(o.code, o.text, o.chosen, place=given.index(o.code) + 1 if o.code in given else 0)
        for o in shown.options
    )
    return replace(common, options=options)


def _typed(common: Field, shown: Shown) -> Field:
    value = "" if shown.value is None else str(shown.value)
    wanted = shown.question.input
    inputs = {"number": ("text", "decimal"), "range": ("text", "decimal"), "email": ("email", "email")}
    input_, mode = inputs.get(wanted, (wanted if wanted in _INPUTS else "text", ""))
    return replace(common, value=value, input=input_, inputmode=mode, lines=min(max(shown.question.lines, 2), 12))


_INPUTS = ("text", "date", "time", "month", "datetime-local", "tel", "url")
_KINDS = {
    "html": "statement", "expression": "statement", "comment": "lines", "rating": "steps", "matrix": "rows",
    "ranking": "order", "radiogroup": "picks", "dropdown": "picks", "checkbox": "picks", "tagbox": "picks",
    "boolean": "picks",
}  # fmt: skip
_MAKE = {
    "statement": _statement, "steps": _steps, "picks": _picks, "rows": _rows, "order": _order,
    "lines": _typed, "text": _typed,
}  # fmt: skip
