"""What every worker does again and again: read what arrived, look at the clock, do what follows."""

from __future__ import annotations

import logging

from auricle.web.platform.public import UNREADY, Workspace, goes_round

from .clocked import look_at_the_clock
from .following import follow_up
from .watching import read_on, watched

log = logging.getLogger(__name__)


@goes_round(2, hears=True)
def signals() -> None:
    """Read what arrived, of every workspace that has a rule; one whose facts cannot be read now holds up no other."""
    for workspace in Workspace.objects.filter(pk__in=watched()):
        try:
            while read_on(workspace):
                follow_up()
        except UNREADY as problem:
            log.warning("signals of %s are read later: %s", workspace.slug, problem)
    follow_up()


@goes_round(5)
def clock() -> None:
    """Beside the other, so that a case does not wait until a measure is worked out."""
    for workspace in Workspace.objects.filter(pk__in=watched()):
        try:
            look_at_the_clock(workspace)
        except UNREADY as problem:
            log.warning("the clock of %s is looked at later: %s", workspace.slug, problem)
