"""Random questionnaires with what is used less: back, bounds, moments, read-only, rows and columns with conditions …

They are numbered apart from those of ``surveys``, whose differences are listed by number.
"""

from __future__ import annotations

from random import Random
from typing import Any

from .surveys import LANGUAGES, Case, _Maker


def case(number: int) -> Case:
    random = Random(f"wider {number}")
    made = _Wider(random)
    document = made.document()
    return Case(document, random.choice(LANGUAGES), made.steps())


MOMENTS = {
    "datetime-local": ("2026-01-02T08:30", "2026-03-15T23:59"),
    "time": ("08:30", "23:59"),
    "month": ("2026-01", "2025-12"),
}
SELECTS = ("radiogroup", "dropdown", "checkbox", "tagbox")


class _Wider(_Maker):
    def page(self, number: int) -> dict[str, Any]:
        page = super().page(number)
        if self.asked and self.maybe(0.1):
            page["enableIf"] = self.condition()
        if self.maybe(0.1):
            page["isRequired"] = True
        if self.maybe(0.2):
            inner = {"type": "panel", "name": f"inner{number}", "elements": [self.question()]}
            if self.maybe(0.5):
                inner["visibleIf"] = self.condition()
            outer = {"type": "panel", "name": f"outer{number}", "elements": [self.question(), inner]}
            page["elements"].append(outer | ({"readOnly": True} if self.maybe(0.2) else {}))
        return page

    def question(self) -> dict[str, Any]:
        made = super().question()
        kind = made["type"]
        self.asked.pop()  # what hangs on itself goes round in a circle
        if self.maybe(0.06):
            made["readOnly"] = True
        if self.maybe(0.05):
            made["visible"] = False
        if kind in SELECTS:
            self._select_more(made)
        elif f"_{kind}_more" in dir(self):
            getattr(self, f"_{kind}_more")(made)
        self.asked.append(made)
        return made

    def _select_more(self, made: dict[str, Any]) -> None:
        many = made["type"] in ("checkbox", "tagbox")
        if self.maybe(0.15):
            made |= {"showRefuseItem": True, "refuseText": "Rather not"}
        if self.asked and self.maybe(0.1) and not made.get("maxSelectedChoices"):
            made["choicesEnableIf"] = self.random.choice((f"{{item}} <> {self.variable()}", self.condition()))
        if many and made["choices"] and self.maybe(0.15):
            made["defaultValue"] = [self.value_of(made["choices"][0])]

    def _matrix_more(self, made: dict[str, Any]) -> None:
        if self.asked and self.maybe(0.2):
            made["columnsVisibleIf"] = f"{{item}} <> {self.variable()}"
        if self.maybe(0.2):
            made["rows"] = ["row1", {"value": "row2", "text": "Row 2", "visibleIf": self.condition()}]
        if self.maybe(0.15):
            made["defaultValue"] = {"row1": 2}

    def _text_more(self, made: dict[str, Any]) -> None:
        kind = made["inputType"]
        if (
            kind == "text"
            and self.maybe(0.4)
            and not {"validators", "defaultValue", "setValueExpression"} & made.keys()
        ):
            made["inputType"] = kind = self.random.choice(tuple(MOMENTS))
        # survey-core keeps what is beyond its bounds to itself until it is mended; here the page comes back with it
        bounds = {"number": (0, 5), "date": ("2025-12-01", "2026-12-31"), "month": ("2025-01", "2026-12")}.get(kind)
        if bounds and self.maybe(0.5):
            made |= {"min": bounds[0]} if self.maybe(0.5) else {"max": bounds[1]}
        if kind == "date" and self.maybe(0.3):
            made["minValueExpression"] = self.random.choice(("today(-300)", "dateAdd(today(), -12, 'months')"))

    def _rating_more(self, made: dict[str, Any]) -> None:
        if self.maybe(0.2):
            made["rateValues"] = [1, 2, {"value": 3, "text": "Three"}, {"value": 5, "text": self.words("Five")}]

    def _boolean_more(self, made: dict[str, Any]) -> None:
        if self.maybe(0.2):
            made["defaultValue"] = self.random.choice(("false", "indeterminate", False))

    def _ranking_more(self, made: dict[str, Any]) -> None:
        if self.maybe(0.2):
            made["defaultValue"] = ["item2", "item1", "item3"]

    def condition(self) -> str:
        if self.maybe(0.75):
            return super().condition()
        several = [q["name"] for q in self.asked if q["type"] in ("checkbox", "tagbox", "ranking")]
        days = [q["name"] for q in self.asked if q.get("inputType") == "date"]
        rows = [q["name"] for q in self.asked if q["type"] == "matrix"]
        made = [f"iif({self.variable()} = 1, 'a', 'b') = 'a'", f"!({super().condition()})"]
        made += [f"{{{name}[0]}} = 'item1'" for name in several]
        made += [f"{{{name}.length}} > 1" for name in several]
        made += [f"{{{name}}} < today()" for name in days]
        made += [f"dateDiff({{{name}}}, today(), 'days') > 20" for name in days]
        made += [f"age({{{name}}}) >= 0" for name in days]
        made += [f"sum({{{name}.row1}}, {{{name}.row2}}) > 3" for name in rows]
        made += [f"{{{name}.row1}} + {{{name}.row2}} >= 4" for name in rows]
        return self.random.choice(made)

    def steps(self) -> list[dict[str, Any]]:
        return [{"back": True} if step.get("next") and self.maybe(0.2) else step for step in super().steps()]

    def answer(self, question: dict[str, Any]) -> Any:
        if question.get("inputType") in MOMENTS:
            return self.random.choice(MOMENTS[question["inputType"]])
        if question.get("rateValues"):
            return self.random.choice((1, 2, 3, 5))
        return super().answer(question)
