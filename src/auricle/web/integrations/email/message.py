"""A letter as a message of RFC 5322."""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from auricle.sentence import sentence

from ..parcels import Letter, Sending, Undelivered

OURS = frozenset({"from", "to", "message-id", "date", "subject", "mime-version", "content-type", "bcc", "cc"})


def composed(sending: Sending, sender: str, sender_name: str = "", reply_to: str = "") -> EmailMessage:
    """The message; the same bytes of header on every attempt, so that a receiver knows a repetition.

    Raises
        Undelivered: an address or a header cannot be written down.
    """
    letter = sending.parcel
    assert isinstance(letter, Letter)
    message = EmailMessage(policy=SMTP)
    try:
        message["From"] = Address(sender_name, addr_spec=sender)
        message["To"] = Address(addr_spec=letter.to.strip())
        message["Subject"] = " ".join(letter.subject.split())
        message["Message-ID"] = f"<{sending.message_id}>"
        message["Date"] = format_datetime(sending.made_at)
        if reply_to:
            message["Reply-To"] = Address(addr_spec=reply_to)
        for name, value in letter.headers.items():
            if name.lower() not in OURS:
                message[name] = value
    except (ValueError, IndexError) as error:
        said = sentence("{address} cannot be written to; mend the address", address=letter.to[:200])
        raise Undelivered(said, is_final=True) from error
    message.set_content(letter.text)
    if letter.html:
        message.add_alternative(letter.html, subtype="html")
    return message
