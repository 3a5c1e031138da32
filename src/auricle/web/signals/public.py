"""The door of the room: have rules of one's own judged as facts arrive; forget a person."""

from .actions import forget
from .watchers import Watcher, watches
from .watching import follow

__all__ = ["Watcher", "follow", "forget", "watches"]
