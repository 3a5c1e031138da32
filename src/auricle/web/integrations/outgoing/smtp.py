"""A connection to a mail server: looked up once, pinned, encrypted before a password is said, bounded in time."""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer
from typing import Any

from .addresses import Place, place_of
from .faults import NoAnswer
from .http import trust

PORTS = frozenset({25, 465, 587, 2525})
SECONDS = 30.0
IMPLICIT, STARTTLS, PLAIN = "tls", "starttls", "plain"


class Mailer(smtplib.SMTP):
    """smtplib's client, on the connection we made for it."""

    def __init__(self, place: Place, security: str, local_hostname: str | None = None):
        self._place, self._security = place, security
        self._refused: smtplib.SMTPAuthenticationError | None = None
        super().__init__(timeout=SECONDS, local_hostname=local_hostname)
        self._host = place.host  # type: ignore[attr-defined]  # the name that starttls() wants the certificate for

    def let_in(self, user: str, password: str) -> None:
        """Sign in; SMTPAuthenticationError with the first refusal, which says more than a closed door after it."""
        try:
            self.login(user, password)
        except (smtplib.SMTPException, OSError) as error:
            raise self._refused or error from None

    def auth(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        try:
            return super().auth(*args, **kwargs)
        except smtplib.SMTPAuthenticationError as refused:
            self._refused = self._refused or refused
            raise

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        reached = self._place.connect(timeout)
        return trust().wrap_socket(reached, server_hostname=host) if self._security == IMPLICIT else reached


@contextmanager
def mail_server(host: str, port: int, security: str, user: str = "", password: str = "") -> Iterator[Mailer]:
    """A mail server that has let us in.

    Parameters
        security: ``tls`` from the first byte on, ``starttls``, or ``plain``.
    Raises
        NotSent: it cannot be reached, or is none we may reach.
        smtplib.SMTPException: what the server said.
    """
    place = place_of(host, port, PORTS)
    mailer = Mailer(place, security)
    watch = Timer(SECONDS * 2, _cut, [mailer])
    watch.daemon = True
    watch.start()
    try:
        with _as_no_answer(place):
            mailer.connect(place.host, port)
            if security == STARTTLS:
                mailer.starttls(context=trust())
        if user:
            mailer.let_in(user, password)
        with _as_no_answer(place):
            yield mailer
    finally:
        watch.cancel()
        _leave(mailer)


@contextmanager
def _as_no_answer(place: Place) -> Iterator[None]:
    try:
        yield
    except smtplib.SMTPResponseException:
        raise
    except (smtplib.SMTPServerDisconnected, TimeoutError, ssl.SSLError, ConnectionError, socket.gaierror) as error:
        raise NoAnswer(place.host, error) from error


def _cut(mailer: Any) -> None:
    if mailer.sock is not None:
        mailer.sock.shutdown(socket.SHUT_RDWR)


def _leave(mailer: Mailer) -> None:
    try:
        mailer.quit()
    except (smtplib.SMTPException, OSError):
        mailer.close()
