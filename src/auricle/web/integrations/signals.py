"""What became of what was sent. A room that sent it listens here, and takes what has a reference of its own.

All are sent inside a transaction in which the reply or bounce is noted: what a listener writes is written once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.dispatch import Signal


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer to a letter: ``reference`` is the letter's, ``text`` what was written above the quoted words.

    ``message_id`` is what an answer to it names in In-Reply-To, ``answers`` the letter's own. Its words are anybody's:
    text, never HTML.
    """

    reference: str
    sender: str
    subject: str
    text: str
    at: datetime
    message_id: str
    answers: str = ""


@dataclass(frozen=True, slots=True)
class Bounce:
    """A letter that could not be delivered, said at once or later. ``is_final`` where the address will never work."""

    reference: str
    address: str
    said: str
    is_final: bool
    at: datetime
    customer: str = ""


@dataclass(frozen=True, slots=True)
class Ended:
    """A letter, a text or a message of WeChat that was taken, or given up for good, which may come after it was taken.
    A colleague may send it again; then it ends again."""

    reference: str
    is_delivered: bool


replied = Signal()
"""``receiver(sender, record=Workspace, reply=Reply, **_)``"""
bounced = Signal()
"""``receiver(sender, record=Workspace, bounce=Bounce, **_)``"""
ended = Signal()
"""``receiver(sender, record=Workspace, ended=Ended, **_)``"""
