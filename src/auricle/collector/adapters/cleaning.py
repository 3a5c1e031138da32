"""JSON that is nearly JSON, made JSON, or refused with a sentence."""

from __future__ import annotations

import json
import math
from typing import Any

import msgspec
from msgspec import Raw

from .event import Refused

DEEPEST = 64
NOTHING = Raw(b"{}")
_object = msgspec.json.Decoder(dict[str, Any])


def refused(reason: str, explanation: str, raw: bytes | Raw) -> Refused:
    return Refused(reason, explanation, bytes(raw).decode("utf-8", "replace"))


def object_of(raw: bytes | Raw) -> tuple[str, dict[str, Any]] | None:
    """A JSON object as text that any store can take, and what it says; empty for null; None when it is no object."""
    if raw is NOTHING:
        return "{}", {}
    try:
        return str(raw, "utf-8"), _object.decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        found = loose(bytes(raw))
        if found is None:
            return "{}", {}
        return (msgspec.json.encode(found).decode(), found) if isinstance(found, dict) else None


def text_of(raw: bytes | Raw) -> str | None:
    """A JSON object as text, when it was read as JSON before; "{}" for null; None when it is no object.

    Numbers may be larger than a store can take, see ``storable``: they are looked for in many texts at once.
    """
    if raw is NOTHING:
        return "{}"
    try:
        written = str(raw, "utf-8")
    except UnicodeDecodeError:
        written = ""
    if written[:1] == "{":
        return written
    found = object_of(raw)
    return found[0] if found else None


def storable(written: str) -> str:
    """A JSON object as text, its numbers such as any store can take.

    Raises
        ValueError: it is deeper than anything that means something.
    """
    found = object_of(written.encode())
    return found[0] if found else "{}"


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
