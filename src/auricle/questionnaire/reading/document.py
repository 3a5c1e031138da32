"""Bytes to a document: encodings, JSON and JSON5, and what is too big or too deep."""

from __future__ import annotations

import json
import re
from typing import Any

from ...sentence import sentence
from .unreadable import Unreadable

LARGEST = 5_000_000
DEEPEST = 60


def decoded(content: bytes, most: int = LARGEST) -> str:
    """Text of a file in UTF-8, or in what its mark says.

    Raises
        Unreadable: too large, or in no encoding that was meant.
    """
    if len(content) > most:
        raise Unreadable(
            "", sentence("the file is larger than {most} bytes; a questionnaire is smaller", most=f"{most:,}")
        )
    marks = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}
    encoding = next((name for mark, name in marks.items() if content.startswith(mark)), "utf-8")
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise Unreadable("", sentence("the file is not text in UTF-8; save it as UTF-8")) from None


def parsed(text: str) -> Any:
    """What JSON or JSON5 says.

    Raises
        Unreadable: names the line that does not fit, or the depth.
    """
    _check_depth(text)
    try:
        return json.loads(text)
    except json.JSONDecodeError as strict:
        try:
            return json.loads(_strict(text))
        except json.JSONDecodeError:
            raise Unreadable(
                "", sentence("not readable as JSON: line {line}, {reason}", line=strict.lineno, reason=strict.msg)
            ) from None


def _check_depth(text: str) -> None:
    depth = 0
    for sign in re.finditer(r'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', text):
        if sign[0] in "[{":
            depth += 1
        elif sign[0] in "]}":
            depth -= 1
        if depth > DEEPEST:
            raise Unreadable("", sentence("it nests deeper than {most} levels", most=DEEPEST))


_RELAXED = re.compile(
    r"""(?P<double>"(?:[^"\\]|\\.)*")|'(?P<single>(?:[^'\\]|\\.)*)'|(?P<note>//[^\n]*|/\*.*?\*/)"""
    r"""|(?P<name>[A-Za-z_$][\w$]*)(?=\s*:)|(?P<comma>,)(?=\s*(?://[^\n]*\s*)*[}\]])""",
    re.DOTALL,
)


def _strict(text: str) -> str:
    """JSON5's names without quotes, single quotes, notes and last commas, as JSON has them."""

    def put(found: re.Match[str]) -> str:
        if found["double"]:
            return found["double"]
        if found["single"] is not None:
            return json.dumps(found["single"].replace("\\'", "'"), ensure_ascii=False)
        return json.dumps(found["name"]) if found["name"] else ""

    return _RELAXED.sub(put, text)
