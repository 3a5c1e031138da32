"""Where one visit ends and the next begins."""

from __future__ import annotations

import msgspec

PAGES = ("page", "screen", "page_load")
"""Activities in which somebody sees a page or a screen."""


class Sessions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What ``sessions:`` of a workspace's settings may say.

    A session is what one customer did on ``channels`` without a gap of more than ``minutes``.
    """

    minutes: float = 30
    channels: tuple[str, ...] = ("web", "app")


USUAL = Sessions()
