"""What Django itself writes (an invitation, a password to be set anew), over the same client as every letter."""

from __future__ import annotations

import smtplib
from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from ..outgoing import NotSent
from ..outgoing.smtp import mail_server
from .transport import of_installation


class EmailBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        return sum(map(self._sent, email_messages))

    def _sent(self, message: EmailMessage) -> bool:
        said = of_installation()
        server = said["host"], said["port"], said["security"], said["user"], settings.EMAIL_HOST_PASSWORD
        try:
            with mail_server(*server) as mailer:
                mailer.sendmail(message.from_email, message.recipients(), message.message().as_bytes(linesep="\r\n"))
        except (smtplib.SMTPException, NotSent):
            if not self.fail_silently:
                raise
            return False
        return True
