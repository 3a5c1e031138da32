"""The door of the room: have rules of one's own judged as facts arrive."""

from .watchers import Watcher, watches
from .watching import follow

__all__ = ["Watcher", "follow", "watches"]
