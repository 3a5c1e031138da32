"""All conditions of a survey, worked out again as long as that changes values, in survey-core's order.

What a panel holds is worked out before the panel itself. What turns hidden may lose its answer, what turns shown may
begin with its default, in the midst of the round: what comes later finds it so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .expression import script
from .keeping import kept
from .shape import Calculated, Panel, Question

if TYPE_CHECKING:
    from .sitting import Sitting

_MOST_ROUNDS = 11


class Rounds:
    """Of one sitting."""

    def __init__(self, sitting: Sitting):
        self._sitting = sitting
        self.running = False
        self.changed = False
        self._shown: dict[str, bool] = {}

    def run(self) -> None:
        """Work out everything until nothing changes any more."""
        for _ in range(_MOST_ROUNDS):
            self.running, self.changed = True, False
            self._calculate()
            for page in self._sitting.questionnaire.pages:
                self._panel(page, f"page:{page.name}")
            self.running = False
            if not self.changed:
                return

    # Calculated values.

    def _calculate(self) -> None:
        done: set[str] = set()
        for calculated in self._sitting.questionnaire.calculated:
            self._calculate_one(calculated, done)

    def _calculate_one(self, calculated: Calculated, done: set[str]) -> None:
        if calculated.name in done:
            return
        done.add(calculated.name)
        for other in self._sitting.questionnaire.calculated:
            if other is not calculated and other.name in calculated.expression.names:
                self._calculate_one(other, done)
        standing, name = self._sitting.standing, calculated.name.lower()
        value, before = calculated.expression.value(standing), standing.variables.get(name)
        if not script.same(value, before, cased=True, trims=False):
            standing.variables[name] = value
            self._sitting.values.pop(calculated.name, None)
            self._sitting.follow({name: (before, value)})

    # Pages and panels.

    def _panel(self, panel: Panel, place: str) -> None:
        before = self._sitting.is_visible(place, panel)
        for element in panel.elements:
            if isinstance(element, Panel):
                self._panel(element, f"panel:{element.name}:{id(element)}")
            else:
                self._question(element)
        if self._conditions(panel, place):
            self._turn(panel, place)
        if self._sitting.is_visible(place, panel) != before:
            self.look_at(panel, place)

    def look_at(self, panel: Panel, place: str) -> None:
        """See whether a page or panel turned hidden or shown since it was looked at."""
        if self._sitting.is_visible(place, panel) != self._shown.get(place, True):
            self._turn(panel, place)

    def _turn(self, panel: Panel, place: str) -> None:
        self._shown[place] = shown = self._sitting.is_visible(place, panel)
        for question in panel.questions():
            if shown:
                self._sitting.begin_anew(question)
            else:
                self._sitting.forget_hidden(question, "onHiddenContainer")

    def _conditions(self, element: Panel | Question, place: str) -> bool:
        """Work out what holds of an element; whether it turned hidden or shown."""
        said, state, standing = element.conditions, self._sitting.states[place], self._sitting.standing
        was = state.visible
        if said.visible_if is not None:
            state.visible = standing.holds(said.visible_if)
        if said.enable_if is not None:
            state.enabled = standing.holds(said.enable_if)
        if said.required_if is not None:
            state.required = standing.holds(said.required_if)
        return was != state.visible

    # Questions.

    def _question(self, question: Question) -> None:
        sitting = self._sitting
        if self._conditions(question, question.name):
            if not sitting.states[question.name].visible:
                sitting.forget_hidden(question, "onHidden")
            elif sitting.clears_hidden(question) and sitting.in_sight(question):
                sitting.begin_anew(question)
        if question.chooses:
            sitting.offers.work_out(question)
        if question.type == "matrix":
            sitting.offers.work_out_matrix(question)
        if question.type == "expression" and question.expression is not None:
            sitting.give(question, kept(question.expression.value(sitting.standing), question))
        sitting.keep_to_default(question)
