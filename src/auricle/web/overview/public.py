"""The door of the room: the measures a workspace follows, for pages that speak of the same."""

from .actions import follow_measures
from .figures import Figures, figures

__all__ = ["Figures", "figures", "follow_measures"]
