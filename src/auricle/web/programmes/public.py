"""The door of the room: forget a person."""

from .actions import forget

__all__ = ["forget"]
