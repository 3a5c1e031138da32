"""What helps when the journal's file is damaged: a copy of its first page, and what its log says it holds."""

from __future__ import annotations

import os
from pathlib import Path

NAME = "journal.first-page"
_MAGIC = b"SQLite format 3\0"
_LOG_HEAD, _FRAME_HEAD = 32, 24


def keep_first_page(path: Path) -> None:
    """Copy the page that says where every table begins; it does not change while the tables are the same.

    Without it nothing of a file can be read, with an old copy everything can.
    """
    page = _first_page(path)
    kept = path.with_name(NAME)
    if b"CREATE TABLE requests" not in page or (kept.exists() and kept.read_bytes() == page):
        return
    unready = kept.with_suffix(".unready")
    with unready.open("wb") as file:
        file.write(page)
        file.flush()
        os.fsync(file.fileno())
    unready.replace(kept)


def lend_first_page(kept: Path, damaged: Path) -> bool:
    """Put the copy into a damaged file, whose own first page is set aside beside it; whether there was a copy."""
    if not kept.exists():
        return False
    page = kept.read_bytes()
    pages = damaged.stat().st_size // len(page)
    page = page[:28] + pages.to_bytes(4, "big") + page[32:]  # the file has grown since
    with damaged.open("r+b") as file:
        damaged.with_name("first-page-as-found").write_bytes(file.read(len(page)))
        file.seek(0)
        file.write(page)
    return True


def _first_page(path: Path) -> bytes:
    with path.open("rb") as file:
        head = file.read(100)
        if not head.startswith(_MAGIC):
            return b""
        size = int.from_bytes(head[16:18], "big")
        return head + file.read((65_536 if size == 1 else size) - len(head))


def commits(log: Path) -> tuple[int, ...]:
    """Where transactions end in a log written ahead, as numbers of frames, whether they can still be read or not.

    A frame is of this log when it has its salts; those of an earlier one may lie behind its end.
    """
    ends = []
    try:
        with log.open("rb") as file:
            head = file.read(_LOG_HEAD)
            page_size, salts = int.from_bytes(head[8:12], "big"), head[16:24]
            number = 0
            while len(frame := file.read(_FRAME_HEAD)) == _FRAME_HEAD:
                number += 1
                if frame[8:16] == salts and any(frame[4:8]):
                    ends.append(number)
                file.seek(page_size, os.SEEK_CUR)
    except FileNotFoundError:
        return ()
    return tuple(ends)
