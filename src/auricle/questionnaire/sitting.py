"""One respondent answering: every answer given sets off what hangs on it, in survey-core's order.

An answer is put; then the conditions are worked out until nothing changes any more, then the questions' own
``setValueIf`` and its like, then the triggers. ``course`` shows how things stand after that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from .changes import Changes, touches
from .expression import Expression, script
from .keeping import as_kept, boolean, equal, kept
from .offers import Offers
from .shape import COMMENT, MANY, Calculated, Panel, Question, Questionnaire
from .standing import Standing, State
from .triggers import Triggers

_MOST_PASSES = 10


class Sitting:
    """Values and states; changed by ``answer`` and ``comment``, looked at by ``course``."""

    def __init__(self, questionnaire: Questionnaire, language: str, seed: str, now: datetime):
        self.questionnaire, self.seed = questionnaire, seed
        self.standing = Standing(questionnaire, now, language)
        self.standing.ready = self._is_ready
        self.states: dict[str, State] = {}
        self.offers, self.triggers = Offers(self), Triggers(self)
        self._owners = dict(_owners(questionnaire))
        self._questions = questionnaire.questions
        self._changed: Changes = {}
        self._working_out = self._changed_meanwhile = False
        self._loading = self._fresh = False
        for place, element in self._elements():
            state = element.conditions
            self.states[place] = State(state.visible, not state.read_only, state.required)

    @property
    def values(self) -> dict[str, Any]:
        return self.standing.values

    # Beginning.

    def begin(self, given: Mapping[str, Any]) -> None:
        """Start with what was given before; a question that is not in it gets its default."""
        self.values.update({key: value for key, value in given.items() if not script.empty(value)})
        self._loading, self._fresh = True, not self.values
        self.work_out()
        for question in self._questions:
            if question.asks and question.key not in given and question.key not in self.values:
                self._begin_with_default(question)
        self._loading = self._fresh = False
        self.work_out()
        self._changed = {}

    def _begin_with_default(self, question: Question) -> None:
        hidden = {
            "onHidden": not self.states[question.name].visible,
            "onHiddenContainer": not self.in_sight(question),
        }
        if not hidden.get(self._clears(question), False):
            self._set_default(question)
            if question.chooses:
                self.offers.drop_hidden(question)

    def _set_default(self, question: Question) -> None:
        value = question.default
        if question.default_if is not None:
            found = question.default_if.value(self.standing)
            value = value if found is None else kept(found, question)
        if question.type == "boolean" and value is not None and question.yes and question.no:
            value = boolean(question, value)
        if not script.empty(value):
            self.give(question, value)

    # Answering.

    def answer(self, question: Question, value: Any) -> None:
        """Give, change or take back (None) the answer to a question, as a respondent does.

        An option that is not offered, or cannot be chosen now, is none they can have chosen: nothing changes.
        """
        if self.offers.has(question, value):
            self.give(question, value)

    def comment(self, question: Question, text: str | None) -> None:
        """Type something beside the options."""
        text = "" if text is None or not text.strip() else text
        key = question.key + COMMENT
        if text == self.values.get(key, ""):
            return
        if text:
            self.values[key] = text
        else:
            self.values.pop(key, None)
        self.follow({key: None, question.key: None}, question)

    def give(self, question: Question, value: Any) -> None:
        """Set the answer to a question, in the form it is kept in."""
        if question.type in MANY and not script.empty(value):
            self.offers.forget_dropped(question)
        value = as_kept(question, value, self.values.get(question.key))
        if script.same(value, self.values.get(question.key), cased=False, trims=False):
            return
        self.put(question.key, value, question)

    def put(self, key: str, value: Any, question: Question | None = None) -> None:
        """Set a value, and everything that follows from it."""
        before = self.values.get(key)
        if (script.empty(value) and before is None) or (not script.empty(value) and equal(value, before)):
            return
        if script.empty(value):
            self.values.pop(key, None)
        else:
            self.values[key] = value
        keys: Changes = {key: (before, value)}
        if question is not None and self._loses_words(question):
            del self.values[key + COMMENT]
            keys[key + COMMENT] = None
        self.follow(keys, question)

    def _loses_words(self, question: Question) -> bool:
        """Whether there are words beside an option that is not chosen any more."""
        beside = question.key + COMMENT in self.values
        return beside and question.chooses and not question.has_comment and not self.other_is_chosen(question)

    def follow(self, keys: Changes, question: Question | None) -> None:
        """Do what follows from changes; ``question`` is the one that was answered."""
        self._changed |= keys
        if self._working_out:
            self._changed_meanwhile = True
        else:
            if not self._loading:
                self.work_out()
            self._run_setters(question)
            self._changed = {}
        self.triggers.run(keys)

    # Conditions.

    def work_out(self) -> None:
        """Work out all conditions, again as long as that changes values."""
        for _ in range(_MOST_PASSES + 1):
            self._working_out, self._changed_meanwhile = True, False
            if not self._fresh:
                self._calculate()
            for page in self.questionnaire.pages:
                self._work_out_panel(page, f"page:{page.name}")
            self._working_out = False
            if not self._changed_meanwhile:
                return

    def _calculate(self) -> None:
        done: set[str] = set()
        for calculated in self.questionnaire.calculated:
            self._calculate_one(calculated, done)

    def _calculate_one(self, calculated: Calculated, done: set[str]) -> None:
        if calculated.name in done:
            return
        done.add(calculated.name)
        for other in self.questionnaire.calculated:
            if other is not calculated and other.name in calculated.expression.names:
                self._calculate_one(other, done)
        value = calculated.expression.value(self.standing)
        name = calculated.name.lower()
        if not script.same(value, self.standing.variables.get(name), cased=True, trims=False):
            self.standing.variables[name] = value
            self.values.pop(calculated.name, None)
            self._changed[name] = None
            self._changed_meanwhile = True
            self.triggers.run({name: None})

    def _work_out_panel(self, panel: Panel, place: str) -> None:
        was = self.is_visible(place, panel)
        self._work_out_conditions(panel, place)
        self._on_panel(panel, place, was)
        for element in panel.elements:
            if isinstance(element, Panel):
                self._work_out_panel(element, f"panel:{element.name}:{id(element)}")
            else:
                self._work_out_question(element)

    def _on_panel(self, panel: Panel, place: str, was: bool) -> None:
        if was and not self._loading and not self.is_visible(place, panel):
            for question in panel.questions():
                if self._clears(question) == "onHiddenContainer":
                    self.give(question, None)

    def _work_out_conditions(self, element: Panel | Question, place: str) -> None:
        said, state = element.conditions, self.states[place]
        if said.visible_if is not None:
            state.visible = self.standing.holds(said.visible_if)
        if said.enable_if is not None:
            state.enabled = self.standing.holds(said.enable_if)
        if said.required_if is not None:
            state.required = self.standing.holds(said.required_if)

    def _work_out_question(self, question: Question) -> None:
        place = question.name
        was = self.states[place].visible
        self._work_out_conditions(question, place)
        turned = was != self.states[place].visible and not self._loading
        if turned and self._clears(question) in ("onHidden", "onHiddenContainer"):
            self._hidden_or_back(question, hidden=was)
        if question.chooses:
            self.offers.work_out(question)
        if question.type == "matrix":
            self.offers.work_out_matrix(question)
        if question.type == "expression" and question.expression is not None:
            self.give(question, kept(question.expression.value(self.standing), question))

    def _hidden_or_back(self, question: Question, hidden: bool) -> None:
        """What is hidden is forgotten; what comes back begins with its default."""
        if hidden:
            self.give(question, None)
            self.values.pop(question.key + COMMENT, None)
        elif question.key not in self.values and self.in_sight(question):
            self._set_default(question)

    def _clears(self, question: Question) -> str:
        return self.questionnaire.clears if question.clears == "default" else question.clears

    # What questions and the survey set by themselves.

    def _run_setters(self, answered: Question | None) -> None:
        for question in self._questions:
            if question.asks and question is not answered:
                self._reset(question)
                self._set(question)

    def _concerned(self, expression: Expression) -> bool:
        if expression.changes_by_itself:
            return True
        return any(touches(name, self._changed) for name in expression.names)

    def _reset(self, question: Question) -> None:
        condition = question.reset_if
        if condition is None or script.empty(self.values.get(question.key)) or not self._concerned(condition):
            return
        if self.standing.holds(condition):
            if question.default is None and question.default_if is None:
                self.give(question, None)
            else:
                self._set_default(question)

    def _set(self, question: Question) -> None:
        if question.set_if is not None:
            if not (self._concerned(question.set_if) or (question.set_to and self._concerned(question.set_to))):
                return
            if not script.truthy(question.set_if.value(self.standing)):
                return
        elif question.set_to is None or not self._concerned(question.set_to):
            return
        value = question.set_to.value(self.standing) if question.set_to is not None else None
        self.give(question, kept(value, question))

    # How things stand.

    def in_sight(self, question: Question) -> bool:
        """Whether a question is shown: it, and everything it stands in."""
        return self.states[question.name].visible and all(
            self.states[place].visible for place in self._owners[question.name]
        )

    def is_visible(self, place: str, panel: Panel) -> bool:
        """Whether a page or panel is shown: it, and something in it."""
        if not self.states[place].visible:
            return False
        return any(
            self.is_visible(f"panel:{e.name}:{id(e)}", e) if isinstance(e, Panel) else self.states[e.name].visible
            for e in panel.elements
        )

    def is_enabled(self, question: Question) -> bool:
        return self.states[question.name].enabled and all(
            self.states[place].enabled for place in self._owners[question.name]
        )

    def takes_answers(self, panel: Panel, place: str) -> bool:
        """Whether a page or panel is enabled: it, and everything it stands in."""
        owners = next(self._owners[question.name] for question in panel.questions())
        return all(self.states[owner].enabled for owner in owners[: owners.index(place) + 1])

    def finish(self) -> None:
        """Forget what was given to questions that are not shown, where the survey says so."""
        for question in self._questions:
            if self._clears(question) != "none" and not self.in_sight(question):
                self.values.pop(question.key, None)
                self.values.pop(question.key + COMMENT, None)
            elif question.has_other and not question.has_comment and not self.other_is_chosen(question):
                self.values.pop(question.key + COMMENT, None)

    def other_is_chosen(self, question: Question) -> bool:
        given = self.values.get(question.key)
        return question.has_other and "other" in (given if isinstance(given, list) else [given])

    def _is_ready(self, name: str) -> bool:
        panel = next((p for p in self.questionnaire.pages if p.name == name), None) or next(
            (p for page in self.questionnaire.pages for p in page.panels() if p.name == name), None
        )
        return panel is not None and all(self.is_valid(question) for question in panel.questions())

    def is_valid(self, question: Question) -> bool:
        from .faults import faults_of

        return not faults_of(self, question)

    def _elements(self) -> Iterator[tuple[str, Panel | Question]]:
        for page in self.questionnaire.pages:
            yield f"page:{page.name}", page
            for panel in page.panels():
                yield f"panel:{panel.name}:{id(panel)}", panel
        for question in self.questionnaire.questions:
            yield question.name, question


def _owners(questionnaire: Questionnaire) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Questions, and the places of the page and panels each stands in."""

    def inside(panel: Panel, places: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
        for element in panel.elements:
            if isinstance(element, Panel):
                yield from inside(element, (*places, f"panel:{element.name}:{id(element)}"))
            else:
                yield element.name, places

    for page in questionnaire.pages:
        yield from inside(page, (f"page:{page.name}",))
