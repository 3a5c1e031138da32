"""Telling, by every worker: whoever waits, a moment after a receipt was handed over."""

from __future__ import annotations

from auricle.web.platform.public import goes_round

from .actions import tell_waiting


@goes_round(1.0)
def tell_who_waits() -> None:
    """Tell the next of those who wait."""
    tell_waiting()
