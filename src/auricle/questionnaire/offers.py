"""What can be chosen just now: options, rows and columns as conditions and other answers let them be."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from .expression import Expression, script
from .keeping import among, identical
from .shape import COMMENT, ONE, Choice, Question
from .shuffle import shuffled
from .words import Words

if TYPE_CHECKING:
    from .sitting import Sitting


class Offers:
    """Of one sitting; worked out anew whenever something changed."""

    def __init__(self, sitting: Sitting):
        self._sitting = sitting
        questions = sitting.questionnaire.questions
        self.options = {question.name: question.choices for question in questions}
        self.rows = {question.name: question.rows for question in questions}
        self.columns = {question.name: question.columns for question in questions}
        self.disabled: dict[str, frozenset[str]] = {}
        self._dropped: dict[str, list[Any]] = {}
        self._carrying: set[str] = set()
        self._takers: dict[str, list[Question]] = {}
        for question in questions:
            if question.chooses and question.choices_from:
                self._takers.setdefault(question.choices_from, []).append(question)

    def forget_dropped(self, question: Question) -> None:
        """What somebody chooses anew does not come back by itself."""
        self._dropped.pop(question.key, None)

    def has(self, question: Question, value: Any) -> bool:
        """Whether somebody can choose this now."""
        if not question.chooses or question.type == "ranking" or script.empty(value):
            return True
        disabled = self.disabled.get(question.name, frozenset())
        codes = {c.code for c in self.options[question.name] if c.code not in disabled}
        return all(script.to_text(each) in codes for each in (value if isinstance(value, list) else [value]))

    def unknown(self, question: Question, value: Any) -> list[Any]:
        """What of a value no option has that is shown now."""
        shown = [choice.value for choice in self.options[question.name]]
        return [each for each in (value if isinstance(value, list) else [value]) if not among(each, shown)]

    def work_out(self, question: Question) -> None:
        """Work out which options are shown, and which of them can be chosen."""
        before = self.options[question.name]
        ordinary = [c for c in self._carried(question) if not c.kind and self._shows(c, question.choices_visible_if)]
        special = [c for c in question.choices if c.kind]
        self.options[question.name] = (*ordinary, *special)
        if not self.takes_over(question):
            self.disabled[question.name] = frozenset(
                c.code for c in ordinary if not self._shows(c, question.choices_enable_if, enabling=True)
            )
        if [c.code for c in before] != [c.code for c in self.options[question.name]]:
            self.carry_on(question)
            self.drop_hidden(question)

    def carry_on(self, source: Question) -> None:
        """Offer anew in other questions what they take over from this one."""
        if source.name in self._carrying:
            return
        self._carrying.add(source.name)
        for taker in self._takers.get(source.name, ()):
            self.work_out(taker)
            self.drop_hidden(taker)
        self._carrying.discard(source.name)

    def takes_over(self, question: Question) -> bool:
        """Whether the options are those of another question; all of them can be chosen."""
        return self._source(question) is not None

    def _source(self, question: Question) -> Question | None:
        source = self._sitting.questionnaire.question(question.choices_from) if question.choices_from else None
        return source if source is not None and source.chooses and source is not question else None

    def shown(self, question: Question) -> tuple[Choice, ...]:
        """The options that are shown just now."""
        return self.options[question.name]

    def _carried(self, question: Question) -> tuple[Choice, ...]:
        """The options, or those of another question: all, those chosen, or those not."""
        source = self._source(question)
        if source is None:
            return question.choices
        shown = [c for c in self.ordered(source) if not c.kind]
        if question.choices_mode == "all":
            return tuple(shown)
        given = self._sitting.values.get(source.key)
        chosen = given if isinstance(given, list) else [given]
        wanted = question.choices_mode == "selected"
        found = [c for c in shown if any(identical(c.value, v) for v in chosen) == wanted]
        typed = self._sitting.values.get(source.key + COMMENT)
        if wanted and typed and not question.has_other and any(v == "other" for v in chosen) and source.has_other:
            found.append(Choice("other", Words({"default": typed})))
        return tuple(found)

    def _shows(self, choice: Choice, common: Expression | None, enabling: bool = False) -> bool:
        condition = (choice.enable_if if enabling else choice.visible_if) or common
        if condition is None:
            return True
        self._sitting.standing.chosen_item = choice.value
        try:
            return self._sitting.standing.loosely_holds(condition)
        finally:
            self._sitting.standing.chosen_item = None

    def drop_hidden(self, question: Question) -> None:
        """Take options that are gone out of the answer; in a list, options that come back were not unchosen."""
        given = self._sitting.values.get(question.key)
        shown = [c.value for c in self.options[question.name]]
        if question.type in ONE:
            if given is not None and not among(given, shown):
                self._sitting.put(question.key, None, question)
            return
        if not isinstance(given, (list, type(None))) or question.type == "ranking":
            return
        kept = [v for v in given or [] if among(v, shown)]
        gone = self._dropped.setdefault(question.key, [])
        back = [v for v in gone if among(v, shown) and not among(v, kept)]
        self._dropped[question.key] = [v for v in (*gone, *(given or [])) if not among(v, shown)]
        if [*kept, *back] != (given or []):
            self._sitting.put(question.key, [*kept, *back] or None, question)

    def work_out_matrix(self, question: Question) -> None:
        """Work out which rows and columns are shown; answers to others go."""
        rows = tuple(r for r in question.rows if self._shows(r, question.rows_visible_if))
        columns = tuple(c for c in question.columns if self._shows(c, question.columns_visible_if))
        changed = (rows, columns) != (self.rows[question.name], self.columns[question.name])
        self.rows[question.name], self.columns[question.name] = rows, columns
        given = self._sitting.values.get(question.key)
        if changed and isinstance(given, dict):
            shown, values = {r.code for r in rows}, [c.value for c in columns]
            kept = {row: value for row, value in given.items() if row in shown and among(value, values)}
            if kept != given:
                self._sitting.put(question.key, kept, question)

    def ordered(self, question: Question) -> tuple[Choice, ...]:
        """The options as they are shown: in the order the survey says, with other and none behind."""
        shown = self.options[question.name]
        ordinary = [c for c in shown if not c.kind]
        if question.choices_order == "random":
            ordinary = list(shuffled(ordinary, self._sitting.seed, question.name, lambda c: c.code))
        elif question.choices_order in ("asc", "desc"):
            ordinary.sort(
                key=lambda c: _alphabetical(self._sitting.standing.text_of(c)), reverse=question.choices_order == "desc"
            )
        before = [c for c in shown if c.kind == "all"]
        return (*before, *ordinary, *(c for c in shown if c.kind and c.kind != "all"))


def _alphabetical(text: str) -> tuple[str, str]:
    """Where a text stands in the alphabet: é with e, and not behind z."""
    small = text.casefold()
    return "".join(c for c in unicodedata.normalize("NFKD", small) if not unicodedata.combining(c)), small
