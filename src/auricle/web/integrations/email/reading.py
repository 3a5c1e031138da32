"""A letter that came in: a word that another could not be delivered, an answer, or something new."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import default
from email.utils import parseaddr
from html.parser import HTMLParser

ID = re.compile(r"<([^<>\s]+)>")
ABOVE = re.compile(
    r"^(?:On .{0,200} wrote:|在.{0,200}写道[：:]|於.{0,200}寫道[：:]|"
    r"-{3,} ?(?:Original Message|原始邮件|原始郵件) ?-{3,}|_{10,}|(?:From|发件人|寄件者)[：:] ?.+|-- ?)$",
    re.MULTILINE,
)
LONGEST = 100_000


@dataclass(frozen=True, slots=True)
class Returned:
    """A delivery status notification (RFC 3464) about a letter: ``message_id`` is the letter's."""

    message_id: str
    address: str
    said: str
    is_final: bool


@dataclass(frozen=True, slots=True)
class Read:
    """A letter in parts; ``answers`` are the ids it names, the nearest first. ``text`` is what is not quoted."""

    message_id: str
    answers: tuple[str, ...]
    sender: str
    subject: str
    text: str
    at: datetime
    is_automatic: bool
    returned: Returned | None


def read(raw: bytes) -> Read:
    """A letter as it came; whatever cannot be read of it is left out, and nothing of it is believed."""
    message = message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    return Read(
        message_id=next(iter(_ids(message, "Message-ID")), "")[:200],
        answers=tuple(dict.fromkeys((*_ids(message, "In-Reply-To"), *reversed(_ids(message, "References"))))),
        sender=parseaddr(_header(message, "From"))[1][:254],
        subject=_header(message, "Subject")[:240],
        text=_own_words(_text(message))[:LONGEST],
        at=_at(message),
        is_automatic=_is_automatic(message),
        returned=_returned(message),
    )


def _header(message: Message, name: str) -> str:
    try:
        return " ".join(str(message.get(name, "")).split())
    except (ValueError, IndexError, AttributeError):  # a header that even its own parser gives up on
        return ""


def _ids(message: Message, name: str) -> list[str]:
    return ID.findall(_header(message, name))


def _at(message: EmailMessage) -> datetime:
    """When it says that it was written; now where it says nothing or a time to come."""
    now = datetime.now(UTC)
    try:
        said = message["Date"].datetime.astimezone(UTC)
    except (AttributeError, TypeError, ValueError, OverflowError):
        return now
    return min(said, now)


def _is_automatic(message: Message) -> bool:
    """An out-of-office or another machine's word (RFC 3834)."""
    said = _header(message, "Auto-Submitted").lower()
    return (bool(said) and said != "no") or _header(message, "Precedence").lower() in ("bulk", "junk", "auto_reply")


def _text(message: EmailMessage) -> str:
    body = message.get_body(("plain", "html"))
    if body is None:
        return ""
    words = _decoded(body)
    return plain_words(words) if body.get_content_subtype() == "html" else words


def _decoded(part: Message) -> str:
    raw = part.get_payload(decode=True)
    raw = raw if isinstance(raw, bytes) else b""
    for charset in (part.get_content_charset() or "utf-8", "utf-8", "gb18030"):
        try:
            return raw.decode(charset)
        except (LookupError, UnicodeDecodeError):
            continue
    return raw.decode("utf-8", errors="replace")


def _own_words(text: str) -> str:
    """What stands above the quoted letter; all of it where nothing is quoted."""
    text = text.replace("\r\n", "\n").replace("\x00", "")
    quoted = ABOVE.search(text)
    above = text[: quoted.start()] if quoted and text[: quoted.start()].strip() else text
    return "\n".join(line for line in above.split("\n") if not line.startswith(">")).strip()


def _returned(message: EmailMessage) -> Returned | None:
    if message.get_content_type() != "multipart/report" or message.get_param("report-type") != "delivery-status":
        return None
    status, original = {}, ""
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            for group in part.get_payload():
                status |= {name.lower(): str(value) for name, value in group.items()}
        elif part.get_content_type() in ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers"):
            original = original or _original(part)
    if not original or status.get("action", "").lower() not in ("failed", "delayed"):
        return None
    said = status.get("diagnostic-code", "") or status.get("status", "")
    address = status.get("final-recipient", "").partition(";")[2].strip()
    is_final = status["action"].lower() == "failed" and not status.get("status", "5").startswith("4")
    return Returned(original, address, said.partition(";")[2].strip() or said, is_final)


def _original(part: Message) -> str:
    """The Message-ID of the letter that came back."""
    inner = part.get_payload()
    found = _ids(inner[0], "Message-ID") if isinstance(inner, list) and inner else []
    found = found or ID.findall("".join(re.findall(r"(?im)^message-id:(.*)$", _decoded(part))))
    return found[0] if found else ""


class _Words(HTMLParser):
    """The words of a page, without what is never shown."""

    HIDDEN = frozenset({"script", "style", "head", "title"})
    LINES = frozenset({"br", "p", "div", "li", "tr", "blockquote"})

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._hidden += tag in self.HIDDEN
        if tag in self.LINES:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in self.HIDDEN and self._hidden > 0

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words.append(data)


def plain_words(page: str) -> str:
    """The words of HTML, as text."""
    reader = _Words()
    reader.feed(page)
    reader.close()
    return re.sub(r"\n\s*\n\s*\n+", "\n\n", "".join(reader.words)).strip()
