"""Floods: while too much comes from one address, each answer has to be worked for a little. Otherwise nobody sees it.

Addresses are kept as hashes with a salt of this process, for a minute, in memory only.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

WINDOW_SECONDS = 60
AN_ADDRESS = int(os.environ.get("AURICLE_ANSWERS_AN_ADDRESS", "90"))
"""Steps a minute from one address that are nothing out of the ordinary: a shop's network on a busy day."""
A_SURVEY = int(os.environ.get("AURICLE_ANSWERS_A_SURVEY", "60000"))
BITS, MOST_BITS = 15, 20
"""What is asked for at first (half a second on an old phone), and at most."""
FRESH_SECONDS = 15 * 60
PATIENCE_SECONDS = 20
"""Who cannot work, because their browser runs no script, waits instead."""
MOST_REMEMBERED = 100_000


@dataclass(frozen=True, slots=True)
class Challenge:
    """What has to be worked on: find n so that SHA-256 of ``text:n`` begins with ``bits`` zero bits."""

    text: str
    bits: int


@dataclass
class Gate:
    """What came in the last minute, and what is asked of who comes now."""

    an_address: int = AN_ADDRESS
    a_survey: int = A_SURVEY
    _salt: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    _counts: OrderedDict[tuple[int, bytes], int] = field(default_factory=OrderedDict)
    _spent: OrderedDict[str, float] = field(default_factory=OrderedDict)

    def bits(self, survey: str, address: str) -> int:
        """How much has to be worked now; 0 when it is calm."""
        now = int(time.time()) // WINDOW_SECONDS
        excess = max(
            self._count(now, f"a {survey} {_network(address)}") / self.an_address,
            self._count(now, f"s {survey}") / self.a_survey,
        )
        return 0 if excess < 1 else min(BITS + int(excess).bit_length() - 1, MOST_BITS)

    def passed(self, survey: str, address: str) -> None:
        """Count a step that came."""
        now = int(time.time()) // WINDOW_SECONDS
        for name in (f"a {survey} {_network(address)}", f"s {survey}"):
            key = (now, self._hash(name))
            self._counts[key] = self._counts.pop(key, 0) + 1
        while self._counts and (len(self._counts) > MOST_REMEMBERED or next(iter(self._counts))[0] < now - 1):
            self._counts.popitem(last=False)

    def challenge(self, survey: str, response: str, bits: int) -> Challenge:
        said = f"{survey} {response} {int(time.time())} {bits}"
        return Challenge(f"{said} {self._sign(said)}", bits)

    def is_met(self, survey: str, response: str, bits: int, text: str, proof: str) -> bool:
        """Whether a challenge of ours for this very response was worked on, or waited for; each counts once."""
        said, _, sign = text.rpartition(" ")
        parts = said.split(" ")
        if len(parts) != 4 or not hmac.compare_digest(sign, self._sign(said)) or parts[:2] != [survey, response]:
            return False
        age, asked = time.time() - int(parts[2]), int(parts[3])
        if age > FRESH_SECONDS or asked < bits - 1 or text in self._spent:
            return False
        if not (age >= PATIENCE_SECONDS if not proof else _worked(text, proof, asked)):
            return False
        self._spent[text] = time.time()
        while self._spent and next(iter(self._spent.values())) < time.time() - FRESH_SECONDS:
            self._spent.popitem(last=False)
        return True

    def _count(self, now: int, name: str) -> int:
        hashed = self._hash(name)
        return self._counts.get((now, hashed), 0) + self._counts.get((now - 1, hashed), 0)

    def _hash(self, name: str) -> bytes:
        return hashlib.blake2b(name.encode(), key=self._salt, digest_size=12).digest()

    def _sign(self, said: str) -> str:
        return hashlib.blake2b(said.encode(), key=self._salt, digest_size=16).hexdigest()


def address_of(request: HttpRequest) -> str:
    """Where a request comes from; behind a proxy that we were told of, what the proxy says."""
    if getattr(settings, "SECURE_PROXY_SSL_HEADER", None):
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
        if forwarded:
            return forwarded
    return request.META.get("REMOTE_ADDR") or ""


def _network(address: str) -> str:
    """An IPv6 address belongs to a house of 2^64 of them."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return address if found.version == 4 else str(ip_network(f"{address}/64", strict=False))


def _worked(text: str, proof: str, bits: int) -> bool:
    if not proof.isdecimal() or len(proof) > 12:
        return False
    found = hashlib.sha256(f"{text}:{proof}".encode()).digest()
    return int.from_bytes(found[:4], "big") >> (32 - bits) == 0
