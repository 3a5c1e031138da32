"""One respondent answering: every answer given sets off what hangs on it, in survey-core's order.

An answer is put; then the conditions are worked out until nothing changes any more, then the questions' own
``setValueIf`` and its like, then the triggers. Each of them may put another answer, of which the same is true.
``course`` shows how things stand after that.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime
from typing import Any, Literal

from .changes import Changes, names
from .expression import Expression, script
from .keeping import as_kept, boolean, equal, kept, same
from .offers import Offers
from .rounds import Rounds
from .shape import COMMENT, MANY, Panel, Question, Questionnaire
from .standing import Standing, State
from .triggers import Triggers


class Sitting:
    """Values and states; changed by ``answer`` and ``comment``, looked at by ``course``."""

    def __init__(self, questionnaire: Questionnaire, language: str, seed: str, now: datetime):
        self.questionnaire, self.seed = questionnaire, seed
        self.standing = Standing(questionnaire, now, language)
        self.standing.ready = self._is_ready
        self.states: dict[str, State] = {}
        self.offers, self.rounds, self.triggers = Offers(self), Rounds(self), Triggers(self)
        self.standing.offered = self.offers.shown
        self._owners = dict(_owners(questionnaire))
        self._questions = questionnaire.questions
        self._changed: Changes = {}
        self._being_set: set[str] = set()
        self._setting: set[tuple[str, str]] = set()
        self._own: set[str] = set()
        self.asked: set[str] = set()
        self.changed: set[str] = set()
        self._phase: Literal["resuming", "loading", "answering", "finishing"] = "answering"
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
        if given:
            self._resume(given)
        self._phase = "loading"
        for page in self.questionnaire.pages:
            self._load(page, f"page:{page.name}", given)
        self._phase = "answering"
        self.rounds.run()
        self._changed = {}
        self.asked = {*given, *self.values}

    def _resume(self, given: Mapping[str, Any]) -> None:
        """Find everything as it was left: nothing is hidden, shown or set anew by that."""
        self._phase = "resuming"
        self.rounds.run()
        self._own = {q.name for q in self._questions if q.key in given and not (q.default_if and self._says_default(q))}

    def _load(self, panel: Panel, place: str, given: Mapping[str, Any]) -> None:
        for element in panel.elements:
            if isinstance(element, Panel):
                self._load(element, f"panel:{element.name}:{id(element)}", given)
            elif element.key not in given:
                self.begin_anew(element)
        self.rounds.look_at(panel, place)

    # Defaults.

    def begin_anew(self, question: Question) -> None:
        """Give a question that is shown and has no answer its default."""
        if self._phase == "resuming" or not question.asks or question.key in self.values:
            return
        if self.states[question.name].visible or not self.clears_hidden(question):
            self._set_default(question)

    def keep_to_default(self, question: Question) -> None:
        """Work a default out again that nobody has changed yet."""
        if question.default_if is None or question.name in self._own or self._phase == "resuming":
            return
        if not self.clears_hidden(question) or self.in_sight(question):
            self._set_default(question)

    def _set_default(self, question: Question) -> None:
        value = self._default(question)
        if question.default_if is None:
            if not script.empty(value):
                self._give_or_say(question, value)
            return
        if not self._says_default(question):
            changed = question.name in self._own
            self.give(question, value)
            if not changed:
                self._own.discard(question.name)

    def _give_or_say(self, question: Question, value: Any) -> None:
        """Give a default; what no option has is said beside the option for anything else, where there is one."""
        unknown = [] if not question.has_other else self.offers.unknown(question, value)
        if not unknown:
            self.give(question, value)
            return
        known = [each for each in value if each not in unknown] if isinstance(value, list) else []
        self.give(question, [*known, "other"] if question.type in MANY else "other")
        self.comment(question, script.to_text(unknown[0]))

    def _says_default(self, question: Question) -> bool:
        return same(as_kept(question, self._default(question), None), self.values.get(question.key))

    def _default(self, question: Question) -> Any:
        value = question.default
        if question.default_if is not None:
            found = question.default_if.value(self.standing)
            value = value if found is None else kept(found, question)
        if question.type == "boolean" and value is not None and question.yes and question.no:
            value = boolean(question, value)
        return value

    # Answering.

    def answer(self, question: Question, value: Any) -> None:
        """Give, change or take back (None) the answer to a question, as a respondent does.

        An option that is not offered, or cannot be chosen now, is none they can have chosen: nothing changes.
        """
        if self.offers.has(question, value):
            self.give(question, value)

    def comment(self, question: Question, text: str | None) -> None:
        """Type something beside the options."""
        key, text = question.key + COMMENT, "" if text is None or not text.strip() else text
        before = self.values.get(key, "")
        if text == before:
            return
        if text:
            self.values[key] = text
        else:
            self.values.pop(key, None)
        value = self.values.get(question.key)
        self.follow({key: (before, text), question.key: (value, value)})

    def give(self, question: Question, value: Any) -> None:
        """Set the answer to a question, in the form it is kept in."""
        if question.type in MANY:
            self.offers.forget_dropped(question)
        self.put(question.key, as_kept(question, value, self.values.get(question.key)), question)

    def put(self, key: str, value: Any, question: Question | None = None) -> None:
        """Set a value, and everything that follows from it; a number for its text is set, and nothing follows."""
        before = self.values.get(key)
        if (script.empty(value) and before is None) or equal(value, before):
            return
        if script.empty(value):
            self.values.pop(key, None)
        else:
            self.values[key] = value
        if question is None:
            self.follow({key: (before, value)})
            return
        if not same(value, before):
            self._own.add(question.name)
        self._being_set.add(question.name)
        loses_words = question.chooses and not question.has_comment and not self.other_is_chosen(question)
        self.offers.carry_on(question)
        self.follow({key: (before, value)})
        if loses_words:
            self.comment(question, None)
        self._being_set.discard(question.name)

    def clear(self, question: Question) -> None:
        """Forget an answer and the words beside it; its default may come back."""
        self.give(question, None)
        self.comment(question, None)
        self._own.discard(question.name)

    def follow(self, keys: Changes) -> None:
        """Do what follows from changes."""
        if all(change and same(*change) for change in keys.values()):
            return
        if self._phase == "resuming":
            self.rounds.changed = True
            return
        self._changed |= keys
        if self.rounds.running:
            self.rounds.changed = True
        else:
            if self._phase == "answering":
                self.rounds.run()
            self._run_setters(keys)
            self._changed = {}
        if self._phase != "finishing":
            self.triggers.run(keys)

    # What is hidden.

    def forget_hidden(self, question: Question, because: str) -> None:
        """Forget the answer to what is hidden, where the survey says so; ``because`` it, or its container, is."""
        clears = self.clears(question)
        if self._phase == "resuming" or not self.clears_hidden(question):
            return
        if because in ("onHidden", clears) and (because != "onHidden" or not self.in_sight(question)):
            self.clear(question)

    def clears_hidden(self, question: Question) -> bool:
        """Whether an answer is forgotten as soon as its question is hidden."""
        return self.clears(question) in ("onHidden", "onHiddenContainer")

    def clears(self, question: Question) -> str:
        return self.questionnaire.clears if question.clears == "default" else question.clears

    def finish(self) -> None:
        """Forget what was given to questions that are not shown, where the survey says so."""
        self._phase = "finishing"
        for question in self._questions:
            if question.has_other and not question.has_comment and not self.other_is_chosen(question):
                self.comment(question, None)
        for question in self._questions:
            if self.clears(question) != "none" and not self.in_sight(question):
                self.clear(question)

    # What questions set by themselves.

    def _run_setters(self, keys: Changes) -> None:
        for question in self._questions:
            if question.asks and question.name not in self._being_set:
                for setter in (self._reset, self._set):
                    self._run_setter(setter, question, self._changed or keys)

    def _run_setter(self, setter: Callable[[Question, Changes], None], question: Question, changed: Changes) -> None:
        """Run what a question sets by itself, unless that is what just set it off: two questions may set each other."""
        running = (setter.__name__, question.name)
        if running not in self._setting:
            self._setting.add(running)
            setter(question, changed)
            self._setting.discard(running)

    def _reset(self, question: Question, changed: Changes) -> None:
        condition = question.reset_if
        if condition is None or script.empty(self.values.get(question.key)):
            return
        if _looks(condition, changed) and self.standing.holds(condition):
            if question.default is None and question.default_if is None:
                self.clear(question)
            else:
                self._set_default(question)

    def _set(self, question: Question, changed: Changes) -> None:
        condition, setting = question.set_if, question.set_to
        if condition is None:
            if setting is not None and _looks(setting, changed):
                self.give(question, kept(setting.value(self.standing), question))
            return
        named = not condition.changes_by_itself and names(condition, changed)
        if not (named or _looks(setting or condition, changed)) or not script.truthy(condition.value(self.standing)):
            return
        if setting is None:
            self.clear(question)
        else:
            self.give(question, kept(setting.value(self.standing), question))

    # How things stand.

    def known(self, asked: Collection[str]) -> dict[str, Any]:
        """Values by key, and None for what was asked, or began with a default, and is empty now."""
        empty = {
            question.key: None
            for question in self._questions
            if question.asks and (question.key in asked or question.default is not None)
            if question.default_if is None or question.name in self._own
        }
        return {**empty, **self.values}

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


def _looks(expression: Expression, changed: Changes) -> bool:
    """Whether an expression has to be worked out after changes: one without names always."""
    return expression.changes_by_itself or not expression.names or names(expression, changed)
