"""Ways out of the house, what was sent by them, and what the other side said."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from auricle.web.platform.public import ScopedModel

from .parcels import Parcel, Sending, unpacked
from .vault import closed, opened


class Integration(ScopedModel):
    """One way out: a mail server, a robot of a group, an address that hears of events."""

    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=80)
    settings = models.JSONField(default=dict)
    kept_secrets = models.TextField(blank=True)
    is_on = models.BooleanField(default=True)
    trouble = models.JSONField(default=str, blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("kind", "name", "pk")

    def __str__(self) -> str:
        return self.name

    @property
    def secrets(self) -> dict[str, str]:
        """SecretsUnreadable when the installation's key was changed."""
        return opened(self.kept_secrets)

    def keep_secrets(self, secrets: dict[str, str]) -> None:
        self.kept_secrets = closed(secrets)


class Delivery(ScopedModel):
    """One parcel over one way, sent once per ``key``. ``content`` is forgotten when it is old or its person erased."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("given up")

    integration = models.ForeignKey(Integration, null=True, on_delete=models.CASCADE, related_name="deliveries")
    key = models.CharField(max_length=300)
    reference = models.CharField(max_length=200, db_index=True)
    form = models.CharField(max_length=10)
    content = models.JSONField(default=dict)
    subject = models.CharField(max_length=200, blank=True)
    customer = models.CharField(max_length=200, blank=True)
    message_id = models.CharField(max_length=200, db_index=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now, null=True)
    made_at = models.DateTimeField(default=timezone.now, db_index=True)
    ended_at = models.DateTimeField(null=True)
    said = models.JSONField(default=str, blank=True)
    bounced_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-made_at", "-pk")
        constraints = (models.UniqueConstraint(fields=["workspace", "key"], name="one_delivery_per_key"),)
        indexes = (
            models.Index(fields=["state", "due_at"]),
            models.Index(fields=["workspace", "customer"]),
        )

    def __str__(self) -> str:
        return self.reference

    @property
    def parcel(self) -> Parcel:
        return unpacked(self.form, self.content)

    @property
    def sending(self) -> Sending:
        way = self.integration
        settings: dict[str, Any] = way.settings if way else {}
        return Sending(self.parcel, settings, way.secrets if way else {}, self.message_id, self.made_at)


class Attempt(ScopedModel):
    """One time something was sent, and what came back."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="tries")
    integration = models.ForeignKey(Integration, null=True, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    succeeded = models.BooleanField(default=False)
    said = models.JSONField(default=str, blank=True)

    class Meta:
        ordering = ("at", "pk")
        indexes = (models.Index(fields=["integration", "at"]),)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S}"


class Pull(ScopedModel):
    """How far a way in was read: ``position`` is the source's own, ``trouble`` what it said last where it failed."""

    integration = models.OneToOneField(Integration, on_delete=models.CASCADE, related_name="reading")
    position = models.JSONField(default=dict)
    due_at = models.DateTimeField(default=timezone.now, db_index=True)
    pulled_at = models.DateTimeField(null=True)
    trouble = models.JSONField(default=str, blank=True)
    taken = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"reading of {self.integration_id}"


class Received(ScopedModel):
    """A letter that was passed on, so that it is passed on once."""

    key = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["workspace", "key"], name="one_receipt_per_letter"),)

    def __str__(self) -> str:
        return self.key
