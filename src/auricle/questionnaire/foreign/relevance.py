"""LimeSurvey's conditions as SurveyJS has them, where they only compare answers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_TOKEN = re.compile(
    r"\s*(?:(?P<text>\"[^\"]*\"|'[^']*')|(?P<number>\d+(?:\.\d+)?(?![\w]))|(?P<call>!?\s*is_empty)\s*\("
    r"|(?P<sign>==|!=|<=|>=|<|>|&&|\|\||\(|\)|!|=)|(?P<name>[A-Za-z_]\w*|\d+X\d+X\w+)"
    r"(?:\.(?P<how>NAOK|value|code|valueNAOK))?)"
)
_SIGNS = {"==": "=", "&&": "and", "||": "or", "!=": "<>"}
_COMPARES = frozenset({"=", "<>", "<", ">", "<=", ">="})
_OTHER = {"-oth-": "other"}
_WORDS = {"and": "and", "or": "or", "eq": "=", "ne": "<>", "lt": "<", "gt": ">", "le": "<=", "ge": ">="}
_MOST_NEEDED = 20


@dataclass(frozen=True, slots=True)
class Target:
    """What a LimeSurvey code stands for: a question's name, and the option or row of it, if any."""

    name: str
    part: str = ""
    ticked: bool = False


class NotCarried(ValueError):
    """A condition that does more than compare answers."""


def condition(text: str, targets: Mapping[str, Target], asked_if: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The condition in our words, as parts that all have to hold.

    A code without NAOK holds of what is asked only: where its question is hidden, the whole condition fails. So the
    first part is what the text says, and the others are what ``asked_if`` says of the questions called so.

    Raises
        NotCarried: it names what is not asked, calls functions, or takes an answer itself for yes or no.
    """
    said: list[str] = []
    needed: dict[str, None] = {}
    at, ticks = 0, False
    text = text.strip()
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None or found.end() == at:
            raise NotCarried
        at = found.end()
        if found["call"]:
            name, how, at = _argument(text, at)
            called = None if how else targets.get(name)
            needed |= dict.fromkeys(asked_if.get(called.name, ()) if called else ())
            said.append(_given(name, targets, "!" in found["call"]))
        elif found["text"] is not None:
            ticks = _put_text(said, found["text"][1:-1], ticks)
        elif word := found["name"]:
            called = None if found["how"] else targets.get(word)
            needed |= dict.fromkeys(asked_if.get(called.name, ()) if called else ())
            ticks = _put_name(said, word, targets)
        else:
            said.append(found["number"] or _SIGNS.get(found["sign"], found["sign"]))
        if not text[at:].strip():
            break
    if _misplaced(said) or len(needed) > _MOST_NEEDED:
        raise NotCarried
    return " ".join(said), *needed


def _misplaced(said: list[str]) -> bool:
    """Whether an answer is compared with nothing, or a ticked box with something.

    Any answer means yes there, in SurveyJS hardly one does; a box is ticked or not here, and no value.
    """
    for place, word in enumerate(said):
        around = {*said[max(place - 1, 0) : place], *said[place + 1 : place + 2]}
        alone = word.startswith("{") and word.endswith("}") and not around & (_COMPARES | {"!"})
        if alone or (word.startswith("({") and around & _COMPARES):
            return True
    return False


def _given(word: str, targets: Mapping[str, Target], given: bool) -> str:
    target = targets.get(word)
    if target is not None and target.ticked:
        return f"({{{target.name}}} {'contains' if given else 'notcontains'} '{target.part}')"
    return f"{_variable(word, targets)} {'notempty' if given else 'empty'}"


def _argument(text: str, at: int) -> tuple[str, str | None, int]:
    found = re.compile(r"\s*(\w+)(?:\.(\w+))?\s*\)").match(text, at)
    if found is None:
        raise NotCarried
    return found[1], found[2], found.end()


def _put_name(said: list[str], word: str, targets: Mapping[str, Target]) -> bool:
    if word.lower() in _WORDS and word not in targets:
        said.append(_WORDS[word.lower()])
        return False
    target = targets.get(word)
    if target is not None and target.ticked:
        said.append(_given(word, targets, given=True))
        return True
    said.append(_variable(word, targets))
    return False


def _put_text(said: list[str], value: str, ticks: bool) -> bool:
    """A text; behind a box that may be ticked, = "Y" says that it is."""
    if value and not value.strip():  # a blank stands for no answer there, but not for every sign
        raise NotCarried
    if not ticks:
        value = _OTHER.get(value, value)
        said.append(f"'{value}'" if "'" not in value else f'"{value}"')
        return False
    sign = said.pop()
    yes = (value == "Y") == (sign == "=")
    if sign not in ("=", "<>") or value not in ("Y", "", "N"):
        raise NotCarried
    if not yes:
        said[-1] = said[-1].replace(" contains ", " notcontains ")
    return False


def _variable(word: str, targets: Mapping[str, Target]) -> str:
    target = targets.get(word)
    if target is None or target.ticked:
        raise NotCarried
    return f"{{{target.name}.{target.part}}}" if target.part else f"{{{target.name}}}"
