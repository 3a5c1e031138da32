"""Posters: what stands on the sheet stays on it, and off the code."""

from __future__ import annotations

import base64
import re
import zlib

from reportlab.pdfbase.pdfmetrics import stringWidth

from auricle.web.surveys.posters import BELOW, LATIN, ROOM, SIMPLIFIED, Poster, _font, _lines, posters_pdf

WORD = "Kundenzufriedenheitsbefragungsteilnahmebedingungen"


def drawn(*titles: str) -> bytes:
    """What is drawn on the sheet of one poster."""
    pdf = posters_pdf("Lamps", "", [Poster("north", "https://ask.example.com/s/1/2/", titles)])
    [stream] = [each for each in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL) if each.strip()]
    return zlib.decompress(base64.a85decode(stream.strip().removesuffix(b"~>")))


def test_a_word_wider_than_the_sheet_is_broken() -> None:
    lines = _lines(f"Zur {WORD}", LATIN, 34, ROOM)
    assert len(lines) == 3
    assert all(stringWidth(line, LATIN, 34) <= ROOM for line in lines)


def test_european_letters_are_set_in_the_latin_face() -> None:
    assert (_font("Café Zürich, Großmünster"), _font("静安店")) == (LATIN, SIMPLIFIED)


def test_as_many_languages_stand_above_the_code_as_there_is_room_for() -> None:
    sheet = drawn(*(f"How was your visit to our shop today, in language {n}?" for n in range(9)))
    heights = [float(y) for y in re.findall(rb"1 0 0 1 \S+ (\S+) Tm", sheet)]
    code = [float(y) + float(high) for y, high in re.findall(rb"\S+ (\S+) \S+ (\S+) re", sheet)[1:]]
    assert len([y for y in heights if y > BELOW]) > 3
    assert min(y for y in heights if y > BELOW) > max(code)
