"""One respondent answering: every answer given sets off what hangs on it, in survey-core's order.

An answer is put; then the conditions are worked out until nothing changes any more, then the questions' own
``setValueIf`` and its like, then the triggers. ``course`` shows how things stand after that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from .expression import Expression, script
from .shape import COMMENT, MANY, ONE, Calculated, Choice, Panel, Question, Questionnaire, Trigger
from .shuffle import shuffled
from .standing import Standing, State
from .words import Words

_MOST_PASSES = 10
_MOST_ROUNDS = 3
_FIRM = frozenset({"none", "refused", "unknown"})
"""Options that go with no other."""


Change = tuple[Any, Any] | None
"""A value before and after; None where that is not known."""
Changes = dict[str, Change]


class Sitting:
    """Values and states; changed by ``answer`` and ``comment``, looked at by ``course``."""

    def __init__(self, questionnaire: Questionnaire, language: str, seed: str, now: datetime):
        self.questionnaire, self.seed = questionnaire, seed
        self.standing = Standing(questionnaire, now, language)
        self.standing.ready = self._is_ready
        self.states: dict[str, State] = {}
        self.options: dict[str, tuple[Choice, ...]] = {}
        self.rows: dict[str, tuple[Choice, ...]] = {}
        self.columns: dict[str, tuple[Choice, ...]] = {}
        self.disabled: dict[str, frozenset[str]] = {}
        self.jumped_to: Question | None = None
        self._dropped: dict[str, list[Any]] = {}
        self._owners = dict(_owners(questionnaire))
        self._questions = questionnaire.questions
        self._changed: Changes = {}
        self._working_out = self._changed_meanwhile = False
        self._triggers_run = self._loading = self._fresh = False
        for place, element in self._elements():
            state = element.conditions
            self.states[place] = State(state.visible, not state.read_only, state.required)
        for question in self._questions:
            self.options[question.name] = question.choices
            self.rows[question.name], self.columns[question.name] = question.rows, question.columns

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
                self._drop_hidden(question)

    def _set_default(self, question: Question) -> None:
        value = question.default
        if question.default_if is not None:
            found = question.default_if.value(self.standing)
            value = value if found is None else _kept(found, question)
        if question.type == "boolean" and value is not None and question.yes and question.no:
            value = _boolean(question, value)
        if not script.empty(value):
            self._give(question, value)

    # Answering.

    def answer(self, question: Question, value: Any) -> None:
        """Give, change or take back (None) the answer to a question, as a respondent does.

        An option that is not offered, or cannot be chosen now, is none they can have chosen: nothing changes.
        """
        if self._is_offered(question, value):
            self._give(question, value)

    def _is_offered(self, question: Question, value: Any) -> bool:
        if not question.chooses or question.type == "ranking" or script.empty(value):
            return True
        disabled = self.disabled.get(question.name, frozenset())
        codes = {c.code for c in self.options[question.name] if c.code not in disabled}
        return all(script.to_text(each) in codes for each in (value if isinstance(value, list) else [value]))

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
        self._consequences({key: None, question.key: None}, question)

    def _give(self, question: Question, value: Any) -> None:
        value = self._as_kept(question, value)
        if script.same(value, self.values.get(question.key), cased=False, trims=False):
            return
        self.put(question.key, value, question)

    def _as_kept(self, question: Question, value: Any) -> Any:
        """A value as the type of question keeps it."""
        if script.empty(value):
            return None
        if question.type in MANY:
            listed = value if isinstance(value, list) else [value]
            self._dropped.pop(question.key, None)
            return self._without_firm(question, listed)
        if question.type == "matrix" and not isinstance(value, dict):
            return self.values.get(question.key)
        if question.type == "text" and question.input == "number":
            return script.number_of(value) if script.reads_as_number(value) else None
        return value

    def _without_firm(self, question: Question, chosen: list[Any]) -> list[Any]:
        """None of them, and others of its kind, go with no other option: what was chosen last stays."""
        firm = [c.value for c in question.choices if c.kind in _FIRM]
        before = _last_of(self.values.get(question.key) or [], firm)
        now = _last_of(chosen, firm)
        if now is None and before is None:
            return chosen
        if before is None:
            return [now] if len(chosen) > 1 else chosen
        if before == now:
            return [v for v in chosen if v != now] if len(chosen) > 1 else chosen
        if before in chosen and chosen.index(before) < len(chosen) - 1:
            return [v for v in chosen if v != before]
        return chosen

    def put(self, key: str, value: Any, question: Question | None = None) -> None:
        """Set a value, and everything that follows from it."""
        before = self.values.get(key)
        if (script.empty(value) and before is None) or (not script.empty(value) and _equal(value, before)):
            return
        if script.empty(value):
            self.values.pop(key, None)
        else:
            self.values[key] = value
        keys: Changes = {key: (before, value)}
        if question is not None and self._loses_words(question):
            del self.values[key + COMMENT]
            keys[key + COMMENT] = None
        self._consequences(keys, question)

    def _loses_words(self, question: Question) -> bool:
        """Whether there are words beside an option that is not chosen any more."""
        beside = question.key + COMMENT in self.values
        return beside and question.chooses and not question.has_comment and not self.other_is_chosen(question)

    def _consequences(self, keys: Changes, question: Question | None) -> None:
        self._changed |= keys
        if self._working_out:
            self._changed_meanwhile = True
        else:
            if not self._loading:
                self.work_out()
            self._run_setters(question)
            self._changed = {}
        self._run_triggers(keys, question)

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
            self._run_triggers({name: None}, None)

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
                    self._give(question, None)

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
            self._work_out_options(question)
        if question.type == "matrix":
            self._work_out_matrix(question)
        if question.type == "expression" and question.expression is not None:
            self._give(question, _kept(question.expression.value(self.standing), question))

    def _hidden_or_back(self, question: Question, hidden: bool) -> None:
        """What is hidden is forgotten; what comes back begins with its default."""
        if hidden:
            self._give(question, None)
            self.values.pop(question.key + COMMENT, None)
        elif question.key not in self.values and self.in_sight(question):
            self._set_default(question)

    def _clears(self, question: Question) -> str:
        return self.questionnaire.clears if question.clears == "default" else question.clears

    # Options.

    def _work_out_options(self, question: Question) -> None:
        before = self.options[question.name]
        ordinary = [c for c in self._carried(question) if not c.kind and self._shows(c, question.choices_visible_if)]
        special = [c for c in question.choices if c.kind]
        self.options[question.name] = (*ordinary, *special)
        self.disabled[question.name] = frozenset(
            c.code for c in ordinary if not self._shows(c, question.choices_enable_if, enabling=True)
        )
        if [c.code for c in before] != [c.code for c in self.options[question.name]]:
            self._drop_hidden(question)

    def _carried(self, question: Question) -> tuple[Choice, ...]:
        """The options, or those of another question: all, those chosen, or those not."""
        source = self.questionnaire.question(question.choices_from) if question.choices_from else None
        if source is None or not source.chooses:
            return question.choices
        shown = [c for c in self.ordered(source) if not c.kind]
        if question.choices_mode == "all":
            return tuple(shown)
        given = self.values.get(source.key)
        chosen = given if isinstance(given, list) else [given]
        wanted = question.choices_mode == "selected"
        found = [c for c in shown if any(_identical(c.value, v) for v in chosen) == wanted]
        typed = self.values.get(source.key + COMMENT)
        if wanted and typed and not question.has_other and any(v == "other" for v in chosen) and source.has_other:
            found.append(Choice("other", Words({"default": typed})))
        return tuple(found)

    def _shows(self, choice: Choice, common: Expression | None, enabling: bool = False) -> bool:
        condition = (choice.enable_if if enabling else choice.visible_if) or common
        if condition is None:
            return True
        self.standing.chosen_item = choice.value
        try:
            return self.standing.loosely_holds(condition)
        finally:
            self.standing.chosen_item = None

    def _drop_hidden(self, question: Question) -> None:
        """Take options that are gone out of the answer; in a list, options that come back were not unchosen."""
        given = self.values.get(question.key)
        shown = [c.value for c in self.options[question.name]]
        if question.type in ONE:
            if given is not None and not _among(given, shown):
                self._clear(question)
            return
        if not isinstance(given, (list, type(None))) or question.type == "ranking":
            return
        kept = [v for v in given or [] if _among(v, shown)]
        gone = self._dropped.setdefault(question.key, [])
        back = [v for v in gone if _among(v, shown) and not _among(v, kept)]
        self._dropped[question.key] = [v for v in (*gone, *(given or [])) if not _among(v, shown)]
        if [*kept, *back] != (given or []):
            self.put(question.key, [*kept, *back] or None, question)

    def _clear(self, question: Question) -> None:
        self.put(question.key, None, question)

    def _work_out_matrix(self, question: Question) -> None:
        rows = tuple(r for r in question.rows if self._shows(r, question.rows_visible_if))
        columns = tuple(c for c in question.columns if self._shows(c, question.columns_visible_if))
        changed = (rows, columns) != (self.rows[question.name], self.columns[question.name])
        self.rows[question.name], self.columns[question.name] = rows, columns
        given = self.values.get(question.key)
        if changed and isinstance(given, dict):
            shown, values = {r.code for r in rows}, [c.value for c in columns]
            kept = {row: value for row, value in given.items() if row in shown and _among(value, values)}
            if kept != given:
                self.put(question.key, kept, question)

    # What questions and the survey set by themselves.

    def _run_setters(self, answered: Question | None) -> None:
        for question in self._questions:
            if question.asks and question is not answered:
                self._reset(question)
                self._set(question)

    def _concerned(self, expression: Expression) -> bool:
        if expression.changes_by_itself:
            return True
        return any(_touches(name, self._changed) for name in expression.names)

    def _reset(self, question: Question) -> None:
        condition = question.reset_if
        if condition is None or script.empty(self.values.get(question.key)) or not self._concerned(condition):
            return
        if self.standing.holds(condition):
            if question.default is None and question.default_if is None:
                self._give(question, None)
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
        self._give(question, _kept(value, question))

    def _run_triggers(self, keys: Changes, answered: Question | None) -> None:
        if not self.questionnaire.triggers:
            return
        if self._triggers_run:
            self._trigger_keys |= keys
            return
        needs_valid = any(t.kind in ("complete", "skip") for t in self.questionnaire.triggers)
        invalid = needs_valid and answered is not None and not self._is_valid(answered)
        self._triggers_run = True
        self._trigger_keys = dict(keys)
        for _ in range(_MOST_ROUNDS):
            before = dict(self._trigger_keys)
            for trigger in self.questionnaire.triggers:
                if trigger.kind == "complete" or (trigger.kind == "skip" and invalid):
                    continue
                self._run_trigger(trigger)
            if before.keys() == self._trigger_keys.keys():
                break
            self._trigger_keys = {k: None for k in self._trigger_keys if k not in before}
        self._triggers_run = False

    _trigger_keys: Changes = {}

    def _run_trigger(self, trigger: Trigger) -> None:
        keys = self._trigger_keys
        if trigger.kind in ("setvalue", "copyvalue") and list(keys) == [trigger.to]:
            return
        if not self.is_due(trigger, keys):
            return
        if trigger.kind == "skip":
            self._jump(trigger)
        elif trigger.kind == "setvalue" and trigger.to:
            self._set_by_trigger(trigger.to, trigger.value, trigger.is_variable)
        elif trigger.kind == "copyvalue" and trigger.to and trigger.source:
            found, value = self.standing.find(trigger.source)
            if found:
                self._set_by_trigger(trigger.to, value, False)
        elif trigger.kind == "runexpression" and trigger.run is not None:
            value = trigger.run.value(self.standing)
            if trigger.to and value is not None:
                self._set_by_trigger(trigger.to, _kept(value, None), False)

    def is_due(self, trigger: Trigger, keys: Mapping[str, Change]) -> bool:
        """Whether a trigger looks at one of the names that changed, and what it waits for is true."""
        if trigger.when is None:
            return trigger.kind == "copyvalue" and _touches(trigger.source, keys)
        names = [*trigger.when.names, *([trigger.source] if trigger.kind == "copyvalue" else [])]
        looks = trigger.when.changes_by_itself or not names or any(_touches(name, keys) for name in names)
        return looks and self.standing.holds(trigger.when)

    def _set_by_trigger(self, name: str, value: Any, is_variable: bool) -> None:
        question = self.standing.by_key.get(name.lower())
        if is_variable:
            self.standing.variables[name.lower()] = value
            self._consequences({name.lower(): None}, None)
        elif question is not None:
            self._give(question, value)
        elif "." not in name:
            self.put(name, value)

    def _jump(self, trigger: Trigger) -> None:
        question = self.questionnaire.question(trigger.to)
        if question is not None and self.states[question.name].visible:
            self.jumped_to = question

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

    def ordered(self, question: Question) -> tuple[Choice, ...]:
        """The options as they are shown: in the order the survey says, with other and none behind."""
        shown = self.options[question.name]
        ordinary = [c for c in shown if not c.kind]
        if question.choices_order == "random":
            ordinary = list(shuffled(ordinary, self.seed, question.name, lambda c: c.code))
        elif question.choices_order in ("asc", "desc"):
            ordinary.sort(key=lambda c: self.standing.text_of(c).casefold(), reverse=question.choices_order == "desc")
        before = [c for c in shown if c.kind == "all"]
        return (*before, *ordinary, *(c for c in shown if c.kind and c.kind != "all"))

    def _is_ready(self, name: str) -> bool:
        panel = next((p for p in self.questionnaire.pages if p.name == name), None) or next(
            (p for page in self.questionnaire.pages for p in page.panels() if p.name == name), None
        )
        return panel is not None and all(self._is_valid(question) for question in panel.questions())

    def _is_valid(self, question: Question) -> bool:
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


def _touches(name: str, keys: Mapping[str, Change]) -> bool:
    """Whether a name is one of those that changed, or a part of one that changed in this part."""
    lower = {key.lower(): change for key, change in keys.items()}
    steps = name.lower().replace("[", ".").split(".")
    for length in range(1, len(steps)):
        head = ".".join(steps[:length])
        if head in lower:
            change = lower[head]
            if change is None:
                return True
            before, now = (_part(value, steps[length:]) for value in change)
            return not script.same(before, now, cased=True)
    return name.lower() in lower


def _part(value: Any, steps: list[str]) -> Any:
    """A part of an object or a list, by names in lower case and positions."""
    for step in steps:
        if isinstance(value, dict):
            value = next((inner for key, inner in value.items() if key.lower() == step), None)
        elif isinstance(value, list) and step.rstrip("]").isdigit() and int(step.rstrip("]")) < len(value):
            value = value[int(step.rstrip("]"))]
        else:
            return None
    return value


def _kept(value: Any, question: Question | None) -> Any:
    """A value that an expression gave, as an answer is kept: a date as text."""
    if isinstance(value, datetime):
        fine = question is not None and question.input == "datetime-local"
        return value.strftime("%Y-%m-%dT%H:%M" if fine else "%Y-%m-%d")
    return None if isinstance(value, float) and value != value else value


def _boolean(question: Question, value: Any) -> Any:
    yes, no = question.yes, question.no
    if yes is not None and (value in (True, "true") or _identical(value, yes.value)):
        return yes.value
    if no is not None and (value in (False, "false") or _identical(value, no.value)):
        return no.value
    return None


def _equal(x: Any, y: Any) -> bool:
    if isinstance(x, (list, dict)) and isinstance(y, (list, dict)):
        return script.same(x, y)
    return y is not None and script.same(x, y)


def _identical(x: Any, y: Any) -> bool:
    return (type(x) is type(y) and bool(x == y)) or (script.is_number(x) and script.is_number(y) and x == y)


def _among(value: Any, values: list[Any]) -> bool:
    return any(script.same(value, each, cased=True, trims=False) for each in values)


def _last_of(values: Any, wanted: list[Any]) -> Any:
    listed = values if isinstance(values, list) else []
    return next((v for v in reversed(listed) if v in wanted), None)
