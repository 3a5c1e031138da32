"""The one outbound client against real servers: pinned, never redirected, bounded."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from auricle.web.integrations.outgoing import NotSent, addresses, ask
from auricle.web.integrations.outgoing.faults import AddressUnreadable, HostRefused, NoAnswer, Redirected, TooLong

from .certificates import trusted_certificate
from .servers import Said, Server, answering

PUBLIC = "93.184.215.14"


def test_an_answer_is_given_whatever_its_status(loopback: None):
    with answering(Said(418, "茶壶".encode(), {"X-Tea": "green"})) as server:
        answered = ask("POST", f"{server.address}/pot?a=%E8%8C%B6&b=茶", b"{}")
    assert (answered.status, answered.text, answered.headers["x-tea"]) == (418, "茶壶", "green")
    (heard,) = server.heard
    assert (heard.method, heard.path, heard.body) == ("POST", "/pot?a=%E8%8C%B6&b=%E8%8C%B6", b"{}")
    assert heard.headers["host"] == f"127.0.0.1:{server.port}"
    assert heard.headers["accept-encoding"] == "identity"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(loopback: None, status: int):
    with (
        answering(Said()) as inside,
        answering(Said(status, b"", {"Location": inside.address})) as outside,
        pytest.raises(Redirected, match="write the final address"),
    ):
        ask("POST", outside.address, b"secret")
    assert inside.heard == []
    assert len(outside.heard) == 1


def test_a_name_is_looked_up_once_and_what_it_led_to_is_connected_to(settings: Any, monkeypatch: pytest.MonkeyPatch):
    """DNS rebinding: public when it is checked, this machine when it is looked up again."""
    answers = [PUBLIC, "127.0.0.1", "127.0.0.1"]
    tried: list[tuple[str, int]] = []
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda *_, **__: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (answers.pop(0), 80))]
    )

    def opened(address: str, port: int, seconds: float) -> socket.socket:
        tried.append((address, port))
        raise ConnectionRefusedError("nobody there")

    monkeypatch.setattr(addresses, "opened", opened)
    with pytest.raises(NoAnswer):
        ask("GET", "http://rebinding.example/")
    assert tried == [(PUBLIC, 80)]
    assert len(answers) == 2, "it was looked up again"
    with pytest.raises(HostRefused):
        ask("GET", "http://rebinding.example/")


def test_a_name_that_turns_private_is_not_reached_though_a_server_waits_there(
    monkeypatch: pytest.MonkeyPatch, settings: Any
):
    """The same with a real server on loopback, which hears nothing."""
    settings.OUTGOING_PRIVATE_HOSTS = []
    with answering(Said()) as server:
        settings.OUTGOING_PORTS = [server.port]
        with pytest.raises(HostRefused):
            ask("GET", f"http://localhost:{server.port}/")
        with pytest.raises(HostRefused):
            ask("GET", f"http://[::ffff:127.0.0.1]:{server.port}/")
    assert server.heard == []


@pytest.mark.parametrize(
    "address",
    ["ftp://example.com/", "file:///etc/passwd", "gopher://x", "//example.com", "example.com", "http://", "http:///x",
     "http://user:pass@example.com/", "http://example.com:0/", "http://example.com:99999/", "http://exa mple.com/",
     "http://example.com/\r\nX: y", "http://a@b@c/", "javascript:alert(1)"],
)  # fmt: skip
def test_an_address_of_another_sort_is_refused(address: str):
    with pytest.raises(NotSent) as refused:
        ask("GET", address)
    assert refused.value.is_final
    assert isinstance(refused.value, (AddressUnreadable, addresses.HostUnreadable))


def test_an_endless_answer_is_cut_off(loopback: None):
    with answering(Said(200, b"x" * 300_000)) as server, pytest.raises(TooLong, match="262,144 bytes"):
        ask("GET", server.address)


@pytest.fixture
def dripping(loopback: None) -> Iterator[int]:
    """A server that says a byte of its answer now and then, for ever."""
    listening = socket.create_server(("127.0.0.1", 0))

    def drip() -> None:
        try:
            connection, _ = listening.accept()
            with connection:
                connection.sendall(b"HTTP/1.1 200 OK\r\nX: ")
                while True:
                    connection.sendall(b"y")
                    time.sleep(0.05)
        except OSError:
            pass

    Thread(target=drip, daemon=True).start()
    yield listening.getsockname()[1]
    listening.close()


def test_a_server_that_drips_is_left_in_time(dripping: int):
    began = time.monotonic()
    with pytest.raises(NoAnswer):
        ask("GET", f"http://127.0.0.1:{dripping}/", seconds=0.5)
    assert time.monotonic() - began < 3


def test_what_is_no_http_is_no_answer(loopback: None):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        Thread(target=lambda: listening.accept()[0].sendall(b"220 mail ESMTP\r\n\r\n"), daemon=True).start()
        with pytest.raises(NoAnswer):
            ask("GET", f"http://127.0.0.1:{listening.getsockname()[1]}/", seconds=2)


@pytest.fixture
def certified(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, loopback: None) -> Iterator[Server]:
    """A server with a certificate for robots.example, which this system trusts for now."""
    both = trusted_certificate("robots.example", tmp_path, monkeypatch)
    server = Server(lambda _: Said())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)
    server.wrap(context)
    server.start()
    yield server
    server.stop()


def leads_here(monkeypatch: pytest.MonkeyPatch, settings: Any, *names: str) -> None:
    settings.OUTGOING_PRIVATE_HOSTS = list(names)
    here = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 443))]
    monkeypatch.setattr(addresses.socket, "getaddrinfo", lambda *_, **__: here)


def test_a_pinned_connection_still_proves_the_name(certified: Server, monkeypatch: pytest.MonkeyPatch, settings: Any):
    leads_here(monkeypatch, settings, "robots.example", "other.example")
    assert ask("GET", f"https://robots.example:{certified.port}/").status == 200
    assert certified.heard[0].headers["host"] == f"robots.example:{certified.port}"
    with pytest.raises(NoAnswer, match="certificate"):
        ask("GET", f"https://other.example:{certified.port}/")


def test_a_certificate_nobody_vouches_for_is_no_answer(
    certified: Server, monkeypatch: pytest.MonkeyPatch, settings: Any
):
    monkeypatch.delenv("SSL_CERT_FILE")
    leads_here(monkeypatch, settings, "robots.example")
    with pytest.raises(NoAnswer, match="certificate"):
        ask("GET", f"https://robots.example:{certified.port}/")
    assert certified.heard == []
