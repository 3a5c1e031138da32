"""Which surveys may appear in a workspace's own web pages: ``appearances.json`` in its folder, for auricle.js."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import msgspec

from auricle.whole import write_whole

FILE = "appearances.json"


class Appearing(msgspec.Struct, frozen=True, omit_defaults=True):
    """One survey and where it appears. ``look`` is popover, slide-in, button or inline; ``moment`` time, scroll,
    leaving or event; ``share`` percent of visitors, ``days`` until they are asked again, ``scroll`` percent of the
    page; in ``pages`` and ``not_pages`` a ``*`` stands for anything. ``label`` is the button's, by language.
    """

    survey: str
    look: str
    moment: str
    seconds: int = 0
    scroll: int = 0
    event: str = ""
    pages: tuple[str, ...] = ()
    not_pages: tuple[str, ...] = ()
    share: int = 100
    days: int = 0
    label: Mapping[str, str] = {}
    colour: str = ""


class Appearances(msgspec.Struct, frozen=True):
    """``at`` is the server that asks, without a slash at its end."""

    at: str = ""
    shown: tuple[Appearing, ...] = ()


def put(folder: Path, appearances: Appearances) -> None:
    """Write them into a workspace's folder, whole or not at all."""
    write_whole(folder / FILE, msgspec.json.encode(appearances))


def appearances(folder: Path) -> Appearances:
    """What appears in the pages of a workspace now."""
    try:
        written = (folder / FILE).stat().st_mtime_ns
    except FileNotFoundError:
        return Appearances()
    return _read(folder / FILE, written)


@lru_cache(maxsize=256)
def _read(path: Path, written: int) -> Appearances:
    return msgspec.json.decode(path.read_bytes(), type=Appearances)
