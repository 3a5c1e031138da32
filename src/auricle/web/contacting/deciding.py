"""Whether somebody is approached, decided at the moment of sending, under a lock."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from hashlib import sha256

import pyarrow as pa
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from auricle.web.platform.public import Workspace, facts_of, public_address

from .kinds import KINDS, UnknownKind
from .models import Addressee, Contact, OptOut, Rules, about, digest_of
from .reasons import (
    BLACKOUT,
    BOUNCED,
    CAP,
    NO_ADDRESS,
    NO_CONSENT,
    NOT_SAMPLED,
    OPTED_OUT,
    QUIET,
    QUIET_KIND,
    QUOTA,
    REASONS,
    UnknownReason,
)


@dataclass(frozen=True, slots=True)
class Approach:
    """What one wants to say to somebody.

    Parameters
        customer: who; empty for somebody who is none, such as an employee. address: where, on that channel.
        kind: one of ``KINDS``. reason: why, for colleagues to read, without personal data.
        at: when it would be said; now when it is not told.
        reference: what caused it; the same one is decided once. survey: which survey asks.
        zone: by whose clock a day is one on which nobody is contacted; the workspace's when it is not told.
    """

    customer: str
    address: str
    channel: str
    kind: str
    reason: str
    at: datetime | None = None
    reference: str = ""
    survey: str = ""
    zone: tzinfo | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """``because`` is a code of ``REASONS``, empty when they are approached. ``unsubscribe`` is the address of a page
    to opt out by, and ``headers`` those of RFC 8058 for a letter; both only where they are approached.
    ``is_new`` is false when the same reference was decided before.
    """

    approached: bool
    because: str
    pk: int
    unsubscribe: str = ""
    is_new: bool = True

    @property
    def headers(self) -> Mapping[str, str]:
        if not self.unsubscribe:
            return {}
        return {"List-Unsubscribe": f"<{self.unsubscribe}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


Then = Callable[[Decision], object]


def approach(record: Workspace, wanted: Approach, then: Then | None = None) -> Decision:
    """Decide, write down what was decided, and call ``then`` where they are approached, all in one transaction.

    ``then`` hands the words over; when it returns the key of an exposure, that they were asked is stored under it.
    Two that are asked for at once about one person, or one address, wait for each other.

    Raises
        UnknownKind: the kind is none of ``KINDS``.
    """
    if wanted.kind not in KINDS:
        raise UnknownKind(wanted.kind)
    consent = _consent(record, wanted.customer)
    with transaction.atomic():
        rules = rules_of(record)
        _lock(record, rules, wanted)
        if before := _decided(record, wanted):
            return before
        because = hindrance(record, rules, wanted, consent)
        contact, decision = _written(record, wanted, because)
        if decision.approached and then is not None and isinstance(key := then(decision), str):
            Contact.objects.of(record).filter(pk=contact.pk).update(exposure=key)
    return decision


def withhold(record: Workspace, wanted: Approach, because: str) -> Decision:
    """Write down that whoever wanted to approach somebody does not; ``because`` is a code of ``REASONS``."""
    if because not in REASONS:
        raise UnknownReason(because)
    with transaction.atomic():
        _lock(record, rules_of(record), wanted)
        return _decided(record, wanted) or _written(record, wanted, because)[1]


def rules_of(record: Workspace) -> Rules:
    """The workspace's rules; those that hold until it says otherwise."""
    return Rules.objects.of(record).first() or Rules(workspace=record)


def hindrance(record: Workspace, rules: Rules, wanted: Approach, consent: bool | None) -> str:
    """Why they are not approached, the first reason that holds; empty when none does."""
    at = wanted.at or timezone.now()
    if not wanted.address.strip():
        return NO_ADDRESS
    if refused := _refused(record, wanted):
        return refused
    if wanted.customer and (consent is False or (rules.demands_consent and not consent)):
        return NO_CONSENT
    if _is_blackout(rules, at.astimezone(wanted.zone or facts_of(record.slug).zone).date()):
        return BLACKOUT
    if not in_sample(wanted, rules.share_of(wanted.kind)):
        return NOT_SAMPLED
    return _too_much(record, rules, wanted, at)


def in_sample(wanted: Approach, share: float) -> bool:
    """Whether chance takes them: always the same for the same cause, so that trying again changes nothing."""
    cause = wanted.reference or f"{wanted.customer}{wanted.kind}{wanted.reason}{wanted.at}"
    number = int.from_bytes(sha256(f"{settings.SECRET_KEY}{cause}".encode()).digest()[:8], "big")
    return number < share * 2**64


def _too_much(record: Workspace, rules: Rules, wanted: Approach, at: datetime) -> str:
    said = Contact.objects.of(record).filter(about(wanted.customer, wanted.address), approached=True)
    follows = [kind.name for kind in KINDS.values() if kind.follows]
    if wanted.kind not in follows and _near(said.exclude(kind__in=follows), at, rules.quiet_days):
        return QUIET
    if _near(said.filter(kind=wanted.kind), at, rules.quiet_days_of(wanted.kind)):
        return QUIET_KIND
    if rules.most and said.filter(at__gt=at - timedelta(days=rules.most_days)).count() >= rules.most:
        return CAP
    if (quota := rules.quota_of(wanted.kind)) and _this_month(record, wanted.kind, at) >= quota:
        return QUOTA
    return ""


def _near(said: QuerySet[Contact], at: datetime, days: int) -> bool:
    """Whether something is said less than so many days before or after: of two at once the clocks may differ."""
    around = timedelta(days=days)
    return bool(days) and said.filter(at__gt=at - around, at__lt=at + around).exists()


def _this_month(record: Workspace, kind: str, at: datetime) -> int:
    first = at.astimezone(facts_of(record.slug).zone).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return Contact.objects.of(record).filter(kind=kind, approached=True, at__gte=first, at__lte=at).count()


def _refused(record: Workspace, wanted: Approach) -> str:
    """Whether they said that they want nothing of it, or their address did by letters that came back."""
    kinds = ("", wanted.kind, _parent(wanted.kind))
    said = OptOut.objects.of(record).filter(about(wanted.customer, wanted.address), kind__in=kinds)
    hows = set(said.values_list("how", flat=True))
    return OPTED_OUT if hows - {OptOut.How.BOUNCE} else BOUNCED if hows else ""


def _parent(kind: str) -> str:
    """A reminder is a survey to whoever wants no surveys."""
    return "survey" if kind == "reminder" else kind


def _is_blackout(rules: Rules, day: date) -> bool:
    return any(first <= day.isoformat() <= last for first, last in rules.blackouts)


def _consent(record: Workspace, customer: str) -> bool | None:
    """What the store knows; read before anything is locked."""
    if not customer:
        return None
    found = facts_of(record.slug).store.find("customers", pa.array([customer], pa.string()), columns=("consent",))
    return found.column("consent").to_pylist()[0] if found.num_rows else None


def _lock(record: Workspace, rules: Rules, wanted: Approach) -> None:
    """Wait for whoever decides about the same person or address, and, where a quota counts, about the same kind."""
    keys = {f"kind {wanted.kind}"} if rules.quota_of(wanted.kind) else set()
    if wanted.customer:
        keys.add(f"customer {wanted.customer}")
    if digest := digest_of(wanted.address):
        keys.add(f"address {digest}")
    ordered = sorted(keys)
    Addressee.objects.bulk_create([Addressee(workspace=record, key=key) for key in ordered], ignore_conflicts=True)
    list(Addressee.objects.of(record).filter(key__in=ordered).order_by("key").select_for_update())


def _decided(record: Workspace, wanted: Approach) -> Decision | None:
    if not wanted.reference:
        return None
    found = Contact.objects.of(record).filter(reference=wanted.reference).first()
    return Decision(found.approached, found.because, found.pk, is_new=False) if found else None


def _written(record: Workspace, wanted: Approach, because: str) -> tuple[Contact, Decision]:
    token = "" if because else secrets.token_urlsafe(16)
    contact = Contact.objects.create(
        workspace=record,
        customer=wanted.customer,
        address_digest=digest_of(wanted.address),
        channel=wanted.channel,
        kind=wanted.kind,
        reason=wanted.reason[:200],
        reference=wanted.reference or None,
        survey=wanted.survey,
        at=wanted.at or timezone.now(),
        approached=not because,
        because=because,
        token_digest=Contact.token_digest_of(token) if token else None,
    )
    return contact, Decision(not because, because, contact.pk, _unsubscribe(token) if token else "")


def _unsubscribe(token: str) -> str:
    return public_address() + reverse("unsubscribe", kwargs={"token": token})
