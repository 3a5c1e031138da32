"""What is handed over to leave the house, and what people do with the ways out of it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from auricle.web.platform.public import Workspace, wake

from .kinds import KINDS, ROBOTS, SOURCES
from .models import Delivery, Integration, Pull
from .parcels import Event, Letter, NoReference, Notice, Parcel, Text, WeChat, form_of, packed, without_tokens
from .sending import account_of, mailer_of, texter_of
from .vault import SecretsUnreadable
from .webhook.transport import new_secret

State = Delivery.State


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of something that was handed over. ``message_id`` is what a reply will name."""

    pk: int
    message_id: str
    state: str
    is_new: bool = False


class NotARobot(LookupError):
    def __init__(self, pk: int):
        super().__init__(f"integration {pk} takes no notices; notices go to {', '.join(ROBOTS)}")


def send(record: Workspace, letter: Letter) -> Sent:
    """Hand a letter over, in the caller's transaction; the same reference is sent once.

    Raises
        NoReference: it says not what caused it.
    """
    return _handed_over(record, mailer_of(record), letter, "letter")


def send_text(record: Workspace, text: Text) -> Sent:
    """Hand a text message over, in the caller's transaction; the same reference is sent once. It waits for a provider.

    Raises
        NoReference: it says not what caused it.
    """
    return _handed_over(record, texter_of(record), text, "text")


def send_wechat(record: Workspace, message: WeChat) -> Sent:
    """Hand a message over to the official account, in the caller's transaction; the same reference is sent once.

    Raises
        NoReference: it says not what caused it.
    """
    return _handed_over(record, account_of(record), message, "wechat")


def notify(record: Workspace, integration: int, notice: Notice) -> Sent:
    """Hand a notice over to a robot, in the caller's transaction; once per reference and robot.

    Raises
        NoReference; NotARobot: the integration is none of this workspace's robots.
    """
    robot = Integration.objects.of(record).filter(pk=integration, kind__in=ROBOTS).first()
    if robot is None:
        raise NotARobot(integration)
    return _handed_over(record, robot, notice, str(robot.pk))


def announce(record: Workspace, event: str, payload: Mapping[str, Any], reference: str, customer: str = "") -> int:
    """Tell every webhook that listens to ``event``, in the caller's transaction; how many there are.

    Parameters
        event: a dotted name such as ``case.opened``. payload: JSON; no more personal data than the event is about.
        customer: whom it is about, so that erasing them erases it.
    """
    hooks = Integration.objects.of(record).filter(kind="webhook", is_on=True)
    listening = [hook for hook in hooks if listens(hook.settings.get("events") or [], event)]
    told = Event(event, payload, datetime.now(UTC).isoformat(timespec="seconds"), reference, customer)
    for hook in listening:
        _handed_over(record, hook, told, str(hook.pk))
    return len(listening)


def listens(events: list[str], event: str) -> bool:
    """Whether a list of names takes an event in; ``case.*`` stands for all that begin so, an empty list for all."""
    return not events or any(event == name or (name.endswith("*") and event.startswith(name[:-1])) for name in events)


def replay(delivery: Delivery) -> bool:
    """Send something once more, at once and under the same id; False when it was not tried yet, is being sent, or its
    content is forgotten."""
    tried = Delivery.objects.of(delivery.workspace).filter(pk=delivery.pk, attempts__gt=0)
    again = tried.exclude(state=State.SENDING)
    changes = {"state": State.WAITING, "attempts": 0, "due_at": timezone.now(), "ended_at": None}
    return bool(again.exclude(content={}).update(**changes))


def forget(record: Workspace, customer: str) -> int:
    """Take out what was sent, or waits to be sent, to somebody who is erased; how many."""
    return Delivery.objects.of(record).filter(customer=customer).exclude(customer="").delete()[0]


def _handed_over(record: Workspace, way: Integration | None, parcel: Parcel, to: str) -> Sent:
    if not parcel.reference:
        raise NoReference
    delivery, is_new = Delivery.objects.of(record).get_or_create(
        workspace=record,
        key=f"{to}:{parcel.reference}",
        defaults={
            "integration": way,
            "reference": parcel.reference,
            "form": form_of(parcel),
            "content": packed(parcel),
            "subject": _subject(parcel)[:200],
            "customer": parcel.customer,
            "message_id": _new_id(way, parcel),
        },
    )
    if is_new:
        transaction.on_commit(wake)
    return Sent(delivery.pk, delivery.message_id, delivery.state, is_new)


def _subject(parcel: Parcel) -> str:
    match parcel:
        case Letter():
            return parcel.subject
        case Notice():
            return parcel.title
        case Text():
            return parcel.values.get("title") or without_tokens(parcel.text)
    return parcel.name


def _new_id(way: Integration | None, parcel: Parcel) -> str:
    """A Message-ID of the sender's domain, or the id of a webhook's message."""
    if not isinstance(parcel, Letter):
        return f"msg_{secrets.token_hex(16)}"
    sender = way.settings["sender"] if way else settings.DEFAULT_FROM_EMAIL
    domain = sender.rpartition("@")[2].strip("> ") or "localhost"
    return f"{secrets.token_hex(16)}@{domain}"


def keep(
    record: Workspace, kind: str, name: str, said: Mapping[str, Any], way: Integration | None = None
) -> Integration:
    """Make an integration or change one; a secret that was left empty stays as it was."""
    made = way or Integration(workspace=record, kind=kind)
    hidden = KINDS[kind].hidden
    made.name, made.is_on, made.trouble = name, True, ""
    made.settings = {key: value for key, value in said.items() if key not in hidden}
    kept = secrets_of(way) if way else {}
    made.keep_secrets({**kept, **{key: str(said[key]) for key in hidden if said.get(key)}})
    made.save()
    if kind in SOURCES:
        Pull.objects.of(record).update_or_create(
            workspace=record, integration=made, defaults={"due_at": timezone.now(), "trouble": ""}
        )
    return made


def switch(way: Integration) -> None:
    """On or off; what waited for it goes at once when it is on again."""
    way.is_on, way.trouble = not way.is_on, ""
    way.save(update_fields=["is_on", "trouble"])
    waiting = Delivery.objects.of(way.workspace).filter(integration=way, state=State.WAITING, attempts=0)
    if way.is_on:
        waiting.update(due_at=timezone.now())


def rotate(hook: Integration) -> str:
    """Give a webhook a new secret; everything is signed with the old one too until the next change."""
    secret = new_secret()
    hook.keep_secrets({"secret": secret, "old_secret": secrets_of(hook).get("secret", "")})
    hook.save(update_fields=["kept_secrets"])
    return secret


def secrets_of(way: Integration) -> dict[str, str]:
    """What is kept closed; nothing where the installation's key was changed, so that it can be written anew."""
    try:
        return way.secrets
    except SecretsUnreadable:
        return {}
