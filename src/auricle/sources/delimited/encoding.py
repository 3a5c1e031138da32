"""Which encoding a text file is in: guessed from its bytes, confirmed by decoding all of it strictly."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path

from ...sentence import sentence

_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHUNK = 1 << 22
_SAMPLE = 1 << 16
_LIKELY = 0.1  # below it the text is noise in that encoding, though every byte may decode

NAMES = {
    "utf-8": "UTF-8",
    "utf-8-sig": sentence("UTF-8 with a byte order mark"),
    "utf-16": "UTF-16",
    "utf-16-le": sentence("UTF-16 (little endian, no mark)"),
    "utf-16-be": sentence("UTF-16 (big endian, no mark)"),
    "utf-32": "UTF-32",
    "gb18030": "GB18030",
    "big5": "Big5",
    "cp1252": "windows-1252",
    "mac_roman": "Mac Roman",
}


def chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


def marked_encoding(head: bytes) -> str:
    """The encoding a byte order mark, or the zeros of UTF-16 without one, gives away; else ''."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    if len(head) >= 4 and head[:200:2].count(0) > len(head[:200]) * 0.4:
        return "utf-16-be"
    if len(head) >= 4 and head[1:200:2].count(0) > len(head[:200]) * 0.4:
        return "utf-16-le"
    return ""


def decodes(path: Path, encoding: str) -> bool:
    """Whether every byte of the file decodes."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    try:
        for chunk in chunks(path):
            decoder.decode(chunk)
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return False
    return True


def likely_encodings(path: Path) -> list[str]:
    """Encodings other than UTF-8 that the file may be in, the likeliest first."""
    sample = _non_ascii_sample(path)
    scores = {e: _plausibility(sample, e) for e in ("gb18030", "big5", "cp1252", "mac_roman")}
    return sorted((e for e in scores if scores[e] > _LIKELY), key=lambda e: -scores[e])


def _non_ascii_sample(path: Path) -> bytes:
    """The lines that hold bytes above 127, up to a few dozen kilobytes of them."""
    found: list[bytes] = []
    size = 0
    for chunk in chunks(path):
        if chunk.isascii():
            continue
        for line in chunk.replace(b"\r", b"\n").split(b"\n")[1 if found else 0 : -1] or [chunk[:_SAMPLE]]:
            if not line.isascii():
                found.append(line[:4096])
                size += len(line[:4096])
            if size > _SAMPLE:
                return b"\n".join(found)
    return b"\n".join(found)


def _plausibility(sample: bytes, encoding: str) -> float:
    """From -1 (impossible) to 1: how much the non-ASCII characters look like writing in this encoding."""
    text = sample.decode(encoding, errors="replace")
    points = [_likeness(text, i, encoding) for i, c in enumerate(text) if ord(c) > 127]
    undecoded = text.count("\ufffd")
    if not points or undecoded > 0.01 * len(points) + 2:
        return -1.0 if undecoded else 0.0
    return sum(points) / len(points)


def _likeness(text: str, i: int, encoding: str) -> float:
    if encoding in ("gb18030", "big5"):
        return _han_likeness(text[i], encoding)
    return _latin_likeness(text[i - 1 : i], text[i], text[i + 1 : i + 2])


def _han_likeness(character: str, encoding: str) -> float:
    """Both standards list everyday characters first, so their codes tell common writing from noise."""
    code = character.encode(encoding, errors="replace")
    if len(code) != 2:
        return -1.0
    if encoding == "gb18030":
        return 1.0 if 0xB0 <= code[0] <= 0xD7 and code[1] >= 0xA1 else 0.5 if 0xA1 <= code[0] <= 0xA3 else -0.5
    return 1.0 if 0xA4 <= code[0] <= 0xC6 else 0.5 if code[0] in (0xA1, 0xA2) else -0.5


_TYPOGRAPHY = "‘’“”–—…•€£°©®™\u00a0«»¿¡º½¼·"


def _latin_likeness(before: str, character: str, after: str) -> float:
    if character in _TYPOGRAPHY:
        return 0.8
    if not character.isalpha():
        return -0.5
    if character.islower():
        return 0.9 if before.isalpha() or after.isalpha() else -0.3
    return 0.6 if (not before.isalnum() and after.isalpha()) or (before.isupper() and not after.islower()) else -0.6
