"""How long a text message is: the parts in which networks carry it, and are paid for.

3GPP TS 23.038: the alphabet of GSM takes 160 characters of seven bits, 153 of them in each part of several; a text
with any other character is UCS-2 and takes 70, or 67. An extended character of GSM takes two places and a character
beyond the basic plane two units; neither is torn in two by the end of a part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("\f^{}\\[~]|€")


@dataclass(frozen=True, slots=True)
class Length:
    """``places`` of the alphabet that it takes, in so many ``parts``; ``is_gsm`` tells which alphabet."""

    places: int
    parts: int
    is_gsm: bool


def length_of(text: str) -> Length:
    """
    Examples
        >>> length_of("How was it?")
        Length(places=11, parts=1, is_gsm=True)
        >>> length_of("怎么样？" * 18).parts
        2
    """
    is_gsm = all(letter in GSM or letter in EXTENDED for letter in text)
    places = [_places(letter, is_gsm) for letter in text]
    alone, among = (160, 153) if is_gsm else (70, 67)
    return Length(sum(places), 1 if sum(places) <= alone else _parts(places, among), is_gsm)


def _places(letter: str, is_gsm: bool) -> int:
    return 1 + (letter in EXTENDED if is_gsm else ord(letter) > 0xFFFF)


def _parts(places: Sequence[int], most: int) -> int:
    parts, filled = 1, 0
    for each in places:
        if filled + each > most:
            parts, filled = parts + 1, 0
        filled += each
    return parts
