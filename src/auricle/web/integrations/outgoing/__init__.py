"""The one client of everything that leaves the house; nothing else in the web opens a connection."""

from .faults import NotSent
from .http import Answered, ask, read_address

__all__ = ["Answered", "NotSent", "ask", "read_address"]
