"""The door of the room: open cases, look them up by customer and by cause, let answers in, forget a person."""

from __future__ import annotations

from typing import Any

from .forgetting import forget_customer
from .history import Actor
from .letters import threaded
from .models import Severity
from .opening import NoCustomer, Opened, Opening
from .opening import open_case as _open_case
from .queries import CaseLine, Pile, cases_of, cases_of_cause, numbered, piles

__all__ = [
    "SEVERITIES",
    "CaseLine", "NoCustomer", "Opened", "Opening", "Pile", "cases_of", "cases_of_cause", "forget_customer", "numbered",
    "open_case", "piles", "threaded",
]  # fmt: skip

SEVERITIES = Severity.choices


def open_case(record: Any, opening: Opening) -> Opened:
    """Open a case, or add to the one open for the customer; once for each reference. Joins the caller's transaction.

    Raises
        NoCustomer: nobody is named.
    """
    return _open_case(record, opening, Actor(name=opening.by))
