"""A text file made ready: decoded strictly from end to end, UTF-8, one kind of line end.

A file that is so already is used where it lies; any other is copied once, as a stream, to the staging folder.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ...sentence import sentence
from ..faults import FileEmpty, NotThatFormat, Undecodable
from .encoding import NAMES, chunks, decodes, likely_encodings, marked_encoding

_CHUNK = 1 << 20
_FEED, _QUOTE = b'\n"'
_WIDE_BLANKS = (b"\xc2\xa0", b"\xe3\x80\x80")


@dataclass(frozen=True, slots=True)
class Text:
    """``path`` is readable as UTF-8; ``encoding`` is what the file was in; ``lines`` counts physical lines.

    ``only_spaces``: no value begins or ends with a blank that is no space. A quoted one may hold a line end.
    """

    path: Path
    encoding: str
    lines: int
    quotes: int
    ends_with_newline: bool
    only_spaces: bool = False


@dataclass(slots=True)
class _Tally:
    returns: int = 0
    feeds: int = 0
    pairs: int = 0
    quotes: int = 0
    last: bytes = b""
    other_blanks: bool = False

    def add(self, chunk: bytes) -> None:
        letters = np.frombuffer(chunk, np.uint8)  # a thousand lines are counted faster so than by looking for each
        self.feeds += int(np.count_nonzero(letters == _FEED))
        self.quotes += int(np.count_nonzero(letters == _QUOTE))
        self.other_blanks = self.other_blanks or b"\t" in chunk or self._has_wide_blank(chunk)
        if b"\r" in chunk:
            self.returns += chunk.count(b"\r")
            self.pairs += chunk.count(b"\r\n")
        if self.last[-1:] == b"\r" and chunk[:1] == b"\n":
            self.pairs += 1
        self.last = (self.last + chunk[-2:])[-2:]

    def _has_wide_blank(self, chunk: bytes) -> bool:
        if chunk.isascii() and self.last.isascii():
            return False
        return any(blank in chunk or blank in self.last + chunk[:2] for blank in _WIDE_BLANKS)

    @property
    def is_uniform(self) -> bool:
        return self.returns == 0 or (self.returns == self.feeds == self.pairs)


def open_text(path: Path, name: str, staging: Path, encoding: str = "") -> Text:
    """Decode all of a file and give it as UTF-8.

    Raises
        FileEmpty: it has no bytes, or nothing but blanks.
        NotThatFormat: it holds zero bytes, so it is not text.
        Undecodable: some byte is not of the stated encoding, or of any we know.
    """
    with path.open("rb") as stream:
        head = stream.read(4096)
    if not head.strip(b" \t\r\n\xef\xbb\xbf\xfe\xff"):
        raise FileEmpty(name, sentence("it has no text"))
    encoding = encoding or marked_encoding(head) or "utf-8"
    if encoding not in ("utf-8", "utf-8-sig"):
        return _transcoded(path, name, staging, encoding)
    tally = _Tally()
    try:
        _read_strictly(path, name, tally)
    except UnicodeDecodeError as error:
        return _otherwise(path, name, staging, error, marked=encoding == "utf-8-sig")
    if not tally.is_uniform:
        return _transcoded(path, name, staging, encoding)
    return _text(path, encoding, tally)


def _text(path: Path, encoding: str, tally: _Tally) -> Text:
    ended = tally.last[-1:] in (b"\n", b"\r")
    return Text(
        path,
        NAMES.get(encoding, encoding),
        tally.feeds + (not ended),
        tally.quotes,
        ended,
        not tally.other_blanks and not tally.quotes,
    )


def _read_strictly(path: Path, name: str, tally: _Tally) -> None:
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    for chunk in chunks(path):
        if b"\x00" in chunk:
            line = tally.feeds + chunk[: chunk.index(b"\x00")].count(b"\n") + 1
            raise NotThatFormat(name, "text", sentence("it holds a zero byte in line {line:,}", line=line))
        if not chunk.isascii() or decoder.getstate()[0]:
            decoder.decode(chunk)
        tally.add(chunk)
    decoder.decode(b"", True)


def _otherwise(path: Path, name: str, staging: Path, error: UnicodeDecodeError, *, marked: bool) -> Text:
    if not marked:
        for encoding in likely_encodings(path):
            if decodes(path, encoding):
                return _transcoded(path, name, staging, encoding)
    raise Undecodable(
        name,
        "UTF-8",
        sentence("the byte {byte:#04x} fits no encoding the rest is in", byte=error.object[error.start]),
    )


def _transcoded(path: Path, name: str, staging: Path, encoding: str) -> Text:
    """Copy to UTF-8 with line feeds, a piece at a time."""
    copy = staging / f"{len(list(staging.iterdir()))}-{path.name}.utf8"
    tally = _Tally()
    try:
        with path.open(encoding=encoding, newline=None) as source, copy.open("wb") as target:
            while piece := source.read(_CHUNK):
                if "\x00" in piece:
                    raise NotThatFormat(name, "text", sentence("it holds zero characters"))
                tally.add(data := piece.encode())
                target.write(data)
    except (UnicodeError, LookupError) as error:
        raise Undecodable(name, NAMES.get(encoding, encoding), str(error)) from error
    return _text(copy, encoding, tally)
