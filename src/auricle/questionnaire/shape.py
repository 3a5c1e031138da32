"""What a questionnaire is made of, after its document was read. Nothing in here changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from .expression import Expression
from .words import UNSAID, Words

Value: TypeAlias = Any
"""A value as JSON has it: text, number, boolean, list, object; None is no value."""

Given: TypeAlias = Mapping[str, Value]
"""Values by name of their question. ``name-Comment`` is what was typed beside a choice."""

Type = Literal[
    "rating",
    "matrix",
    "radiogroup",
    "dropdown",
    "checkbox",
    "tagbox",
    "ranking",
    "text",
    "comment",
    "boolean",
    "html",
    "expression",
]
ONE: frozenset[str] = frozenset({"radiogroup", "dropdown"})
MANY: frozenset[str] = frozenset({"checkbox", "tagbox"})
SILENT: frozenset[str] = frozenset({"html"})
"""Types that show something and ask nothing."""

COMMENT = "-Comment"


@dataclass(frozen=True, slots=True)
class Choice:
    """One option. ``kind`` is '' for an ordinary one, else other, none, refused, unknown, or all."""

    value: Value
    text: Words
    visible_if: Expression | None = None
    enable_if: Expression | None = None
    kind: Literal["", "other", "none", "refused", "unknown", "all"] = ""
    comment: bool = False
    comment_required: bool = False

    @property
    def code(self) -> str:
        """The value as text, as a form posts it: 1 for 1.0, true for a truth."""
        if isinstance(self.value, bool):
            return str(self.value).lower()
        if isinstance(self.value, float) and self.value.is_integer():
            return str(int(self.value))
        return str(self.value)


@dataclass(frozen=True, slots=True)
class Validator:
    """A check of an answer: ``kind`` is numeric, text, answercount, regex, email or expression."""

    kind: Literal["numeric", "text", "answercount", "regex", "email", "expression"]
    text: Words
    low: float | None = None
    high: float | None = None
    digits: bool = True
    pattern: str = ""
    ignores_case: bool = False
    expression: Expression | None = None
    severity: Literal["error", "warning", "info"] = "error"


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps of a rating: its values in order, lowest first, and what stands at both ends."""

    low: float = 1
    high: float = 5
    step: float = 1
    low_text: Words = UNSAID
    high_text: Words = UNSAID
    look: Literal["numbers", "stars", "faces", "buttons", "dropdown"] = "numbers"
    values: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Conditions:
    """When something is shown, can be answered and must be."""

    visible: bool = True
    visible_if: Expression | None = None
    read_only: bool = False
    enable_if: Expression | None = None
    required: bool = False
    required_if: Expression | None = None


ALWAYS = Conditions()


@dataclass(frozen=True, slots=True)
class Question:
    """One question. ``name`` is its own; ``key`` is where its answer is kept, as a rule the same."""

    type: Type
    name: str
    key: str
    title: Words
    description: Words = UNSAID
    conditions: Conditions = ALWAYS
    required_text: Words = UNSAID
    choices: tuple[Choice, ...] = ()
    choices_from: str = ""
    """The question whose chosen options are the options here."""
    choices_order: Literal["none", "asc", "desc", "random"] = "none"
    choices_visible_if: Expression | None = None
    choices_enable_if: Expression | None = None
    choices_mode: Literal["all", "selected", "unselected"] = "all"
    rows: tuple[Choice, ...] = ()
    columns: tuple[Choice, ...] = ()
    rows_order: Literal["initial", "random"] = "initial"
    rows_visible_if: Expression | None = None
    columns_visible_if: Expression | None = None
    each_row_required: bool = False
    each_row_unique: bool = False
    steps: Steps | None = None
    input: str = "text"
    low: Value = None
    high: Value = None
    low_if: Expression | None = None
    high_if: Expression | None = None
    low_text: Words = UNSAID
    high_text: Words = UNSAID
    step: float | None = None
    longest: int | None = None
    lines: int = 4
    placeholder: Words = UNSAID
    least_chosen: int = 0
    most_chosen: int = 0
    yes: Choice | None = None
    no: Choice | None = None
    has_comment: bool = False
    comment_text: Words = UNSAID
    other_text: Words = UNSAID
    other_placeholder: Words = UNSAID
    other_required_text: Words = UNSAID
    default: Value = None
    default_if: Expression | None = None
    set_if: Expression | None = None
    set_to: Expression | None = None
    reset_if: Expression | None = None
    expression: Expression | None = None
    clears: Literal["default", "none", "onHidden", "onHiddenContainer", "onComplete"] = "default"
    validators: tuple[Validator, ...] = ()
    html: Words = UNSAID
    kind: str = ""
    """What it measures, as ``answers.kind`` has it: nps, csat, ces, rating, choice, text …; '' asks nothing."""
    scale: str = ""
    polarity: int | None = None
    touchpoint: str = ""
    decision: str = ""
    decider: str = ""
    reversed: bool = False
    properties: Mapping[str, Any] = field(default_factory=dict)
    """Everything the document says of it."""

    @property
    def asks(self) -> bool:
        return self.type not in SILENT

    @property
    def chooses(self) -> bool:
        return self.type in ONE or self.type in MANY or self.type == "ranking"

    @property
    def has_other(self) -> bool:
        return any(choice.kind == "other" for choice in self.choices)


@dataclass(frozen=True, slots=True)
class Panel:
    """Questions under one heading."""

    name: str
    title: Words
    description: Words
    conditions: Conditions
    elements: tuple[Panel | Question, ...]
    order: Literal["default", "initial", "random"] = "default"
    required_text: Words = UNSAID

    def questions(self) -> Iterator[Question]:
        for element in self.elements:
            if isinstance(element, Question):
                yield element
            else:
                yield from element.questions()

    def panels(self) -> Iterator[Panel]:
        for element in self.elements:
            if isinstance(element, Panel):
                yield element
                yield from element.panels()


@dataclass(frozen=True, slots=True)
class Page(Panel):
    """One page."""

    back_text: Words = UNSAID
    next_text: Words = UNSAID


@dataclass(frozen=True, slots=True)
class Trigger:
    """What happens when something holds: complete, skip, setvalue, copyvalue or runexpression."""

    kind: Literal["complete", "skip", "setvalue", "copyvalue", "runexpression"]
    when: Expression | None
    to: str = ""
    source: str = ""
    value: Value = None
    run: Expression | None = None
    is_variable: bool = False


@dataclass(frozen=True, slots=True)
class Calculated:
    """A value worked out from others."""

    name: str
    expression: Expression
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Closing:
    """The words at the end, where a condition holds."""

    when: Expression
    text: Words


@dataclass(frozen=True, slots=True)
class Quota:
    """No more than ``most`` answers for whom a condition holds; who comes later is told ``text``."""

    name: str
    when: Expression | None
    most: int
    text: Words


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Why a questionnaire cannot be published as it is: where (``pages[0].elements[2].visibleIf``), and the reason."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """A questionnaire. ``document`` is the JSON it was read from, whole; ``hindrances`` what forbids publishing it."""

    title: Words
    description: Words
    language: str
    """The first language, as SurveyJS calls it: what ``default`` is written in."""
    languages: tuple[str, ...]
    """All languages that words are given in, the first one first, as SurveyJS calls them."""
    pages: tuple[Page, ...]
    triggers: tuple[Trigger, ...]
    calculated: tuple[Calculated, ...]
    quotas: tuple[Quota, ...]
    closing: Words
    closings: tuple[Closing, ...]
    order: Literal["initial", "random"]
    clears: Literal["none", "onHidden", "onHiddenContainer", "onComplete"]
    hindrances: tuple[Hindrance, ...]
    document: Mapping[str, Any]
    complete_text: Words = UNSAID
    next_text: Words = UNSAID
    back_text: Words = UNSAID
    questions: tuple[Question, ...] = field(init=False, repr=False, compare=False)
    """All of them, in order."""
    _by_name: Mapping[str, Question] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        questions = tuple(question for page in self.pages for question in page.questions())
        object.__setattr__(self, "questions", questions)
        object.__setattr__(self, "_by_name", {question.name: question for question in reversed(questions)})

    def question(self, name: str) -> Question | None:
        return self._by_name.get(name)
