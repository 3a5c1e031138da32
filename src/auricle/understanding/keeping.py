"""What an analysis found, as bytes to be kept beside the version of the facts it was found in, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Hashable
from typing import Any, TypeVar

import msgspec
import numpy as np

Found = TypeVar("Found")


def kept(found: object) -> bytes:
    """A frozen result as bytes; numbers that nobody can tell stay so."""
    return _PACK.encode(found)


def read_back(kind: type[Found], given: bytes) -> Found:
    """The result that ``kept`` made bytes of.

    Raises
        KeptOtherwise: it was kept by a version of Auricle whose result had other parts.
    """
    try:
        return msgspec.msgpack.decode(given, type=kind, dec_hook=_restored)
    except msgspec.MsgspecError:
        raise KeptOtherwise(kind) from None


def as_json(found: object) -> dict[str, Any]:
    """The same parts as plain JSON; what nobody can tell is null."""
    plain: dict[str, Any] = json.loads(msgspec.json.encode(found, enc_hook=_plain))
    return plain


class KeptOtherwise(ValueError):
    """A kept result does not fit what it should be."""

    def __init__(self, kind: type):
        super().__init__(f"a kept {kind.__name__} has other parts than today's; compute it again")


def _plain(value: object) -> object:
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, np.generic):
        return value.item()
    raise NotImplementedError(f"{type(value).__name__} cannot be kept")


def _restored(kind: type, value: Any) -> Any:
    return value if kind is Hashable else np.asarray(value)


_PACK = msgspec.msgpack.Encoder(enc_hook=_plain)
