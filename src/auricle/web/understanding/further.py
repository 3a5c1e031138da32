"""Where a score is looked into further."""

from __future__ import annotations

from django.utils.translation import gettext as _

from auricle.model.measure import Measure
from auricle.web.platform.public import ScreenState

from .asking import has_reasons


def further(state: ScreenState, measure: Measure) -> tuple[tuple[str, str], ...]:
    """What else is worked out of a score, by name, with its address; nothing of what is no score."""
    if not has_reasons(measure):
        return ()
    asked = {"measure": measure.name}
    return (
        (_("Drivers"), state.url("understanding:drivers", asked)),
        (_("Score and money"), state.url("understanding:money", asked)),
        (_("Return on experience"), state.url("understanding:money", asked) + "#programme"),
    )
