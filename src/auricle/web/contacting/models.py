"""The ledger of what we say to people unasked, and the rules it keeps."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from auricle.web.platform.public import ScopedModel

from .kinds import KINDS


def digest_of(address: str) -> str:
    """An address as it is kept: nobody reads it back, and the same one is known again."""
    plain = address.strip().casefold()
    return salted_hmac("contacting", plain, algorithm="sha256").hexdigest() if plain else ""


def about(customer: str, address: str) -> models.Q:
    """The same person by their id or by their address, among contacts and refusals."""
    digest = digest_of(address)
    by_address = models.Q(address_digest=digest) if digest else models.Q(pk__in=())
    return models.Q(customer=customer) | by_address if customer else by_address


class Rules(ScopedModel):
    """What a workspace allows. ``kinds`` says more of each kind: ``{"survey": {"quiet_days": 30, "share": 0.5,
    "quota": 400}}``; a quota counts in a calendar month. ``blackouts`` are ``[["2026-02-16", "2026-02-24"]]``."""

    quiet_days = models.PositiveIntegerField(default=7)
    most = models.PositiveIntegerField(default=12)
    most_days = models.PositiveIntegerField(default=365)
    demands_consent = models.BooleanField(default=False)
    kinds = models.JSONField(default=dict)
    blackouts = models.JSONField(default=list)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["workspace"], name="one_rules_each"),)

    def quiet_days_of(self, kind: str) -> int:
        return int(self.kinds.get(kind, {}).get("quiet_days", KINDS[kind].quiet_days))

    def share_of(self, kind: str) -> float:
        return float(self.kinds.get(kind, {}).get("share", 1))

    def quota_of(self, kind: str) -> int:
        """The most in a month; 0 for any number."""
        return int(self.kinds.get(kind, {}).get("quota", 0))


class Addressee(ScopedModel):
    """What is locked while it is decided whether somebody is approached: one row per customer and per address."""

    key = models.CharField(max_length=260)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["workspace", "key"], name="one_addressee_each"),)


class Contact(ScopedModel):
    """One decision: approached, or not and ``because`` of what."""

    customer = models.CharField(max_length=250, blank=True)
    address_digest = models.CharField(max_length=64, blank=True)
    channel = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=20)
    reason = models.CharField(max_length=200, blank=True)
    reference = models.CharField(max_length=200, null=True)
    survey = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()
    approached = models.BooleanField()
    because = models.CharField(max_length=20, blank=True)
    exposure = models.CharField(max_length=200, blank=True)
    token_digest = models.CharField(max_length=64, null=True, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    is_exported = models.BooleanField(default=False)

    class Meta:
        ordering = ("-at", "-pk")
        constraints = (models.UniqueConstraint(fields=["workspace", "reference"], name="one_decision_per_reference"),)
        indexes = (
            models.Index(fields=["workspace", "customer", "at"]),
            models.Index(fields=["workspace", "address_digest", "at"]),
            models.Index(fields=["workspace", "kind", "at"]),
            models.Index(fields=["is_exported"], condition=models.Q(is_exported=False), name="contact_to_export"),
        )

    @staticmethod
    def token_digest_of(token: str) -> str:
        return hashlib.sha256(token.encode()).hexdigest()


class OptOut(ScopedModel):
    """Somebody who wants to hear nothing, or nothing of a kind. It is kept by address when the person is erased."""

    class How(models.TextChoices):
        LINK = "link", _("by a link in a letter")
        ONE_CLICK = "one_click", _("by the button of their mail program")
        COLLEAGUE = "colleague", _("told to a colleague")
        BOUNCE = "bounce", _("letters come back")

    customer = models.CharField(max_length=250, blank=True, db_index=True)
    address_digest = models.CharField(max_length=64, blank=True, db_index=True)
    kind = models.CharField(max_length=20, blank=True)
    how = models.CharField(max_length=10, choices=How)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["workspace", "customer", "address_digest", "kind"], name="one_opt_out_each"
            ),
        )
