"""Random order that is the same for a respondent however often the page is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")


def shuffled(items: Iterable[T], seed: str, place: str, name: Callable[[T], str]) -> tuple[T, ...]:
    """Items in the order that seed and place give; each stands anywhere as often as any other.

    Examples
        >>> shuffled("abcd", "response 7", "question", str) == shuffled("abcd", "response 7", "question", str)
        True
    """
    return tuple(sorted(items, key=lambda item: _draw(seed, place, name(item))))


def _draw(*parts: str) -> bytes:
    return blake2b("\0".join(parts).encode(), digest_size=16).digest()
