"""The door of the room: analyses that take a while, worked out in the background and kept with the facts' version."""

from .actions import ask, forget, keep_up
from .kinds import Asked, Report, study_kind
from .queries import Studied, latest, latest_of, studied

__all__ = ["Asked", "Report", "Studied", "ask", "forget", "keep_up", "latest", "latest_of", "studied", "study_kind"]
