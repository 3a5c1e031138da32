"""A mailbox that is read over IMAP; nothing in it is changed, not even that a letter is unread."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.utils.translation import gettext_lazy as _

from auricle.sentence import sentence, sentence_of

from ..incoming import Pulled, Reading
from ..outgoing import NotSent
from ..outgoing.imap import BYTES, Mailbox, Refused, mailbox
from ..parcels import Undelivered
from ..transport import Source
from .form import MailboxForm

AT_ONCE = 50
SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


class MailboxSource(Source):
    name = "mailbox"
    title = _("Mailbox")
    about = _("Replies to your letters, letters that come back, and what customers write to you by e-mail.")
    icon = "inbox"
    form = MailboxForm
    hidden = ("password",)

    def look(self, reading: Reading) -> str:
        folder = reading.settings["folder"]
        with _opened(reading.settings, reading.secrets) as box:
            _validity, letters = _selected(box, folder)
        return sentence("the folder {folder} holds {letters:,} letters", folder=folder, letters=letters)

    def pull(self, reading: Reading) -> Pulled:
        settings, position = reading.settings, reading.position
        with _opened(settings, reading.secrets) as box:
            validity, _letters = _selected(box, settings["folder"])
            known = position.get("validity") == validity
            last = int(position["last"]) if known else _beginning(box, settings)
            found = _after(box, last)
            taken = found[:AT_ONCE]
            letters = tuple(letter for uid in taken if (letter := _letter(box, uid)) is not None)
        last = taken[-1] if taken else last
        return Pulled({"validity": validity, "last": last}, letters=letters, more=len(found) > len(taken))


@contextmanager
def _opened(said: Mapping[str, Any], secrets: Mapping[str, str]) -> Iterator[Mailbox]:
    try:
        with mailbox(said["host"], said["port"], said["security"], said["user"], secrets.get("password", "")) as box:
            yield box
    except NotSent as reason:
        raise Undelivered(sentence_of(reason)) from reason
    except Refused as refused:
        raise Undelivered(str(refused)) from refused


def _selected(box: Mailbox, folder: str) -> tuple[int, int]:
    """The folder's UIDVALIDITY, under which its numbers hold, and how many letters are in it."""
    status, said = box.select(f'"{folder.replace(chr(34), "")}"', readonly=True)
    if status != "OK":
        raise Refused((said[0] or b"").decode(errors="replace"))
    _code, validity = box.response("UIDVALIDITY")
    return int(validity[0]), int(said[0])


def _beginning(box: Mailbox, settings: Mapping[str, Any]) -> int:
    """The number of the last letter that is not wanted."""
    if settings.get("from_start"):
        return 0
    numbers = _after(box, 0)
    return numbers[-1] if numbers else 0


def _after(box: Mailbox, last: int) -> list[int]:
    """Numbers of letters after one; a server names the last letter even where none is after it."""
    _status, said = box.uid("SEARCH", "UID", f"{last + 1}:*")
    return sorted(number for number in map(int, (said[0] or b"").split()) if number > last)


def _letter(box: Mailbox, number: int) -> bytes | None:
    """One letter whole; None where it is gone by now or larger than anybody reads."""
    _status, said = box.uid("FETCH", str(number), "(RFC822.SIZE)")
    size = SIZE.search(said[0] or b"") if said else None
    if size is None or int(size[1]) > BYTES // 2:
        return None
    _status, said = box.uid("FETCH", str(number), "(BODY.PEEK[])")
    return next((part[1] for part in said if isinstance(part, tuple)), None)
