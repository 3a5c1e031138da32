"""The door of the room: who may be approached now, decided once for all channels and programmes."""

from .actions import How, forget, opt_in, opt_out
from .deciding import Approach, Decision, approach, withhold
from .foreseeing import Foreseen, Wishes, by_zone, foresee
from .kinds import KINDS, Kind, UnknownKind
from .queries import OptedOut, opted_out
from .reaching import Reached, reached, zones_of
from .reasons import REASONS

__all__ = [
    "KINDS", "REASONS", "Approach", "Decision", "Foreseen", "How", "Kind", "OptedOut", "Reached", "UnknownKind",
    "Wishes", "approach", "by_zone", "foresee", "forget", "opt_in", "opt_out", "opted_out", "reached", "withhold",
    "zones_of",
]  # fmt: skip
