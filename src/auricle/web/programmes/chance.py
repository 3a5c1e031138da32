"""What chance decides of a customer in a programme: always the same, however often it is asked."""

from __future__ import annotations

from hashlib import sha256

from django.conf import settings


def fraction(purpose: str, programme: int, customer: str) -> float:
    """A number from 0 to 1, as good as random, that nobody outside can work out."""
    said = f"{settings.SECRET_KEY} {purpose} {programme} {customer}"
    return float(int.from_bytes(sha256(said.encode()).digest()[:6], "big") / 2**48)


def is_control(programme: int, customer: str, share: float) -> bool:
    """Whether a customer belongs to those who are not asked, so that asking itself can be judged."""
    return fraction("control", programme, customer) < share


def turn(programme: int, customer: str, days: int) -> int:
    """The day of a cycle, from 0, on which it is a customer's turn: each day gets an even share of them."""
    return int(fraction("turn", programme, customer) * days)
