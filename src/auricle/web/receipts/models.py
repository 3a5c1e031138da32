"""You said, we did: what is told, to whom, and how it was taken."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from auricle.web.platform.public import ScopedModel

LANGUAGES = ("en", "zh-hans", "zh-hant")


def new_public_id() -> str:
    return secrets.token_urlsafe(12)


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class Receipt(ScopedModel):
    """One initiative, told. ``texts`` holds by language subject, spoke, silent and body, as a person wrote them.

    ``spoke_where`` is a filter of ``spoke_entity``, ``silent_where`` one of ``silent_entity``; both within the days.
    """

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("a receipt is", "a draft")
        SENT = "sent", pgettext_lazy("a receipt is", "handed over")

    initiative = models.ForeignKey("initiatives.Initiative", on_delete=models.CASCADE, related_name="receipts")
    texts = models.JSONField(default=dict)
    first_day = models.DateField()
    last_day = models.DateField()
    spoke_entity = models.CharField(max_length=20, default="feedback")
    spoke_where = models.CharField(max_length=1000, blank=True)
    silent_entity = models.CharField(max_length=20, default="orders")
    silent_where = models.CharField(max_length=1000, blank=True)
    is_public = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    sent_at = models.DateTimeField(null=True)
    spoke = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("-made_at", "-pk")

    def __str__(self) -> str:
        return str(self.initiative)

    def text(self, language: str) -> dict[str, Any]:
        """The words in a language; in English where that one was not written."""
        found: dict[str, Any] = self.texts.get(language) or {}
        return found if found.get("subject") else self.texts.get("en", {})


class Group(models.TextChoices):
    SPOKE = "spoke", _("said it")
    SILENT = "silent", _("concerned and silent")


class Recipient(ScopedModel):
    """One customer who is told. Only the digest of their link is kept; ``because`` says why they were not told."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("a recipient is", "waiting")
        TOLD = "told", pgettext_lazy("a recipient is", "told")
        NOT_TOLD = "not_told", pgettext_lazy("a recipient is", "not told")

    receipt = models.ForeignKey(Receipt, on_delete=models.CASCADE, related_name="recipients")
    customer = models.CharField(max_length=254)
    group = models.CharField(max_length=10, choices=Group)
    language = models.CharField(max_length=10, default="en")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    because = models.CharField(max_length=20, blank=True)
    digest = models.CharField(max_length=64, null=True, unique=True)
    told_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    is_helpful = models.BooleanField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("receipt", "customer"), name="told_once_a_receipt"),)
        indexes = (models.Index(fields=("state", "id")), models.Index(fields=("workspace", "customer")))

    def __str__(self) -> str:
        return f"{self.receipt_id}/{self.pk}"


class PublicPage(ScopedModel):
    """A company's public page of receipts, where it is switched on; its address says nothing about the company."""

    public_id = models.CharField(max_length=24, unique=True, default=new_public_id)
    is_on = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("workspace",), name="one_public_page"),)

    def __str__(self) -> str:
        return self.public_id
