"""Posters with a QR code, a page of A4 for each unit, in PDF."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

import segno
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.pdfgen.canvas import Canvas

from .answering.look import COLOUR, USUAL

LATIN, SIMPLIFIED = "Helvetica-Bold", "STSong-Light"
MARGIN, CODE, BELOW = 60.0, 300.0, 130.0
"""Points; a code of 10 cm is read from across a counter, ``BELOW`` is where it stands at the lowest."""
ROOM, LEADING = A4[0] - 2 * MARGIN, 1.35


@dataclass(frozen=True, slots=True)
class Poster:
    """One page: the unit, where to answer, and what is asked in each language."""

    unit: str
    address: str
    titles: Sequence[str]


def posters_pdf(brand: str, colour: str, posters: Sequence[Poster]) -> bytes:
    """All posters in one file."""
    registerFont(UnicodeCIDFont(SIMPLIFIED))
    content = io.BytesIO()
    canvas = Canvas(content, pagesize=A4, pageCompression=1)
    for poster in posters:
        _draw(canvas, brand, HexColor(colour if COLOUR.match(colour) else USUAL), poster)
        canvas.showPage()
    canvas.save()
    return content.getvalue()


def _draw(canvas: Canvas, brand: str, colour: HexColor, poster: Poster) -> None:
    width, height = A4
    canvas.setFillColor(colour)
    canvas.rect(0, height - 24, width, 24, stroke=0, fill=1)
    canvas.setFillColor(HexColor("#1c2430"))
    y = _text(canvas, brand, 20, height - 80)
    for number, title in enumerate(poster.titles):
        size, gap = (34, 50) if number == 0 else (22, 34)
        lines = len(_lines(title, _font(title), size, ROOM)) - 1
        if y - gap - lines * size * LEADING < BELOW + CODE + 20:
            break  # there is no room for further languages; the page behind the code speaks them
        y = _text(canvas, title, size, y - gap)
    _code(canvas, poster.address, (width - CODE) / 2, max(y - 50 - CODE, BELOW))
    canvas.setFillColor(HexColor("#566070"))
    _text(canvas, poster.address, 9, 90)
    _text(canvas, poster.unit, 11, 66)


def _text(canvas: Canvas, text: str, size: float, y: float) -> float:
    """A line in the middle, broken where it is too wide; the height of the last one."""
    font = _font(text)
    for line in _lines(text, font, size, ROOM):
        canvas.setFont(font, size)
        canvas.drawCentredString(A4[0] / 2, y, line)
        y -= size * LEADING
    return y + size * LEADING


def _font(text: str) -> str:
    """What the Latin face has no letters for is set in the Chinese one, which spaces European letters widely."""
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return SIMPLIFIED
    return LATIN


def _lines(text: str, font: str, size: float, room: float) -> list[str]:
    """Broken between words, or anywhere in Chinese and in a word that is wider than a line."""
    words = [f"{word} " for word in text.split()] if font == LATIN else list(text)
    wide = [word for word in words if stringWidth(word.rstrip(), font, size) > room]
    parts = [part for word in words for part in (word if word in wide else [word])]
    lines = [""]
    for part in parts:
        if lines[-1] and stringWidth((lines[-1] + part).rstrip(), font, size) > room:
            lines.append("")
        lines[-1] += part
    return [line.strip() for line in lines]


def _code(canvas: Canvas, address: str, x: float, y: float) -> None:
    """The code as squares, so that it is sharp at any size; filled as one, so that no seam shows between them."""
    matrix = list(segno.make(address, error="m", micro=False).matrix)
    side = CODE / len(matrix)
    canvas.setFillColor(HexColor("#000000"))
    squares = canvas.beginPath()
    for down, row in enumerate(matrix):
        for across, is_dark in enumerate(row):
            if is_dark:
                squares.rect(x + across * side, y + CODE - (down + 1) * side, side, side)
    canvas.drawPath(squares, stroke=0, fill=1)
