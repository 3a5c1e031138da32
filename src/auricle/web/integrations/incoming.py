"""What others wrote, as it comes in: a post of a feed, or a letter of a mailbox."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
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
class Reading:
    """What a source is read with: ``position`` is where it went on to last, ``workspace`` whose it is."""

    settings: Mapping[str, Any]
    secrets: Mapping[str, str] = field(default_factory=dict)
    position: Mapping[str, Any] = field(default_factory=dict)
    workspace: str = ""


@dataclass(frozen=True, slots=True)
class Pulled:
    """What a source gave. ``letters`` are raw messages of RFC 5322; ``position`` is where to go on.

    ``files`` are read by the mapping the source names, each tuple of them together.
    """

    position: Mapping[str, Any]
    posts: tuple[Post, ...] = ()
    letters: tuple[bytes, ...] = ()
    files: tuple[tuple[Path, ...], ...] = ()
    more: bool = False
