"""JSON that is nearly JSON, made JSON, or refused with a sentence."""

from __future__ import annotations

import json
import math
import re
from typing import Any

import msgspec
from msgspec import Raw

from .event import Refused

DEEPEST = 64
_LONGEST_RAW = 8_000
_DOUBTFUL = re.compile(rb"\\u[dD][89a-fA-F]|[0-9][eE]|[0-9]{18}|[\[{]\s*[\[{]\s*[\[{]")
"""Where the quick reading may let through what a store cannot take: half a letter, endless numbers, depth."""


def refused(reason: str, explanation: str, raw: bytes | Raw) -> Refused:
    return Refused(reason, explanation, bytes(raw)[:_LONGEST_RAW].decode("utf-8", "replace"))


def text_of(raw: bytes | Raw) -> str | None:
    """The text of a JSON object as it came; ``{}`` for null; None when it is no object or a store could not take it."""
    written = bytes(raw)
    if written[:1] != b"{":
        return "{}" if written == b"null" else None
    if _DOUBTFUL.search(written):
        return rewritten(written)
    return written.decode()


def rewritten(written: bytes) -> str | None:
    """A JSON object written anew, so that any store can take it."""
    found = loose(written)
    return msgspec.json.encode(found).decode() if isinstance(found, dict) else None


def loose(written: bytes) -> Any:
    """What a JSON text says, read leniently: a byte-order mark, NaN and half letters are mended.

    Raises
        ValueError: it is no JSON, or deeper than anything that means something.
    """
    try:
        return _mended(json.loads(written.removeprefix(b"\xef\xbb\xbf")), 0)
    except RecursionError:
        raise ValueError(f"nested deeper than {DEEPEST} levels") from None


def _mended(value: Any, depth: int) -> Any:
    if depth > DEEPEST:
        raise ValueError(f"nested deeper than {DEEPEST} levels")
    if isinstance(value, str):
        return _whole(value)
    if isinstance(value, dict):
        return {_whole(key): _mended(each, depth + 1) for key, each in value.items()}
    if isinstance(value, list):
        return [_mended(each, depth + 1) for each in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 2**63:
        return float(value) if abs(value) < 10**300 else None
    return value


def _whole(text: str) -> str:
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def text(value: Any) -> str:
    """A text, or a number as one; empty for anything else."""
    return str(value) if isinstance(value, (str, int, float)) and not isinstance(value, bool) else ""
