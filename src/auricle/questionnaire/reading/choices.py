"""Options, rows and columns of a question."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...sentence import sentence
from ..shape import Choice
from ..words import Words, words
from .part import Part
from .unreadable import Unreadable

_SPECIAL = (
    ("all", ("showSelectAllItem", "hasSelectAll"), "selectAllText", "Select all", "全选", "全選"),
    ("none", ("showNoneItem", "hasNone"), "noneText", "None", "以上都没有", "以上都沒有"),
    ("refused", ("showRefuseItem",), "refuseText", "Prefer not to say", "不愿回答", "不願回答"),
    ("unknown", ("showDontKnowItem",), "dontKnowText", "Don't know", "不知道", "不知道"),
    (
        "other",
        ("showOtherItem", "hasOther"),
        "otherText",
        "Other (please say what)",
        "其他（请说明）",
        "其他（請說明）",
    ),
)
_VALUES = {"all": "all", "none": "none", "refused": "refused", "unknown": "dontknow", "other": "other"}
_REFUSED = {"elements": (None, sentence("questions inside an option are not asked"))}


def choices(part: Part, *names: str) -> tuple[Choice, ...]:
    """The options a list says, in its order; two of one value are noted."""
    found = tuple(_choice(part, names[0], position, each) for position, each in enumerate(part.items(*names)))
    seen: set[str] = set()
    for position, choice in enumerate(found):
        if choice.code in seen:
            part.notes.hinder(
                part.at(names[0], position), sentence("the value {value!r} is there twice", value=choice.code)
            )
        seen.add(choice.code)
    return found


def _choice(part: Part, name: str, position: int, each: Any) -> Choice:
    if isinstance(each, dict):
        return _from_object(Part(each, part.at(name, position), part.notes))
    if isinstance(each, (list, type(None))):
        raise Unreadable(part.at(name, position), sentence("an option is a value, or an object with a value"))
    if isinstance(each, str) and "|" in each:
        value, _, text = each.partition("|")
        return Choice(value, words(text))
    return Choice(each, Words())


def _from_object(part: Part) -> Choice:
    value = part.get("value")
    if value is None or isinstance(value, (list, dict)):
        raise Unreadable(part.at("value"), sentence("an option needs a value that is text, a number or a truth"))
    part.refuse(_REFUSED)
    text = part.words("text")
    if isinstance(value, str) and "|" in value:
        value, _, said = value.partition("|")
        text = text or words(said)
    return Choice(
        value,
        text,
        part.expression("visibleIf"),
        part.expression("enableIf"),
        comment=part.flag("showCommentArea"),
        comment_required=part.flag("isCommentRequired"),
    )


def special(part: Part) -> Iterator[Choice]:
    """What stands after the options: none of them, other, prefer not to say …"""
    for kind, flags, text, *fallback in _SPECIAL:
        if part.flag(*flags):
            said = part.words(text) or Words(dict(zip(("default", "zh-cn", "zh-tw"), fallback, strict=True)))
            yield Choice(_VALUES[kind], said, kind=kind)  # type: ignore[arg-type]
