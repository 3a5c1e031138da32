"""What becomes of what was sent: an address that will never work is contacted no more, and whom nothing reached heard
nothing from us."""

from __future__ import annotations

from typing import Any

from auricle.web.integrations.public import Bounce, Ended
from auricle.web.platform.public import Workspace

from .actions import How, opt_out
from .models import Contact
from .reasons import UNDELIVERED


def on_bounce(sender: object, record: Workspace, bounce: Bounce, **_: Any) -> None:
    if bounce.is_final and bounce.address:
        opt_out(record, "", address=bounce.address, how=How.BOUNCE)


def on_ended(sender: object, record: Workspace, ended: Ended, **_: Any) -> None:
    """They were approached only if it reached them; what a colleague sends again may."""
    mine = Contact.objects.of(record).filter(reference=ended.reference)
    if ended.is_delivered:
        mine.filter(because=UNDELIVERED).update(approached=True, because="", is_exported=False)
    else:
        mine.filter(approached=True).update(approached=False, because=UNDELIVERED, is_exported=False)
