"""The door of the room: who may be approached now, decided once for all channels and programmes."""

from .actions import How, forget, opt_in, opt_out
from .deciding import Approach, Decision, approach
from .kinds import KINDS, Kind, UnknownKind
from .queries import OptedOut, opted_out
from .reasons import REASONS

__all__ = [
    "KINDS", "REASONS", "Approach", "Decision", "How", "Kind", "OptedOut", "UnknownKind", "approach", "forget",
    "opt_in", "opt_out", "opted_out",
]  # fmt: skip
