"""Reading documents: what they say, what they say that is not done, and what is no document."""

from .survey import read
from .unreadable import Unreadable

__all__ = ["Unreadable", "read"]
