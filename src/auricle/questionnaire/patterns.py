"""Patterns that answers have to fit, matched in bounded time.

A pattern comes from the survey's author and the text from anybody. One that goes back and forth without end is given
up after a twentieth of a second; an answer is not held back for that.
"""

from __future__ import annotations

from functools import lru_cache

import regex

from ..sentence import sentence

LONGEST_PATTERN = 500
_LONGEST_TEXT = 10_000
_SECONDS = 0.05


class NotAPattern(ValueError):
    """A pattern that is none."""


@lru_cache(maxsize=500)
def matcher(pattern: str, ignores_case: bool = False) -> regex.Pattern[str]:
    """A compiled pattern of JavaScript's kind.

    Raises
        NotAPattern: says what is wrong with it.
    """
    if len(pattern) > LONGEST_PATTERN:
        raise NotAPattern(sentence("the pattern is longer than {most} characters", most=LONGEST_PATTERN))
    try:
        return regex.compile(_written(pattern), (regex.IGNORECASE if ignores_case else 0) | regex.ASCII)
    except (regex.error, OverflowError, RecursionError) as error:
        raise NotAPattern(sentence("{pattern!r} is no pattern: {reason}", pattern=pattern, reason=error)) from None


def fits(pattern: str, text: str, ignores_case: bool = False) -> bool:
    """Whether a text fits a pattern somewhere, as JavaScript's ``test`` has it."""
    try:
        return matcher(pattern, ignores_case).search(text[:_LONGEST_TEXT], timeout=_SECONDS) is not None
    except TimeoutError:
        return True


def _written(pattern: str) -> str:
    """``$`` is the very end in JavaScript, and in Python also what stands before a last line break."""
    written, in_class, escaped = [], False, False
    for sign in pattern:
        written.append(r"\Z" if sign == "$" and not in_class and not escaped else sign)
        if not escaped and sign in "[]":
            in_class = sign == "["
        escaped = sign == "\\" and not escaped
    return "".join(written)
