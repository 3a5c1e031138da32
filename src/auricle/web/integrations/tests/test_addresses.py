"""Where nothing is sent: every way we know of writing, or leading to, an address of our own network."""

from __future__ import annotations

import socket
from contextlib import suppress
from ipaddress import IPv6Address, ip_address
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auricle.web.integrations.outgoing.addresses import is_closed, place_of, plain
from auricle.web.integrations.outgoing.faults import HostRefused, HostUnknown, HostUnreadable, PortRefused

CLOSED = [
    "127.0.0.1", "127.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "0.0.0.0", "224.0.0.1", "239.255.255.250", "255.255.255.255", "240.0.0.1", "192.0.0.8", "198.18.0.1",
    "192.88.99.1", "::1", "::", "fe80::1", "fc00::1", "fd12:3456::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "::ffff:8.8.8.8", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::1", "2002:7f00:1::",
    "2002:a00:1::1", "2001:0:53aa:64c:0:0:80ff:fffe", "2001:db8::1", "100::1", "5f00::1", "3fff::1",
]  # fmt: skip
OPEN = ["8.8.8.8", "1.1.1.1", "114.114.114.114", "2606:4700::1111", "240e::1", "2400:3200::1"]

UNREADABLE = [
    "0177.0.0.1", "0x7f.0.0.1", "0x7f000001", "2130706433", "127.1", "127.0.1", "017700000001", "1.2.3.4.5",
    "256.1.1.1", "1.2.3.0x4", "fe80::1%eth0", "[::1]]", "exa mple.com", "a..b", "-", "user@host", "exam\x00ple.com",
    "", ".", "a" * 300, "127.0.0.1:80", "http://x", "host/path", "%31%32%37.0.0.1",
]  # fmt: skip
SAME = [
    ("EXAMPLE.com.", "example.com"), ("bücher.example", "xn--bcher-kva.example"), ("ⓛocalhost", "localhost"),
    ("例え.テスト", "xn--r8jz45g.xn--zckzah"), ("１２７.０.０.１", "127.0.0.1"), ("127。0。0。1", "127.0.0.1"),
    ("127.0.0.1.", "127.0.0.1"),
    ("[0:0:0:0:0:0:0:1]", "::1"), ("::ffff:7f00:1", "::ffff:127.0.0.1"),
]  # fmt: skip


@pytest.fixture(autouse=True)
def nobody_named(settings: Any) -> None:
    settings.OUTGOING_PRIVATE_HOSTS = []


@pytest.mark.parametrize("address", CLOSED)
def test_an_address_of_our_own_is_closed(address: str):
    assert is_closed(ip_address(address))
    with pytest.raises(HostRefused):
        place_of(address, 80)


@pytest.mark.parametrize("address", OPEN)
def test_a_public_address_is_open(address: str):
    assert not is_closed(ip_address(address))


@pytest.mark.parametrize("host", UNREADABLE)
def test_what_only_some_resolvers_read_is_refused(host: str):
    with pytest.raises(HostUnreadable):
        plain(host)


@pytest.mark.parametrize("host, same", SAME)
def test_a_host_has_one_form(host: str, same: str):
    assert str(ip_address(plain(host))) == str(ip_address(same)) if ":" in same else plain(host) == same


@settings(max_examples=50)
@given(st.integers(0, 2**32 - 1))
def test_every_ipv4_inside_ipv6_is_closed(number: int):
    for prefix in ("::ffff:0:0", "::", "64:ff9b::", "2002::", "2001::"):
        shift = 80 if prefix == "2002::" else 0
        assert is_closed(IPv6Address(int(ip_address(prefix)) | number << shift))


@settings(max_examples=50)
@given(st.text(max_size=40))
def test_any_text_is_a_host_or_is_refused(text: str):
    with suppress(HostUnreadable):
        again = plain(text)
        assert plain(again) == again


def test_a_name_that_leads_home_is_refused():
    with pytest.raises(HostRefused, match="localhost leads into a private network"):
        place_of("localhost", 80)


def test_a_name_with_one_private_address_among_others_is_refused(monkeypatch: pytest.MonkeyPatch):
    def both(*_: Any, **__: Any) -> list[Any]:
        return [(socket.AF_INET, 1, 6, "", (address, 80)) for address in ("93.184.215.14", "10.0.0.1")]

    monkeypatch.setattr(socket, "getaddrinfo", both)
    with pytest.raises(HostRefused):
        place_of("both.example", 80)


def test_a_name_that_leads_nowhere_says_so():
    with pytest.raises(HostUnknown):
        place_of("nowhere.invalid", 80)


@pytest.mark.parametrize("port", [22, 25, 3306, 6379, 8080])
def test_other_ports_are_refused(port: int):
    with pytest.raises(PortRefused):
        place_of("8.8.8.8", port)


def test_the_owner_of_the_server_may_name_a_host_with_its_port(settings: Any):
    settings.OUTGOING_PRIVATE_HOSTS = ["127.0.0.1:8080"]
    assert place_of("127.0.0.1", 8080).addresses == ("127.0.0.1",)
    with pytest.raises(HostRefused):
        place_of("127.0.0.1", 80)
    settings.OUTGOING_PORTS = [8443]
    assert place_of("8.8.8.8", 8443).port == 8443
