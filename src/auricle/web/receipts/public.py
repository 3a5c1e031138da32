"""The door of the room: forget a person, and what a customer was told."""

from .actions import forget
from .queries import Told, told_to

__all__ = ["Told", "forget", "told_to"]
