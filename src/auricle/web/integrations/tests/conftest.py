"""Servers of the other side, and the leave to reach them on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = b"auricle", b"correct horse"


class MailServer:
    """A mail server that says what it is told to say; ``refusals`` are used up from the first."""

    def __init__(self) -> None:
        self.letters: list[Message] = []
        self.envelopes: list[Envelope] = []
        self.refusals: list[str] = []
        self.refused_recipients: dict[str, str] = {}
        self.controller: Any = None

    async def handle_RCPT(  # noqa: N802 - aiosmtpd calls it so
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if said := self.refused_recipients.get(address):
            return said
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd calls it so
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self.refusals:
            return self.refusals.pop(0)
        self.envelopes.append(envelope)
        self.letters.append(message_from_bytes(envelope.content, policy=default))
        return f"250 2.0.0 Ok: queued as {len(self.letters):04d}"

    @property
    def port(self) -> int:
        return self.controller.server.sockets[0].getsockname()[1]


class OnAnyPort(Controller):
    """aiosmtpd's, on a free port: its own start asks the port that it was given for a first word."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture
def loopback(settings: Any) -> None:
    """The owner of this server named this machine."""
    settings.OUTGOING_PRIVATE_HOSTS = ["127.0.0.1", "localhost", "::1"]


@pytest.fixture
def mail_server(loopback: None) -> Iterator[MailServer]:
    def let_in(server: Any, session: Any, envelope: Any, mechanism: str, given: LoginPassword) -> AuthResult:
        return AuthResult(success=(given.login, given.password) == (USER, PASSWORD), handled=False)

    server = MailServer()
    server.controller = OnAnyPort(server, hostname="127.0.0.1", port=0, authenticator=let_in, auth_require_tls=False)
    server.controller.start()
    try:
        yield server
    finally:
        server.controller.stop()
