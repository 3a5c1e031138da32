"""What other rooms may use of this one."""

from .refusing import what_to_do, why_refused

__all__ = ["what_to_do", "why_refused"]
