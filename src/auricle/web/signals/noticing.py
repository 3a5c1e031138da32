"""Tells an integration what set a rule off."""

from __future__ import annotations

from auricle.web.cases.public import Opened

from .models import Firing


def give_notice(firing: Firing, opened: Opened | None) -> None:
    """Once for each firing."""
