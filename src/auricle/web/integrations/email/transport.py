"""E-mail over the workspace's own mail server, or the installation's where it has none."""

from __future__ import annotations

import re
import smtplib
from collections.abc import Mapping
from email.message import EmailMessage
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage as DjangoMessage
from django.core.mail import get_connection
from django.utils.translation import gettext_lazy as _

from auricle.sentence import sentence, sentence_of

from ..outgoing import NotSent
from ..outgoing.smtp import IMPLICIT, PLAIN, STARTTLS, mail_server
from ..parcels import Sending, Undelivered
from ..transport import Transport
from .form import EmailForm
from .message import composed

OURS = "auricle.web.integrations.email.backend.EmailBackend"
CONSOLE = "django.core.mail.backends.console.EmailBackend"
NOBODY = re.compile(r"5\d\d[ -]5\.1\.(1|2|3|6|10)\b")
"""A recipient refused for the address itself (RFC 3463, X.1); other refusals may be of us, or of these words."""


class Email(Transport):
    name = "email"
    title = _("E-mail")
    about = _("Letters to customers and colleagues, over a mail server of yours.")
    icon = "mail"
    takes = "letter"
    form = EmailForm
    hidden = ("password",)

    def deliver(self, sending: Sending) -> str:
        if sending.settings:
            return _over(sending, sending.settings, sending.secrets.get("password", ""))
        if settings.EMAIL_BACKEND == OURS:
            return _over(sending, of_installation(), settings.EMAIL_HOST_PASSWORD)
        return _over_djangos(sending)


def of_installation() -> dict[str, Any]:
    """The installation's mail server, as an integration would have it written."""
    security = STARTTLS if settings.EMAIL_USE_TLS else IMPLICIT if settings.EMAIL_USE_SSL else PLAIN
    return {
        "host": settings.EMAIL_HOST, "port": settings.EMAIL_PORT, "security": security,
        "user": settings.EMAIL_HOST_USER, "sender": settings.DEFAULT_FROM_EMAIL,
    }  # fmt: skip


def _over(sending: Sending, said: Mapping[str, Any], password: str) -> str:
    message = composed(sending, said["sender"], said.get("sender_name", ""), said.get("reply_to", ""))
    try:
        with mail_server(said["host"], said["port"], said["security"], said.get("user", ""), password) as server:
            return handed_over(server, message, said.get("bounces_to") or said["sender"])
    except NotSent as reason:
        raise Undelivered(sentence_of(reason), is_final=reason.is_final) from reason
    except smtplib.SMTPRecipientsRefused as refused:
        undelivered = _refused(*next(iter(refused.recipients.values())))
        undelivered.is_nobody = bool(NOBODY.match(undelivered.said))
        raise undelivered from refused
    except smtplib.SMTPResponseException as refused:
        raise _refused(refused.smtp_code, refused.smtp_error) from refused
    except smtplib.SMTPException as refused:
        raise Undelivered(str(refused)) from refused


def handed_over(server: smtplib.SMTP, message: EmailMessage, bounces_to: str) -> str:
    """Give a message to a mail server and keep its last words: most name the place in its queue."""
    recipient = message["To"].addresses[0].addr_spec
    options = ["SMTPUTF8", "BODY=8BITMIME"] if server.has_extn("smtputf8") and not recipient.isascii() else []
    server.ehlo_or_helo_if_needed()
    code, said = server.mail(bounces_to, options)
    if code != 250:
        raise smtplib.SMTPSenderRefused(code, said, bounces_to)
    code, said = server.rcpt(recipient)
    if code not in (250, 251):
        raise smtplib.SMTPRecipientsRefused({recipient: (code, said)})
    code, said = server.data(message.as_bytes())
    if code != 250:
        raise smtplib.SMTPDataError(code, said)
    return _words(code, said)


def _over_djangos(sending: Sending) -> str:
    if settings.EMAIL_BACKEND == CONSOLE:
        said = sentence("no e-mail is set up; add your mail server under Integrations, it is sent then")
        raise Undelivered(said)
    made = composed(sending, settings.DEFAULT_FROM_EMAIL)
    headers = {name: str(value) for name, value in made.items() if name.lower() not in ("from", "to", "subject")}
    letter: Any = sending.parcel
    plain = {n: v for n, v in headers.items() if not n.lower().startswith(("content-", "mime-"))}
    message = DjangoMessage(made["Subject"], letter.text, settings.DEFAULT_FROM_EMAIL, [letter.to], headers=plain)
    try:
        get_connection().send_messages([message])
    except (smtplib.SMTPException, OSError) as error:
        raise Undelivered(str(error)) from error
    return sentence("taken by the mail server of this installation")


def _refused(code: int, said: bytes | str) -> Undelivered:
    """A 5xx is final; but a refusal to let us in may be mended, so that what waits is not lost."""
    return Undelivered(_words(code, said), is_final=500 <= code < 600 and code not in (530, 534, 535, 538))


def _words(code: int, said: bytes | str) -> str:
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    return f"{code} {text}".strip()
