"""The survey's triggers: what happens by itself once something holds. A skip is followed when its page is left."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .changes import Change, Changes, touches
from .keeping import kept
from .shape import Trigger

if TYPE_CHECKING:
    from .sitting import Sitting

_MOST_ROUNDS = 3


class Triggers:
    """Of one sitting."""

    def __init__(self, sitting: Sitting):
        self._sitting = sitting
        self._is_running = False
        self._keys: Changes = {}

    def run(self, keys: Changes) -> None:
        """Run those that look at one of the names that changed, and those that look at what these set."""
        if not self._sitting.questionnaire.triggers:
            return
        if self._is_running:
            self._keys |= keys
            return
        self._is_running = True
        self._keys = dict(keys)
        for _ in range(_MOST_ROUNDS):
            before = dict(self._keys)
            for trigger in self._sitting.questionnaire.triggers:
                if trigger.kind not in ("complete", "skip"):
                    self._run_one(trigger)
            self._keys = {key: change for key, change in self._keys.items() if before.get(key, ()) != change}
            if not self._keys:
                break
        self._is_running = False

    def _run_one(self, trigger: Trigger) -> None:
        keys = self._keys
        if trigger.kind in ("setvalue", "copyvalue") and list(keys) == [trigger.to]:
            return
        if not self.is_due(trigger, keys):
            return
        if trigger.kind == "setvalue" and trigger.to:
            self._set_by_trigger(trigger.to, trigger.value, trigger.is_variable)
        elif trigger.kind == "copyvalue" and trigger.to and trigger.source:
            found, value = self._sitting.standing.find(trigger.source)
            if found:
                self._set_by_trigger(trigger.to, value, False)
        elif trigger.kind == "runexpression" and trigger.run is not None:
            value = trigger.run.value(self._sitting.standing)
            if trigger.to and value is not None:
                self._set_by_trigger(trigger.to, kept(value, None), False)

    def is_due(self, trigger: Trigger, keys: Mapping[str, Change]) -> bool:
        """Whether a trigger looks at one of the names that changed, and what it waits for is true."""
        if trigger.when is None:
            return trigger.kind == "copyvalue" and touches(trigger.source, keys)
        names = [*trigger.when.names, *([trigger.source] if trigger.kind == "copyvalue" else [])]
        looks = trigger.when.changes_by_itself or not names or any(touches(name, keys) for name in names)
        return looks and self._sitting.standing.holds(trigger.when)

    def _set_by_trigger(self, name: str, value: Any, is_variable: bool) -> None:
        question = self._sitting.standing.by_key.get(name.lower())
        if is_variable:
            before = self._sitting.standing.variables.get(name.lower())
            self._sitting.standing.variables[name.lower()] = value
            self._sitting.follow({name.lower(): (before, value)})
        elif question is not None:
            self._sitting.give(question, value)
        elif "." not in name:
            self._sitting.put(name, value)
