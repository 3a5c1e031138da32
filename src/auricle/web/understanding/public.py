"""The door of the room: what other rooms of the web may use of it."""

from .asking import has_reasons
from .further import further
from .quality_views import flagged

__all__ = ["flagged", "further", "has_reasons"]
