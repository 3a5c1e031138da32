"""Letters out and letters in, encrypted: with a certificate for the host, and never a password without one."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from django.core.mail import send_mail

from auricle.web.integrations.email.transport import OURS
from auricle.web.integrations.outgoing import addresses
from auricle.web.integrations.outgoing.faults import NoAnswer
from auricle.web.integrations.outgoing.imap import mailbox
from auricle.web.integrations.outgoing.smtp import IMPLICIT, STARTTLS, mail_server
from auricle.web.integrations.parcels import Letter
from auricle.web.integrations.public import send
from auricle.web.integrations.rounds import deliver_due
from auricle.web.platform.models import Workspace

from . import dovecot
from .certificates import trusted_certificate
from .conftest import PASSWORD, USER, MailServer

HOST = "mail.example"


class Encrypted(Controller):
    """aiosmtpd's, on a free port; its own start asks, unencrypted, the port that it was given for a first word."""

    def _trigger_server(self) -> None:
        socket.create_connection(self.server.sockets[0].getsockname()).close()


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Path:
    """Of mail.example, which leads to this machine."""
    settings.OUTGOING_PRIVATE_HOSTS = [HOST, "other.example"]
    here = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 0))]
    looked_up = socket.getaddrinfo
    names = (HOST, "other.example")
    monkeypatch.setattr(
        addresses.socket, "getaddrinfo", lambda host, *a, **k: here if host in names else looked_up(host, *a, **k)
    )
    return trusted_certificate(HOST, tmp_path, monkeypatch)


@pytest.fixture(params=[STARTTLS, IMPLICIT])
def encrypted(request: pytest.FixtureRequest, certificate: Path) -> Iterator[tuple[str, MailServer]]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server = MailServer()
    how: dict[str, Any] = (
        {"tls_context": context, "require_starttls": True} if request.param == STARTTLS else {"ssl_context": context}
    )
    server.controller = Encrypted(
        server, hostname="127.0.0.1", port=0, auth_require_tls=request.param == STARTTLS,
        authenticator=lambda _server, _session, _envelope, _how, given: AuthResult(
            success=(given.login, given.password) == (USER, PASSWORD), handled=False
        ),
        **how,
    )  # fmt: skip
    server.controller.start()
    yield request.param, server
    server.controller.stop()


def test_an_installation_writes_encrypted_over_the_same_client(
    encrypted: tuple[str, MailServer], workspace: Workspace, settings: Any
) -> None:
    security, server = encrypted
    settings.EMAIL_BACKEND, settings.DEFAULT_FROM_EMAIL = OURS, "auricle@acme.example"
    settings.EMAIL_HOST, settings.EMAIL_PORT = HOST, server.port
    settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = security == STARTTLS, security == IMPLICIT
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = USER.decode(), PASSWORD.decode()
    send(workspace, Letter("ann@example.com", "Your delivery", "What happened?", reference="t:1"))
    deliver_due()
    send_mail("An invitation", "Come in", None, ["bo@example.com"])
    assert [letter["Subject"] for letter in server.letters] == ["Your delivery", "An invitation"]
    assert [envelope.mail_from for envelope in server.envelopes] == ["auricle@acme.example"] * 2


def test_a_mail_server_of_another_name_gets_no_password(encrypted: tuple[str, MailServer]) -> None:
    security, server = encrypted
    with (
        pytest.raises(NoAnswer, match="certificate"),
        mail_server("other.example", server.port, security, USER.decode(), PASSWORD.decode()),
    ):
        pass


def test_a_private_server_nobody_named_gets_no_letter_of_the_installation(settings: Any) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = OURS, "127.0.0.1", 25
    settings.OUTGOING_PRIVATE_HOSTS = []
    assert send_mail("Hello", "x", None, ["bo@example.com"], fail_silently=True) == 0


def test_a_mailbox_is_read_encrypted_and_by_its_own_name_only(certificate: Path) -> None:
    certificate.parent.chmod(0o755)
    for folder in certificate.parents:
        if folder.owner() == "root" and folder.stat().st_mode & 0o005 != 0o005 and folder.name.startswith("pytest-"):
            folder.chmod(0o755)
    said = f"ssl_cert = <{certificate}\nssl_key = <{certificate}"
    with dovecot.server("required", said) as box:
        box.put(b"Subject: Hello\r\n\r\nIt never came.\r\n")
        with mailbox(HOST, box.port, STARTTLS, dovecot.USER, dovecot.PASSWORD) as opened:
            assert opened.select("INBOX", readonly=True)[0] == "OK"
        with (
            pytest.raises(NoAnswer, match="certificate"),
            mailbox("other.example", box.port, STARTTLS, dovecot.USER, dovecot.PASSWORD),
        ):
            pass
