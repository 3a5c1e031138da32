"""Plain data read into a typed structure; what does not fit is named by its place and told in words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from enum import Enum
from typing import Any, Literal, TypeVar, get_args, get_origin

import msgspec

from ..sentence import Sentence, sentence

T = TypeVar("T")
Place = tuple[str | int, ...]
"""The keys and positions that lead to a part."""

_KINDS = {
    "str": sentence("text"),
    "int": sentence("a whole number"),
    "float": sentence("a number"),
    "bool": sentence("true or false"),
    "null": sentence("an empty value"),
    "array": sentence("a list"),
    "object": sentence("names with values under them"),
}
_ANY = "..."


class Misfit(ValueError):
    """A part is missing, unknown or of another kind; ``at`` leads to it."""

    def __init__(self, at: Place, reason: str):
        self.at = at
        super().__init__(reason)


def fitted(content: Any, kind: type[T]) -> T:
    """The content as ``kind``.

    Raises
        Misfit: a wrong type or word, an unknown or a missing key.
    """
    try:
        return msgspec.convert(content, kind, strict=True)
    except msgspec.ValidationError as error:
        said, _, where = str(error).partition(" - at ")
        at, found = _followed(content, kind, _steps(where))
        unknown = re.fullmatch(r"Object contains unknown field `(.+)`", said)
        raise Misfit((*at, *([unknown[1]] if unknown else [])), _reason(said, _called(at), found)) from None


def _steps(where: str) -> list[str]:
    """``$.files[...].pattern`` as its steps; ``...`` is any key."""
    return [name or index for name, index in re.findall(r"\.([^.\[\]`]+)|\[(\d+|\.\.\.)\]", where)]


def _followed(content: Any, kind: Any, steps: Sequence[str]) -> tuple[Place, tuple[Any, ...]]:
    """The place that steps lead to, any key being the first whose part does not fit, and the kinds wanted there."""
    at: Place = ()
    kinds: tuple[Any, ...] = _one_of(kind)
    for step in steps:
        kinds = tuple(inner for outer in kinds for inner in _inside(outer, step))
        key = _misfitting(content, kinds) if step == _ANY else int(step) if step.isdigit() else step
        at, content = (*at, key), content[key]
    return at, kinds


def _one_of(kind: Any) -> tuple[Any, ...]:
    """A kind, or those a union is made of."""
    if get_origin(kind) in (None, Literal) or not (found := get_args(kind)) or _holds_others(kind):
        return (kind,)
    return tuple(inner for each in found for inner in _one_of(each))


def _holds_others(kind: Any) -> bool:
    return isinstance(get_origin(kind), type) and issubclass(get_origin(kind), (Mapping, Sequence))


def _inside(kind: Any, step: str) -> Iterator[Any]:
    if _holds_others(kind):
        yield from _one_of(get_args(kind)[1 if issubclass(get_origin(kind), Mapping) else 0])
    elif _is_struct(kind):
        for field in msgspec.structs.fields(kind):
            yield from _one_of(field.type) if field.encode_name == step else ()


def _is_struct(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)


def _misfitting(content: Mapping[str | int, Any], kinds: tuple[Any, ...]) -> str | int:
    return next(key for key, part in content.items() if not any(_fits(part, kind) for kind in kinds))


def _fits(part: Any, kind: Any) -> bool:
    try:
        msgspec.convert(part, kind, strict=True)
    except msgspec.ValidationError:
        return False
    return True


def _reason(said: str, key: str, kinds: tuple[Any, ...]) -> str:
    """What msgspec says, as a sentence that screens can say in their own language."""
    if found := re.fullmatch(r"Expected `(.+)`, got `(.+)`", said):
        wanted, given = _alternatives(found[1]), _kind(found[2])
        return sentence("{key} must be {wanted}, not {given}", key=key, wanted=wanted, given=given)
    if found := re.fullmatch(r"Object missing required field `(.+)`", said):
        return sentence("{key} is missing; add it", key=found[1])
    if found := re.fullmatch(r"Object contains unknown field `(.+)`", said):
        return _unknown(found[1], [f.encode_name for k in kinds if _is_struct(k) for f in msgspec.structs.fields(k)])
    if found := re.fullmatch(r"Invalid enum value (.+)", said):
        return sentence("{key} cannot be {value}; choose one of {known}", key=key, value=found[1], known=_words(kinds))
    return said


def _unknown(key: str, known: list[str]) -> Sentence:
    if near := get_close_matches(key, known, n=1, cutoff=0.7):
        return sentence("there is no key {key!r} here; did you mean {near!r}?", key=key, near=near[0])
    return sentence("there is no key {key!r} here; there are {known}", key=key, known=", ".join(known))


def _called(at: Place) -> str:
    return next((key for key in reversed(at) if isinstance(key, str)), "it")


def _words(kinds: tuple[Any, ...]) -> str:
    literal = [word for kind in kinds if get_origin(kind) is Literal for word in get_args(kind)]
    members = [each.value for kind in kinds if isinstance(kind, type) and issubclass(kind, Enum) for each in kind]
    return ", ".join(str(word) for word in (*literal, *members) if word)


def _alternatives(names: str) -> str:
    first, *others = map(_kind, names.split(" | "))
    for other in others:
        first = sentence("{one} or {other}", one=first, other=other)
    return first


def _kind(name: str) -> str:
    return _KINDS.get(name, name)
