"""Where a connection may go: a host is looked up once, and only what it led to then is connected to.

Refused are all addresses that lead back into a network of ours: by their own form, by an IPv6 form that carries an
IPv4 address, or by a name that leads there. A server's owner may name hosts of its own network
(``OUTGOING_PRIVATE_HOSTS``); a request never can.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from django.conf import settings

from .faults import HostRefused, HostUnknown, HostUnreadable, PortRefused

Address = IPv4Address | IPv6Address

PORTS = frozenset({80, 443})
NAME = re.compile(r"(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
NUMBER = re.compile(r"\d+|0x[0-9a-f]*")

# IANA's special-purpose registry of IPv4: everything that is not somebody else's public host.
CLOSED_V4 = tuple(
    IPv4Network(net)
    for net in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
    )
)  # fmt: skip
# Of IPv6 only global unicast is open; mapped, compatible, NAT64, unique local, link-local and multicast lie outside.
OPEN_V6 = IPv6Network("2000::/3")
# Within it: Teredo and other protocols' (2001::/23), documentation, 6to4.
CLOSED_V6 = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")))


@dataclass(frozen=True, slots=True)
class Place:
    """A host with the addresses it led to when it was looked up; ``connect`` goes to those and nowhere else."""

    host: str
    port: int
    addresses: tuple[str, ...]

    def connect(self, seconds: float) -> socket.socket:
        """Open a connection to the first address that answers; OSError of the last one when none does."""
        for number, address in enumerate(self.addresses, start=1):
            try:
                return opened(address, self.port, seconds)
            except OSError:
                if number == len(self.addresses):
                    raise
        raise HostUnknown(self.host)


def opened(address: str, port: int, seconds: float) -> socket.socket:
    """A connection to an address, with no name server in between."""
    made = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
    try:
        made.settimeout(seconds)
        made.connect((address, port))
    except OSError:
        made.close()
        raise
    return made


def place_of(host: str, port: int, ports: Iterable[int] = PORTS) -> Place:
    """Look a host up, once.

    Parameters
        host: a name or an address as a person wrote it. ports: those this way of sending uses; the owner of the
            server may have named more (``OUTGOING_PORTS``).
    Raises
        HostUnreadable: neither a name nor an address in its usual form. HostUnknown: the name leads nowhere.
        HostRefused: it leads into a private network. PortRefused: the port is none of the allowed.
    """
    name = plain(host)
    is_named = _is_named(name, port)
    if not is_named and port not in {*ports, *settings.OUTGOING_PORTS}:
        raise PortRefused(name, port)
    found = _looked_up(name, port)
    if not is_named and any(is_closed(address) for address in found):
        raise HostRefused(name)
    return Place(name, port, tuple(str(address) for address in found))


def plain(host: str) -> str:
    """A host in the one form that is looked up, checked and asked for: lower case, ASCII, no dot at the end.

    Numbers other than four decimal ones are refused: octal, hexadecimal and whole numbers are read by some resolvers.
    """
    text = host.strip().removeprefix("[").removesuffix("]")
    if ":" in text:
        return _ipv6(text, host)
    try:
        name = text.encode("idna").decode("ascii").lower().removesuffix(".")
    except UnicodeError:
        raise HostUnreadable(host) from None
    if NUMBER.fullmatch(name.rpartition(".")[2]):
        return _ipv4(name, host)
    if not NAME.fullmatch(name):
        raise HostUnreadable(host)
    return name


def is_closed(address: Address) -> bool:
    """Whether an address is nobody else's public one."""
    if isinstance(address, IPv4Address):
        return any(address in net for net in CLOSED_V4)
    return address not in OPEN_V6 or any(address in net for net in CLOSED_V6)


def _ipv4(name: str, host: str) -> str:
    try:
        return str(IPv4Address(name))
    except ValueError:
        raise HostUnreadable(host) from None


def _ipv6(text: str, host: str) -> str:
    try:
        found = IPv6Address(text)
    except ValueError:
        raise HostUnreadable(host) from None
    if found.scope_id:
        raise HostUnreadable(host)
    return str(found)


def _is_named(name: str, port: int) -> bool:
    return bool({name, f"{name}:{port}"} & set(settings.OUTGOING_PRIVATE_HOSTS))


def _looked_up(name: str, port: int) -> list[Address]:
    try:
        answers = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise HostUnknown(name) from None
    return list(dict.fromkeys(ip_address(str(answer[4][0]).partition("%")[0]) for answer in answers))
