"""What others wrote, as it comes in: a post of a feed, or a letter of a mailbox."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Post:
    """Something somebody said: ``id`` is what it is called there, ``author`` an e-mail address or a name."""

    id: str
    at: datetime
    text: str
    title: str = ""
    author: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Pulled:
    """What a source gave. ``letters`` are raw messages of RFC 5322; ``position`` is where to go on."""

    position: Mapping[str, Any]
    posts: tuple[Post, ...] = ()
    letters: tuple[bytes, ...] = ()
    more: bool = False
