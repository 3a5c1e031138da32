"""The door of the room: what other rooms of the web may use of it."""

from .asking import has_reasons
from .further import further

__all__ = ["further", "has_reasons"]
