"""The door of the room: what other rooms of the web may use of customers' words."""

from .words import theme_title

__all__ = ["theme_title"]
