"""Checks of an answer as fields of a form: what they demand, and what is said in each language when it is not met."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.translation import gettext as _

from .editing import number_of, said, saying

KEY = "validators"
KINDS = ("numeric", "text", "email", "regex", "expression")
BOUNDS = {"numeric": ("minValue", "maxValue"), "text": ("minLength", "maxLength")}
RULES = {"regex": "regex", "expression": "expression"}


class Posted(Protocol):
    def get(self, name: str, default: str = "") -> str: ...
    def __contains__(self, name: object) -> bool: ...


@dataclass(frozen=True, slots=True)
class Check:
    """One check; ``low`` and ``high`` bound a number or a length, ``rule`` is the pattern or expression."""

    number: int
    kind: str
    low: str
    high: str
    rule: str
    texts: tuple[tuple[str, str, str], ...]
    """Field, language and words."""


def checks_of(element: Mapping[str, Any], languages: Sequence[str], first: str) -> tuple[Check, ...]:
    """The checks of a question, and an empty one to fill in."""
    found = [each for each in element.get(KEY) or [] if isinstance(each, dict)]
    return tuple(_check(number, each, languages, first) for number, each in enumerate([*found, {}]))


def posted_checks(
    before: Any, languages: Sequence[str], first: str, posted: Posted
) -> tuple[list[dict[str, Any]] | None, str]:
    """The checks as posted, those without a kind taken out; and what is wrong with them."""
    known = [each for each in before or [] if isinstance(each, dict)]
    made: list[dict[str, Any]] = []
    wrong = ""
    for number in range(len(known) + 1):
        old = known[number] if number < len(known) else {}
        kind = posted.get(f"check:{number}:kind", _kind(old))
        if not kind:
            continue
        check, problem = _posted(number, kind, old, languages, first, posted)
        wrong = wrong or problem
        made.append(check)
    return made or None, wrong


def _kind(check: Mapping[str, Any]) -> str:
    return str(check.get("type") or "").removesuffix("validator")


def _check(number: int, check: Mapping[str, Any], languages: Sequence[str], first: str) -> Check:
    kind = _kind(check)
    low, high = BOUNDS.get(kind, ("", ""))
    texts = tuple((f"check:{number}:{code}", code, said(check.get("text"), code, first)) for code in languages)
    rule = str(check.get(RULES.get(kind, "")) or "")
    return Check(number, kind, _shown(check.get(low)), _shown(check.get(high)), rule, texts)


def _shown(bound: Any) -> str:
    return "" if bound is None else str(bound)


def _posted(
    number: int, kind: str, old: Mapping[str, Any], languages: Sequence[str], first: str, posted: Posted
) -> tuple[dict[str, Any], str]:
    """A check of another kind begins anew; what we do not show of one stays."""
    check: dict[str, Any] = {**old} if _kind(old) == kind else {}
    check["type"] = kind
    if f"check:{number}:kind" not in posted:
        return check, ""
    texts = {code: posted.get(f"check:{number}:{code}", "") for code in languages}
    check["text"] = saying(texts, first, old.get("text"))
    problem = ""
    for name, place in zip(BOUNDS.get(kind, ()), ("low", "high"), strict=False):
        check[name], missed = number_of(posted.get(f"check:{number}:{place}", ""))
        problem = problem or missed
    if kind in RULES:
        check[RULES[kind]] = posted.get(f"check:{number}:rule", "").strip()
        problem = problem or ("" if check[RULES[kind]] else _("Write the pattern or the expression of the check."))
    return {key: value for key, value in check.items() if value is not None}, problem
