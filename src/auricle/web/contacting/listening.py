"""What comes back to letters: an address that will never work is contacted no more."""

from __future__ import annotations

from typing import Any

from auricle.web.integrations.public import Bounce
from auricle.web.platform.public import Workspace

from .actions import How, opt_out


def on_bounce(sender: object, record: Workspace, bounce: Bounce, **_: Any) -> None:
    if bounce.is_final and bounce.address:
        opt_out(record, "", address=bounce.address, how=How.BOUNCE)
