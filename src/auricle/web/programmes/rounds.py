"""What every worker does again and again: plan the day, ask whose time has come, remind who did not answer."""

from __future__ import annotations

import logging

from auricle.model.dimension import UnknownDimension
from auricle.store.relation import FilterError
from auricle.web.platform.public import UNREADY, goes_round

from .asking import ask_due, running
from .models import Programme
from .planning import plan
from .reminding import remind_due

log = logging.getLogger(__name__)


@goes_round(every_seconds=60)
def plan_days() -> None:
    """Write down whose turn it is today; a programme whose facts cannot be read now holds up no other."""
    for programme in running():
        if programme.kind == Programme.Kind.EVENT:
            continue
        try:
            plan(programme)
        except (*UNREADY, FilterError, UnknownDimension) as problem:
            log.warning("programme %s is planned later: %s", programme.pk, problem)


@goes_round(every_seconds=2)
def ask() -> None:
    """Ask and remind."""
    ask_due()
    remind_due()
