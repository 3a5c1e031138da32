"""Surveys of Qualtrics (.qsf): JSON, whose elements are blocks, a flow and questions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from ...sentence import sentence
from ..plain import plain
from ..reading import Unreadable
from ..reading.document import decoded, parsed
from .arrival import Arrival, Making

LARGEST = 30_000_000
_DEEPEST_FLOW = 20
_LANGUAGES = {"ZH-S": "zh-cn", "ZH-T": "zh-tw"}
_MANY = ("MAVR", "MAHR", "MACOL", "MSB")
_DROPDOWN = ("DL", "SB")
_NOT_DONE = {
    "Timing": sentence("time on a page is not measured by a question"),
    "Meta": sentence("the browser is not asked"),
    "Captcha": sentence("robots are kept off without a question"),
    "FileUpload": sentence("files are not taken"),
    "CS": sentence("a sum to be shared out is not asked"),
    "PGR": sentence("options are not sorted into groups"),
    "HeatMap": sentence("pictures are not clicked"),
    "HotSpot": sentence("pictures are not clicked"),
    "Draw": sentence("signatures are not taken"),
    "HL": sentence("texts are not marked"),
    "DD": sentence("lists that depend on one another are not asked"),
}

Made = dict[str, Any]


@dataclass(slots=True)
class _File:
    making: Making
    questions: dict[str, Made] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    codes: dict[str, dict[str, Any]] = field(default_factory=dict)
    triggers: list[Made] = field(default_factory=list)


def from_qualtrics(content: bytes | str) -> Arrival:
    """A Qualtrics file as a document.

    Raises
        Unreadable: it is broken, hostile, or no survey of Qualtrics.
    """
    text = content if isinstance(content, str) else decoded(content, LARGEST)
    said = parsed(text)
    if not isinstance(said, dict) or "SurveyElements" not in said:
        raise Unreadable("", sentence("it is no survey of Qualtrics (.qsf): it has no SurveyElements"))
    return document_of(said)


def document_of(said: dict[str, Any]) -> Arrival:
    """The document of a file that was parsed already."""
    elements = said["SurveyElements"]
    if not isinstance(elements, list) or not all(isinstance(each, dict) for each in elements):
        raise Unreadable("SurveyElements", sentence("a list of objects is expected"))
    entry = said.get("SurveyEntry")
    entry = entry if isinstance(entry, dict) else {}
    language = str(entry.get("SurveyLanguage") or "EN")
    file = _File(Making(_LANGUAGES.get(language, language.lower())))
    for each in elements:
        payload = each.get("Payload")
        if each.get("Element") == "SQ" and isinstance(payload, dict):
            file.questions[str(payload.get("QuestionID") or each.get("PrimaryAttribute"))] = payload
    _name(file)
    blocks = _blocks(elements)
    pages = [page for block in _flow(file, elements, blocks) for page in _pages(file, block)]
    title = plain(str(entry.get("SurveyName") or ""))
    document = file.making.document(title, pages, triggers=file.triggers)
    return Arrival(document, tuple(file.making.left_out))


def _name(file: _File) -> None:
    for id_, question in file.questions.items():
        file.names[id_] = file.making.name(str(question.get("DataExportTag") or id_))
        file.codes[id_] = {key: value for key, value, _ in _listed(question, "Choices", "ChoiceOrder", "RecodeValues")}


def _blocks(elements: list[Any]) -> dict[str, Made]:
    """Blocks by their id; the bin is none."""
    found: dict[str, Made] = {}
    for each in elements:
        payload = each.get("Payload")
        if each.get("Element") != "BL":
            continue
        for block in _values(payload):
            if isinstance(block, dict) and block.get("Type") != "Trash":
                found[str(block.get("ID"))] = block
    return found


def _values(given: Any) -> list[Any]:
    return list(given.values()) if isinstance(given, dict) else given if isinstance(given, list) else []


def _flow(file: _File, elements: list[Any], blocks: dict[str, Made]) -> Iterator[Made]:
    """Blocks in the order of the flow; without a flow, in the order of the file."""
    flow = next((e.get("Payload") for e in elements if e.get("Element") == "FL"), None)
    steps = flow.get("Flow") if isinstance(flow, dict) else None
    if not isinstance(steps, list):
        yield from blocks.values()
        return
    done: set[str] = set()
    for block in _steps(file, steps, blocks, 0):
        if str(block.get("ID")) not in done:
            done.add(str(block.get("ID")))
            yield block


def _steps(file: _File, steps: list[Any], blocks: dict[str, Made], depth: int) -> Iterator[Made]:
    if depth > _DEEPEST_FLOW:
        raise Unreadable("SurveyElements", sentence("its flow nests deeper than {most} levels", most=_DEEPEST_FLOW))
    for step in (each for each in steps if isinstance(each, dict)):
        type_ = step.get("Type")
        if str(step.get("ID")) in blocks:
            yield blocks[str(step.get("ID"))]
        elif type_ not in ("Block", "Standard", "Group", "Root", "EmbeddedData", "EndSurvey"):
            reason = sentence("this step of the flow is not carried over: what is in it is always asked")
            file.making.leave(f"{type_} {step.get('FlowID', '')}".strip(), reason)
        if isinstance(step.get("Flow"), list):
            yield from _steps(file, step["Flow"], blocks, depth + 1)


def _pages(file: _File, block: Made) -> Iterator[Made]:
    page: Made = {"name": file.making.name(str(block.get("Description") or block.get("ID") or "page")), "elements": []}
    options = block.get("Options")
    if isinstance(options, dict) and options.get("RandomizeQuestions") not in (None, "false", False):
        page["questionOrder"] = "random"
    for each in _values(block.get("BlockElements")):
        if not isinstance(each, dict):
            continue
        if each.get("Type") == "Page Break":
            yield page
            page = {"name": file.making.name(page["name"]), "elements": []}
        elif (id_ := str(each.get("QuestionID"))) in file.questions:
            page["elements"] += _question(file, id_, file.questions[id_])
            _skips(file, id_, each.get("SkipLogic") or file.questions[id_].get("SkipLogic"))
    yield page


def _question(file: _File, id_: str, said: Made) -> list[Made]:
    name, type_ = file.names[id_], str(said.get("QuestionType"))
    if type_ not in _TYPES:
        reason = _NOT_DONE.get(type_) or sentence("questions of type {type!r} are not asked", type=type_)
        file.making.leave(name, reason)
        return []
    made: Made = {"name": name, "title": _text(file, name, said, "QuestionText") or name}
    settings = said.get("Validation")
    settings = settings.get("Settings") if isinstance(settings, dict) else None
    settings = settings if isinstance(settings, dict) else {}
    if settings.get("ForceResponse") == "ON":
        made["isRequired"] = True
    if logic := said.get("DisplayLogic"):
        _when(file, made, logic)
    for key in ("Randomization", "InPageDisplayLogic", "DynamicChoices"):
        if key in said and key != "Randomization":
            file.making.leave(name, sentence("{key} is not carried over", key=key))
    return [each for each in _TYPES[type_](file, said, made, settings) if each]


# Words.


def _text(file: _File, name: str, said: Made, key: str) -> Any:
    texts = {file.making.language: str(said.get(key) or "")}
    for code, other in _translations(said):
        texts[code] = str(other.get(key) or "")
    return file.making.words({code: _piped(file, name, text) for code, text in texts.items()})


def _translations(said: Made) -> Iterator[tuple[str, Made]]:
    language = said.get("Language")
    for code, other in language.items() if isinstance(language, dict) else ():
        if isinstance(other, dict):
            yield _LANGUAGES.get(str(code), str(code).lower()), other


_PIPE = re.compile(r"\$\{q://(QID\d+)/[^}]*\}")
_OTHER_PIPE = re.compile(r"\$\{[^}]{1,200}\}")


def _piped(file: _File, name: str, text: str) -> str:
    text = _PIPE.sub(lambda found: f"{{{file.names.get(found[1], found[1])}}}", text)
    if other := _OTHER_PIPE.search(text):
        file.making.leave(name, sentence("its words hold something that is not known here: {part}", part=other[0]))
    return text


# Options.


def _listed(said: Made, key: str, order: str, recode: str) -> list[tuple[str, Any, Made]]:
    """Options in order: the file's own number, the value as exported, and what is said of it."""
    options = said.get(key)
    if isinstance(options, list):
        options = {str(i): each for i, each in enumerate(options, start=1)}
    if not isinstance(options, dict):
        return []
    codes = said.get(recode)
    codes = codes if isinstance(codes, dict) else {}
    wanted = [str(each) for each in said.get(order) or []] if isinstance(said.get(order), list) else []
    keys = [key for key in wanted if key in options] + [key for key in options if key not in wanted]
    return [(k, _number(codes.get(k, k)), options[k]) for k in keys if isinstance(options[k], dict)]


def _number(given: Any) -> Any:
    text = str(given)
    return int(text) if text.lstrip("-").isdigit() and len(text) < 10 else text


def _options(
    file: _File, name: str, said: Made, key: str = "Choices", order: str = "ChoiceOrder", recode: str = "RecodeValues"
) -> list[Made]:
    made: dict[str, Made] = {}
    for number, value, option in _listed(said, key, order, recode):
        texts = {file.making.language: str(option.get("Display") or "")}
        for code, other in _translations(said):
            translated = other.get(key)
            if isinstance(translated, dict) and isinstance(translated.get(number), dict):
                texts[code] = str(translated[number].get("Display") or "")
        words = file.making.words({code: _piped(file, name, text) for code, text in texts.items()})
        if str(value) in made:
            file.making.leave(name, sentence("the option {value!r} is there twice", value=value))
        made.setdefault(str(value), {"value": value, "text": words or str(value)})
    return list(made.values())


def _choose(file: _File, said: Made, made: Made, settings: Made) -> Iterator[Made]:
    selector, name = str(said.get("Selector")), made["name"]
    if selector == "NPS":
        yield made | {"type": "rating", "rateMin": 0, "rateMax": 10, "auricleKind": "nps"} | _ends(file, said)
        return
    made |= {"type": "checkbox" if selector in _MANY else "dropdown" if selector in _DROPDOWN else "radiogroup"}
    made["choices"] = _options(file, name, said)
    typed = [
        value for _, value, option in _listed(said, "Choices", "ChoiceOrder", "RecodeValues") if option.get("TextEntry")
    ]
    if len(typed) == 1:
        other = next(each for each in made["choices"] if each["value"] == typed[0])
        made["choices"].remove(other)
        made |= {"showOtherItem": True, "otherText": other["text"]}
        file.codes[next(id_ for id_, known in file.names.items() if known == name)] |= {
            key: "other"
            for key, value, _ in _listed(said, "Choices", "ChoiceOrder", "RecodeValues")
            if value == typed[0]
        }
    elif typed:
        file.making.leave(
            name, sentence("words are taken beside one option, and {count} have a field", count=len(typed))
        )
    if _is_random(said):
        made["choicesOrder"] = "random"
    for key, own in (("MinChoices", "minSelectedChoices"), ("MaxChoices", "maxSelectedChoices")):
        if selector in _MANY and str(settings.get(key) or "").isdigit():
            made[own] = int(settings[key])
    yield made


def _is_random(said: Made) -> bool:
    random = said.get("Randomization")
    return isinstance(random, dict) and random.get("Type") not in (None, "None", "none")


def _ends(file: _File, said: Made) -> Made:
    found = _listed(said, "ColumnLabels", "", "")
    ends = {}
    for key, (_, _, label) in zip(("minRateDescription", "maxRateDescription"), (found[:1] + found[-1:]), strict=False):
        if text := plain(str(label.get("Display") or "")):
            ends[key] = text
    return ends


def _type(file: _File, said: Made, made: Made, settings: Made) -> Iterator[Made]:
    selector = said.get("Selector")
    if selector == "FORM":
        yield _panel(file, made, [{"type": "text"} | o for o in _asked_each(file, said, made)])
        return
    made["type"] = "comment" if selector in ("ML", "ESTB") else "text"
    if selector == "PW":
        file.making.leave(made["name"], sentence("a password is shown while it is typed"))
    content = settings.get("ContentType")
    if content in ("ValidEmail", "ValidNumber") and made["type"] == "text":
        made["inputType"] = "email" if content == "ValidEmail" else "number"
    elif content:
        file.making.leave(made["name"], sentence("the check of the answer is not carried over"))
    number = settings.get("ValidNumber")
    number = number if isinstance(number, dict) else {}
    for key, own in (("Min", "min"), ("Max", "max")):
        if str(number.get(key) or "").lstrip("-").isdigit():
            made[own] = int(number[key])
    yield made


def _asked_each(file: _File, said: Made, made: Made) -> list[Made]:
    """One question for every option, named after question and option."""
    return [
        {"name": file.making.name(f"{made['name']}_{option['value']}"), "title": option["text"]}
        for option in _options(file, made["name"], said)
    ]


def _panel(file: _File, made: Made, elements: list[Made]) -> Made:
    if made.pop("isRequired", False):
        elements = [each | {"isRequired": True} for each in elements]
    return {"type": "panel", **made, "elements": elements} if elements else {}


def _matrix(file: _File, said: Made, made: Made, settings: Made) -> Iterator[Made]:
    rows = _options(file, made["name"], said, recode="ChoiceDataExportTags_")
    columns = _options(file, made["name"], said, "Answers", "AnswerOrder", "RecodeValues")
    kind, how = said.get("Selector"), said.get("SubSelector")
    if kind in ("Likert", "Bipolar", "MaxDiff") and how in (None, "SingleAnswer", "DL", "DND"):
        if kind == "MaxDiff":
            file.making.leave(made["name"], sentence("best and worst are not asked; each row takes one answer"))
        if made.get("isRequired"):
            made["eachRowRequired"] = True
        if _is_random(said):
            made["rowOrder"] = "random"
        yield made | {"type": "matrix", "rows": rows, "columns": columns}
    elif kind == "Likert":
        elements = [
            {"type": "checkbox", "name": _of(file, made, r), "title": r["text"], "choices": columns} for r in rows
        ]
        yield _panel(file, made, elements)
    elif kind == "TE":
        several = len(columns) > 1
        if several:
            file.making.leave(made["name"], sentence("an array of texts is not asked; each row takes one text"))
        yield _panel(file, made, [{"type": "text", "name": _of(file, made, r), "title": r["text"]} for r in rows])
    else:
        file.making.leave(made["name"], sentence("a matrix of kind {kind!r} is not asked", kind=kind))


def _of(file: _File, made: Made, row: Made) -> str:
    return file.making.name(f"{made['name']}_{row['value']}")


def _side_by_side(file: _File, said: Made, made: Made, settings: Made) -> Iterator[Made]:
    """Several matrices over the same rows: a panel with each of them."""
    elements: list[Made] = []
    for number, each in enumerate(_values(said.get("AdditionalQuestions")), start=1):
        if not isinstance(each, dict):
            continue
        inner = {**each, "Choices": each.get("Choices") or said.get("Choices"), "ChoiceOrder": said.get("ChoiceOrder")}
        name = file.making.name(f"{made['name']}_{number}")
        own = {"name": name, "title": _text(file, name, each, "QuestionText") or name}
        elements += [found for found in _matrix(file, inner, own, settings) if found]
    yield _panel(file, made, elements)


def _slider(file: _File, said: Made, made: Made, settings: Made) -> Iterator[Made]:
    """A slider for each option: a number between its ends."""
    config = said.get("Configuration")
    config = config if isinstance(config, dict) else {}
    low, high = _number(config.get("CSSliderMin", 0)), _number(config.get("CSSliderMax", 100))
    bounds = {"type": "text", "inputType": "number"}
    bounds |= {key: value for key, value in (("min", low), ("max", high)) if isinstance(value, int)}  # type: ignore[misc]
    file.making.leave(made["name"], sentence("a slider becomes a number that is typed"))
    yield _panel(file, made, [bounds | each for each in _asked_each(file, said, made)])


def _rank(file: _File, said: Made, made: Made, settings: Made) -> Iterator[Made]:
    yield made | {"type": "ranking", "choices": _options(file, made["name"], said)}


def _statement(file: _File, said: Made, made: Made, settings: Made) -> Iterator[Made]:
    if said.get("Selector") == "GRB":
        file.making.leave(made["name"], sentence("a picture is not shown"))
    kept: Made = {key: made[key] for key in ("name", "visibleIf") if key in made}
    yield {"type": "html", **kept, "html": made["title"]}


_TYPES: dict[str, Callable[[_File, Made, Made, Made], Iterator[Made]]] = {
    "MC": _choose,
    "TE": _type,
    "Matrix": _matrix,
    "SBS": _side_by_side,
    "Slider": _slider,
    "RO": _rank,
    "DB": _statement,
}


# Logic.

_CHOICE = re.compile(r"q://(QID\d+)/SelectableChoice/(\w+)")
_SIGNS = {
    "EqualTo": "=",
    "NotEqualTo": "<>",
    "GreaterThan": ">",
    "LessThan": "<",
    "GreaterThanOrEqual": ">=",
    "LessThanOrEqual": "<=",
}


def _when(file: _File, made: Made, logic: Any) -> None:
    found = _condition(file, logic)
    if found is None:
        reason = sentence(
            "its condition is not carried over, so it is always asked: {condition}", condition=_described(logic)
        )
        file.making.leave(made["name"], reason)
    else:
        made["visibleIf"] = found


def _described(logic: Any) -> str:
    """What Qualtrics says in words about a condition."""
    found = re.search(r"'Description': '(.{1,500}?)'", str(logic))
    said = plain(found[1]) if found else "?"
    return said if len(said) < 160 else said[:159] + "…"


def _condition(file: _File, logic: Any) -> str | None:
    """Groups of comparisons, joined by and and or; None where one of them cannot be said."""
    if not isinstance(logic, dict):
        return None
    said = ""
    for group in (logic[key] for key in sorted((k for k in logic if str(k).isdigit()), key=int)):
        inner = _group(file, group)
        if inner is None:
            return None
        joined = " or " if isinstance(group, dict) and group.get("Type") == "ElseIf" else " and "
        said = f"{said}{joined if said else ''}({inner})"
    return said or None


def _group(file: _File, group: Any) -> str | None:
    if not isinstance(group, dict):
        return None
    said = ""
    for test in (group[key] for key in sorted((k for k in group if str(k).isdigit()), key=int)):
        one = _test(file, test)
        if one is None:
            return None
        joined = " or " if str(test.get("Conjuction", "And")).lower() == "or" else " and "
        said = f"{said}{joined if said else ''}{one}"
    return said or None


def _test(file: _File, test: Any) -> str | None:
    if not isinstance(test, dict) or test.get("LogicType") != "Question":
        return None
    operator = test.get("Operator")
    chosen = _CHOICE.search(str(test.get("ChoiceLocator") or test.get("LeftOperand") or ""))
    if chosen and operator in ("Selected", "NotSelected"):
        return _chosen(file, chosen[1], chosen[2], operator == "Selected")
    name = file.names.get(str(test.get("QuestionID")))
    if name is None or "/" in str(test.get("LeftOperand") or "").removeprefix(f"q://{test.get('QuestionID')}/"):
        return None
    if operator in ("Empty", "NotEmpty"):
        return f"{{{name}}} {str(operator).lower()}"
    right = str(test.get("RightOperand", ""))
    if operator in _SIGNS and re.fullmatch(r"[\w .-]+", right):
        return f"{{{name}}} {_SIGNS[operator]} '{right}'"
    return None


def _chosen(file: _File, id_: str, choice: str, wanted: bool) -> str | None:
    question, name = file.questions.get(id_), file.names.get(id_)
    if question is None or name is None or question.get("QuestionType") != "MC":
        return None
    value = file.codes[id_].get(choice)
    if value is None:
        return None
    many = question.get("Selector") in _MANY
    sign = ("contains" if wanted else "notcontains") if many else ("=" if wanted else "<>")
    return f"{{{name}}} {sign} {value if isinstance(value, int) else repr(str(value))}"


def _skips(file: _File, id_: str, logic: Any) -> None:
    """Skips of a question: to the end, or to a question."""
    for each in _values(logic) if isinstance(logic, (list, dict)) else []:
        found = _CHOICE.search(str(each.get("ChoiceLocator") or "")) if isinstance(each, dict) else None
        said = _chosen(file, found[1], found[2], each.get("Condition") == "Selected") if found else None
        target = str(each.get("SkipToDestination")) if isinstance(each, dict) else ""
        if said and target == "ENDOFSURVEY":
            file.triggers.append({"type": "complete", "expression": said})
        elif said and target in file.names:
            file.triggers.append({"type": "skip", "expression": said, "gotoName": file.names[target]})
        else:
            file.making.leave(
                file.names[id_], sentence("a skip is not carried over: {condition}", condition=_described(each))
            )
