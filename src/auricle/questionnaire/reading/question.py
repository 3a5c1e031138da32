"""One question of a document."""

from __future__ import annotations

from typing import Any

from ...sentence import sentence
from ..patterns import NotAPattern, matcher
from ..shape import MANY, ONE, Choice, Conditions, Question, Validator
from ..words import Words
from .choices import choices, special
from .kinds import kind_of, scale_of, steps_of
from .part import Part

TYPES = (
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
)
INPUTS = ("text", "email", "number", "date", "datetime-local", "month", "time", "tel", "url")
_YES = Words({"default": "Yes", "zh-cn": "是", "zh-tw": "是"})
_NO = Words({"default": "No", "zh-cn": "否", "zh-tw": "否"})
_COMMENT = Words({"default": "Comment", "zh-cn": "补充说明", "zh-tw": "補充說明"})

_REFUSED = {
    "choicesByUrl": (None, sentence("options from another address are not fetched")),
    "choicesMin": (0, sentence("options that are generated are not made; list them")),
    "choicesMax": (0, sentence("options that are generated are not made; list them")),
    "valuePropertyName": (None, sentence("answers are kept as values, not as objects")),
    "allowCustomChoices": (False, sentence("respondents cannot add options; use `showOtherItem`")),
    "choiceValuesFromQuestion": (None, sentence("options are not taken from rows")),
    "choiceTextsFromQuestion": (None, sentence("options are not taken from rows")),
    "selectToRankEnabled": (False, sentence("all options are ranked, none is chosen first")),
    "maskType": ("none", sentence("input masks are not applied; use a validator")),
    "maskSettings": (None, sentence("input masks are not applied; use a validator")),
    "cells": (None, sentence("a matrix has no text of its own in a cell")),
    "cellType": ("radio", sentence("a matrix takes one answer a row")),
    "bindings": (None, sentence("properties are not bound to answers")),
    "randomizeCategory": ("", sentence("questions are not shuffled in groups; use a panel")),
}
_STORED = {"storeOthersAsComment": ("default", sentence("what is typed beside an option is kept as a comment"))}


def question(part: Part, type_: str) -> Question:
    """Read a question; what cannot be done is noted, and the question stays."""
    part.refuse(_REFUSED)
    if part.get("storeOthersAsComment") is False:
        part.notes.hinder(part.at("storeOthersAsComment"), _STORED["storeOthersAsComment"][1])
    if part.get("randomize") is False:
        part.notes.hinder(part.at("randomize"), sentence("what is shuffled is shuffled whole"))
    steps = steps_of(part, choices(part, "rateValues")) if type_ == "rating" else None
    columns = choices(part, "columns") if type_ == "matrix" else ()
    kind = kind_of(part, type_, steps, columns)
    scored = kind in ("nps", "csat", "ces", "ces1", "rating")
    reversed_ = part.flag("auricleReversed")
    default = part.get("defaultValue")
    computed = isinstance(default, str) and default.startswith("=")
    values: dict[str, Any] = {
        **_asked(part),
        **_chosen(part, type_),
        **_typed(part, type_),
        "type": type_,
        "conditions": conditions(part),
        "steps": steps,
        "columns": columns,
        "rows": choices(part, "rows") if type_ == "matrix" else (),
        "default": None if computed else default,
        "default_if": part.expression("defaultValueExpression"),
        "set_if": part.expression("setValueIf"),
        "set_to": part.expression("setValueExpression"),
        "reset_if": part.expression("resetValueIf"),
        "expression": part.expression("expression") if type_ == "expression" else None,
        "clears": part.one_of(("default", "none", "onHidden", "onHiddenContainer", "onComplete"), "clearIfInvisible"),
        "validators": tuple(_validator(each) for each in part.parts("validators")),
        "kind": kind,
        "scale": scale_of(type_, steps, columns) if scored else "",
        "polarity": (-1 if (kind == "ces1") != reversed_ else 1) if scored else None,
        "reversed": reversed_,
        "properties": part.says,
    }
    if computed:
        part.notes.hinder(
            part.at("defaultValue"), sentence("say a default that is worked out in defaultValueExpression")
        )
    return Question(**values)


def _asked(part: Part) -> dict[str, Any]:
    name = part.name()
    return {
        "name": name,
        "key": part.text("valueName").strip() or name,
        "title": part.words("title") or Words({"default": name}),
        "description": part.words("description"),
        "required_text": part.words("requiredErrorText"),
        "placeholder": part.words("placeholder", "placeHolder", "optionsCaption"),
        "html": part.words("html"),
        "has_comment": part.flag("showCommentArea", "hasComment"),
        "comment_text": part.words("commentText") or _COMMENT,
        "touchpoint": part.text("auricleTouchpoint"),
        "decision": part.text("auricleDecision"),
        "decider": part.text("auricleDecider"),
    }


def _chosen(part: Part, type_: str) -> dict[str, Any]:
    if type_ == "matrix":
        return {
            "rows_order": part.one_of(("initial", "random"), "rowOrder", "rowsOrder"),
            "rows_visible_if": part.expression("rowsVisibleIf"),
            "columns_visible_if": part.expression("columnsVisibleIf"),
            "each_row_required": part.flag("eachRowRequired", "isAllRowRequired"),
            "each_row_unique": part.flag("eachRowUnique"),
        }
    if type_ == "boolean":
        yes, no = part.get("valueTrue"), part.get("valueFalse")
        return {
            "yes": Choice(True if yes is None else yes, part.words("labelTrue") or _YES),
            "no": Choice(False if no is None else no, part.words("labelFalse") or _NO),
        }
    if type_ not in ONE and type_ not in MANY and type_ != "ranking":
        return {}
    return {
        "choices": (*choices(part, "choices"), *(special(part) if type_ != "ranking" else ())),
        "choices_from": part.text("choicesFromQuestion"),
        "choices_mode": part.one_of(("all", "selected", "unselected"), "choicesFromQuestionMode"),
        "choices_order": part.one_of(("none", "asc", "desc", "random"), "choicesOrder"),
        "choices_visible_if": part.expression("choicesVisibleIf"),
        "choices_enable_if": part.expression("choicesEnableIf"),
        "least_chosen": part.count("minSelectedChoices") if type_ in MANY else 0,
        "most_chosen": part.count("maxSelectedChoices") if type_ in MANY else 0,
        "other_placeholder": part.words("otherPlaceholder", "otherPlaceHolder"),
        "other_required_text": part.words("otherErrorText"),
    }


def _typed(part: Part, type_: str) -> dict[str, Any]:
    if type_ == "comment":
        return {"lines": part.count("rows") or 4, "longest": part.count("maxLength") or None}
    if type_ != "text":
        return {}
    return {
        "input": part.one_of(INPUTS, "inputType"),
        "low": part.get("min"),
        "high": part.get("max"),
        "low_if": part.expression("minValueExpression"),
        "high_if": part.expression("maxValueExpression"),
        "low_text": part.words("minErrorText"),
        "high_text": part.words("maxErrorText"),
        "step": part.number("step"),
        "longest": part.count("maxLength") or None,
    }


def conditions(part: Part) -> Conditions:
    return Conditions(
        visible=part.flag("visible", otherwise=True),
        visible_if=part.expression("visibleIf"),
        read_only=part.flag("readOnly"),
        enable_if=part.expression("enableIf"),
        required=part.flag("isRequired"),
        required_if=part.expression("requiredIf"),
    )


def _validator(part: Part) -> Validator:
    kind = part.text("type").removesuffix("validator")
    if kind not in ("numeric", "text", "answercount", "regex", "email", "expression"):
        part.notes.hinder(part.at("type"), sentence("there is no validator {kind!r}", kind=kind))
        kind = "text"
    names = {"numeric": "Value", "text": "Length", "answercount": "Count"}.get(kind, "")
    found = Validator(
        kind,  # type: ignore[arg-type]
        part.words("text"),
        part.number(f"min{names}") if names else None,
        part.number(f"max{names}") if names else None,
        part.flag("allowDigits", otherwise=True),
        part.text("regex"),
        part.flag("caseInsensitive", "insensitive"),
        part.expression("expression"),
        part.one_of(("error", "warning", "info"), "notificationType"),  # type: ignore[arg-type]
    )
    if found.pattern:
        _check_pattern(part, found.pattern)
    return found


def _check_pattern(part: Part, pattern: str) -> None:
    try:
        matcher(pattern)
    except NotAPattern as error:
        part.notes.hinder(part.at("regex"), error.args[0])
