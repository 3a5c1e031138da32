"""Jitsu's API: events as Segment's, one to a request, at an address of its own."""

from __future__ import annotations

from .segment import read, split

__all__ = ["read", "split"]
