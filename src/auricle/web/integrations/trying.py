"""Trying a way out: one parcel, now, past the queue, and the other side's own words."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from auricle.web.platform.public import in_words

from .filing import reading_of
from .kinds import SOURCES, TRANSPORTS
from .models import Integration
from .parcels import Event, Letter, Notice, Parcel, Sending, Text, Undelivered, WeChat
from .vault import SecretsUnreadable


@dataclass(frozen=True, slots=True)
class Outcome:
    worked: bool
    said: str


def tried(way: Integration, to: str, address: str) -> Outcome:
    """Send a test to a colleague, a group or a program, or look at a way in; ``to`` is who asked for it."""
    try:
        if way.kind in SOURCES:
            return Outcome(True, in_words(SOURCES[way.kind].look(reading_of(way))))
        kind = TRANSPORTS[way.kind]
        own = way.settings.get("own_number") or way.settings.get("own_openid")
        if kind.takes in ("text", "wechat") and not own:
            return Outcome(False, _("Write down first where tests go to."))
        parcel = _parcel(kind.takes, str(own or to), address)
        said = kind.deliver(Sending(parcel, way.settings, way.secrets, _id(way), timezone.now()))
        return Outcome(True, in_words(said))
    except Undelivered as refused:
        return Outcome(False, in_words(refused.said))
    except SecretsUnreadable as unreadable:
        return Outcome(False, in_words(unreadable))


def _parcel(takes: str, to: str, address: str) -> Parcel:
    title, text = _("A test from Auricle"), _("When you read this, sending works.")
    if takes == "letter":
        return Letter(to, title, text, reference="test")
    if takes == "notice":
        return Notice(title, text, address, reference="test")
    if takes == "text":
        return Text(to, f"{title}. {text} {address}", {"link": address, "stop": address}, reference="test")
    if takes == "wechat":
        return WeChat(to, text, {"title": title, "link": address, "stop": address}, reference="test")
    return Event("test", {"text": text}, timezone.now().isoformat(timespec="seconds"), reference="test")


def _id(way: Integration) -> str:
    domain = str(way.settings.get("sender", "")).rpartition("@")[2]
    return f"{secrets.token_hex(16)}@{domain}" if domain else f"msg_{secrets.token_hex(16)}"
