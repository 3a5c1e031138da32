"""The door of the room: what other rooms of the web may use of it."""

from .asking import has_reasons

__all__ = ["has_reasons"]
