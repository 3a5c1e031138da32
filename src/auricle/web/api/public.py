"""The door of the room: forget a person."""

from .forgetting import forget

__all__ = ["forget"]
