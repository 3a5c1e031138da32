"""Random questionnaires and random respondents; the same for the same number."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

LANGUAGES = ("en", "zh-cn", "de")
CLEARS = ("none", "onComplete", "onHidden", "onHiddenContainer")


@dataclass(frozen=True)
class Case:
    document: dict[str, Any]
    language: str
    steps: list[dict[str, Any]]


def case(number: int) -> Case:
    random = Random(number)
    made = _Maker(random)
    document = made.document()
    return Case(document, random.choice(LANGUAGES), made.steps())


class _Maker:
    def __init__(self, random: Random):
        self.random = random
        self.asked: list[dict[str, Any]] = []
        self.count = 0
        self.works_out = False

    def maybe(self, chance: float) -> bool:
        return self.random.random() < chance

    def document(self) -> dict[str, Any]:
        pages = [self.page(number) for number in range(1, self.random.choice((2, 3, 3, 4)))]
        made: dict[str, Any] = {"pages": pages}
        if self.maybe(0.5):
            made["clearInvisibleValues"] = self.random.choice(CLEARS)
        if self.maybe(0.5):
            made["calculatedValues"] = [self.calculated(number) for number in range(self.random.choice((1, 2)))]
        if self.maybe(0.6):
            made["triggers"] = [self.trigger() for _ in range(self.random.choice((1, 1, 2, 3)))]
        if self.maybe(0.3):
            made["completedHtml"] = "Thank you, {q1}"
            made["completedHtmlOnCondition"] = [{"expression": self.condition(), "html": "Thanks for {q2}"}]
        return made

    def page(self, number: int) -> dict[str, Any]:
        count = self.random.choice((1, 2, 3, 4))
        elements = [self.panel(number) if self.maybe(0.15) else self.question() for _ in range(count)]
        page: dict[str, Any] = {"name": f"page{number}", "elements": elements}
        if self.asked and self.maybe(0.25):
            page["visibleIf"] = self.condition()
        return page

    def panel(self, number: int) -> dict[str, Any]:
        made: dict[str, Any] = {
            "type": "panel",
            "name": f"panel{number}_{self.count}",
            "elements": [self.question() for _ in range(self.random.choice((1, 2)))],
        }
        if self.maybe(0.5):
            made[self.random.choice(("visibleIf", "visibleIf", "enableIf"))] = self.condition()
        if self.maybe(0.2):
            made["isRequired"] = True
        return made

    def question(self) -> dict[str, Any]:
        self.count += 1
        type_ = self.random.choice(
            (
                "radiogroup",
                "checkbox",
                "dropdown",
                "rating",
                "text",
                "comment",
                "boolean",
                "matrix",
                "ranking",
                "tagbox",
            )
        )
        made: dict[str, Any] = {"type": type_, "name": f"q{self.count}", **getattr(self, f"_{type_}")()}
        if self.maybe(0.3):
            piped = [f"{{{q['name']}}}" for q in self.asked if q["type"] != "matrix"] or ["{nobody}"]
            made["title"] = self.words(f"About {self.random.choice(piped)} and {self.random.choice(piped)}")
        self.conditions(made)
        if self.maybe(0.1) and type_ not in ("matrix", "ranking"):
            made["clearIfInvisible"] = self.random.choice(CLEARS)
        self.asked.append(made)
        return made

    def conditions(self, made: dict[str, Any]) -> None:
        if self.asked and self.maybe(0.4):
            made["visibleIf"] = self.condition()
        if self.maybe(0.3):
            made["isRequired"] = True
        elif self.asked and self.maybe(0.2):
            made["requiredIf"] = self.condition()
        if self.asked and self.maybe(0.15):
            made["enableIf"] = self.condition()
        if self.asked and self.maybe(0.12) and made["type"] in ("text", "comment"):
            made["setValueExpression"] = self.random.choice(
                (f"{self.variable()} + 1", f"iif({self.condition()}, 5, 7)")
            )
            if self.maybe(0.5):
                made["setValueIf"] = self.condition()
        if self.asked and self.maybe(0.1):
            made["resetValueIf"] = self.condition()

    def words(self, text: str) -> Any:
        return {"default": text, "zh-cn": f"关于{text}"} if self.maybe(0.6) else text

    # Types.

    def choices(self) -> list[Any]:
        made: list[Any] = []
        for position in range(self.random.choice((2, 3, 4))):
            value: Any = position + 1 if self.maybe(0.4) else f"item{position + 1}"
            made.append({"value": value, "text": self.words(f"Item {position + 1}")} if self.maybe(0.5) else value)
            if self.asked and self.maybe(0.15) and isinstance(made[-1], dict):
                made[-1][self.random.choice(("visibleIf", "enableIf"))] = self.condition()
        return made

    def _select(self) -> dict[str, Any]:
        made: dict[str, Any] = {"choices": self.choices()}
        for flag, chance in (("showOtherItem", 0.3), ("showNoneItem", 0.2), ("showDontKnowItem", 0.1)):
            if self.maybe(chance):
                made[flag] = True
        made |= {"otherText": "Else", "noneText": "Nothing", "dontKnowText": "No idea"}
        if not made.get("showOtherItem") and self.maybe(0.2):
            made["showCommentArea"] = True
        if self.asked and self.maybe(0.15):
            made["choicesVisibleIf"] = self.random.choice((f"{{item}} <> {self.variable()}", self.condition()))
        if self.maybe(0.15):
            made["choicesOrder"] = self.random.choice(("asc", "desc"))
        source = next((q for q in reversed(self.asked) if q["type"] in ("checkbox", "radiogroup")), None)
        if source and self.maybe(0.12):
            made["choices"] = []
            made["choicesFromQuestion"] = source["name"]
            made["choicesFromQuestionMode"] = self.random.choice(("all", "selected", "unselected"))
        return made

    def _radiogroup(self) -> dict[str, Any]:
        made = self._select()
        if self.maybe(0.15) and made["choices"]:
            made["defaultValue"] = self.value_of(made["choices"][0])
        return made

    _dropdown = _radiogroup

    def _checkbox(self) -> dict[str, Any]:
        made = self._select()
        if self.maybe(0.2):
            made["minSelectedChoices"] = 2
        if self.maybe(0.2):
            made["maxSelectedChoices"] = 2
            for choice in made["choices"]:
                if isinstance(choice, dict):
                    choice.pop("enableIf", None)
        if self.maybe(0.15):
            made["validators"] = [{"type": "answercount", "maxCount": 1, "text": "one"}]
        return made

    _tagbox = _checkbox

    def _rating(self) -> dict[str, Any]:
        made: dict[str, Any] = self.random.choice(
            ({}, {"rateMin": 0, "rateMax": 10}, {"rateMax": 7}, {"rateCount": 4, "rateMin": 2}, {"rateType": "smileys"})
        )
        return dict(made) | ({"defaultValue": 3} if self.maybe(0.1) else {})

    def _text(self) -> dict[str, Any]:
        input_ = self.random.choice(("text", "text", "number", "email", "date"))
        made: dict[str, Any] = {"inputType": input_}
        if input_ == "text" and self.maybe(0.5):
            made["validators"] = [self.random.choice(_VALIDATORS)]
        if input_ == "number" and self.maybe(0.3):
            made["step"] = 0.5
        if self.maybe(0.2):
            made["defaultValue"] = {"number": 4, "date": "2026-01-01"}.get(input_, "a")
        elif self.asked and self.maybe(0.1) and input_ == "text":
            made["defaultValueExpression"] = self.variable()
        return made

    def _comment(self) -> dict[str, Any]:
        return {"validators": [{"type": "text", "minLength": 3, "maxLength": 6}]} if self.maybe(0.3) else {}

    def _boolean(self) -> dict[str, Any]:
        made: dict[str, Any] = {"valueTrue": "Y", "valueFalse": "N"} if self.maybe(0.3) else {}
        return made | {"labelTrue": "Yes!", "labelFalse": "No!"} | ({"defaultValue": "true"} if self.maybe(0.2) else {})

    def _matrix(self) -> dict[str, Any]:
        made: dict[str, Any] = {"columns": [1, 2, 3], "rows": ["row1", "row2"]}
        for flag in ("eachRowRequired", "eachRowUnique"):
            if self.maybe(0.2):
                made[flag] = True
        if self.asked and self.maybe(0.15):
            made["rowsVisibleIf"] = f"{{item}} <> {self.variable()}"
        return made

    def _ranking(self) -> dict[str, Any]:
        return {"choices": ["item1", "item2", "item3"]}

    # Logic.

    def variable(self) -> str:
        if not self.asked or self.maybe(0.1):
            return self.random.choice(("{nobody}", "{nobody}" if self.works_out else "{calc0}"))
        each = self.random.choice(self.asked)
        if each["type"] == "matrix" and self.maybe(0.7):
            return f"{{{each['name']}.row1}}"
        if each.get("showOtherItem") and self.maybe(0.2):
            return f"{{{each['name']}-Comment}}"
        return f"{{{each['name']}}}"

    def condition(self) -> str:
        kind = self.random.randrange(8)
        if kind == 0:
            return f"{self.variable()} {self.random.choice(('empty', 'notempty'))}"
        if kind == 1:
            return f"{self.condition()} {self.random.choice(('and', 'or'))} {self.condition()}"
        if kind == 2:
            sign = self.random.choice(("contains", "anyof", "allof", "noneof", "notcontains"))
            return f"{self.variable()} {sign} {self.random.choice((chr(39) + 'item1' + chr(39), '[1, 2]', '2'))}"
        if kind == 3:  # an empty list, undefined and null are not told apart as JavaScript does
            plain = [f"{{{q['name']}}}" for q in self.asked if q["type"] in _PLAIN]
            return " = ".join(self.random.choice(plain or ["1"]) for _ in range(2))
        sign = self.random.choice(("=", "<>", ">", "<", ">=", "<="))
        right = self.random.choice(("1", "2", "5", "'item1'", "true", "'a'"))
        return f"{self.variable()} {sign} {right}"

    def calculated(self, number: int) -> dict[str, Any]:
        self.works_out = True  # a value that is worked out from itself has no end
        expression = self.random.choice((f"{self.variable()} + 1", f"iif({self.condition()}, 'yes', 2)"))
        self.works_out = False
        return {"name": f"calc{number}", "expression": expression, "includeIntoResult": self.maybe(0.3)}

    def trigger(self) -> dict[str, Any]:
        kind = self.random.choice(("complete", "skip", "setvalue", "copyvalue", "runexpression"))
        names = [q["name"] for q in self.asked]
        texts = [q["name"] for q in self.asked if q["type"] in ("text", "comment") and q.get("inputType") != "number"]
        made = {"type": kind, "expression": self.condition()}
        to = self.random.choice(texts or ["extra"])
        if kind == "skip":
            made["gotoName"] = self.random.choice(names)
        elif kind == "setvalue":
            made |= {"setToName": to, "setValue": self.random.choice(("a", "2026-02-02", "set"))}
        elif kind == "copyvalue":
            made |= {"setToName": to, "fromName": self.random.choice(texts or names)}
        elif kind == "runexpression":
            made |= {"setToName": "result", "runExpression": f"{self.variable()} + 1"}
        return made

    # A respondent.

    def steps(self) -> list[dict[str, Any]]:
        made: list[dict[str, Any]] = []
        for _ in range(self.random.randrange(4, 14)):
            if self.maybe(0.25):
                made.append({"next": True})
                continue
            question = self.random.choice(self.asked)
            if (question.get("showOtherItem") and self.maybe(0.25)) or question.get("showCommentArea"):
                made.append({"question": question["name"], "comment": self.random.choice(("because", "", "a"))})
                continue
            empties = question["type"] != "matrix" and self.maybe(0.12)
            value = None if empties else self.answer(question)
            made.append({"question": question["name"], "value": value})
        return made

    @staticmethod
    def value_of(choice: Any) -> Any:
        return choice["value"] if isinstance(choice, dict) else choice

    def answer(self, question: dict[str, Any]) -> Any:
        type_ = question["type"]
        if type_ in ("radiogroup", "dropdown", "checkbox", "tagbox"):
            return self._chosen(question)
        if type_ == "matrix":
            return {row: self.random.choice((1, 2, 3)) for row in ("row1", "row2") if self.maybe(0.7)} or {"row1": 1}
        if type_ == "ranking":
            return self.random.sample(["item1", "item2", "item3"], 3)
        if type_ == "boolean":
            return self.random.choice((question.get("valueTrue", True), question.get("valueFalse", False)))
        if type_ == "rating":
            return self.random.choice((2, 3, 4, 5))
        kind = question.get("inputType", "text")
        return self.random.choice(
            {"number": (1, 2, 2.5, 5, 0.3), "email": ("a@b.cn", "nobody"), "date": ("2026-01-02", "2026-03-15")}.get(
                kind, ("a", "abc", "1", "item1", "much too long")
            )
        )

    def _chosen(self, question: dict[str, Any]) -> Any:
        values = [self.value_of(choice) for choice in question["choices"]] or [1, "item1", "item2"]
        values += [value for flag, value in _SPECIAL.items() if question.get(flag)]
        if question["type"] in ("radiogroup", "dropdown"):
            return self.random.choice(values)
        most = question.get("maxSelectedChoices") or len(values)
        return self.random.sample(values, self.random.randrange(1, min(most, len(values)) + 1))


_PLAIN = ("text", "comment", "boolean", "rating", "radiogroup", "dropdown")
_SPECIAL = {"showOtherItem": "other", "showNoneItem": "none", "showDontKnowItem": "dontknow"}
_VALIDATORS: tuple[dict[str, Any], ...] = (
    {"type": "regex", "regex": "^[a-z]+$"},
    {"type": "numeric", "minValue": 2},
    {"type": "text", "minLength": 2},
    {"type": "email"},
    {"type": "expression", "expression": "{q1} notempty"},
    {"type": "text", "maxLength": 2, "notificationType": "warning"},
)
