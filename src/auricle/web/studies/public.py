"""The door of the room: analyses that take a while, worked out in the background and kept with the facts' version."""

from .kinds import Asked, Report, study_kind
from .queries import Studied, studied

__all__ = ["Asked", "Report", "Studied", "studied", "study_kind"]
