"""Keys of programs, what was answered to their writes, and what they proposed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from auricle.web.platform.public import ScopedModel


class ApiKey(ScopedModel):
    """Acts for ``user``, with ``verbs`` as far as that person has them; only the hash of the secret is kept."""

    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=4)
    verbs = models.JSONField(default=list)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-made_at",)

    def __str__(self) -> str:
        return self.name


class Answered(ScopedModel):
    """What a write was answered, so that the same write sent again is answered the same and done once."""

    key = models.ForeignKey(ApiKey, on_delete=models.CASCADE, related_name="+")
    reference = models.CharField(max_length=200)
    asked = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.JSONField(default=dict)
    made_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("key", "reference"), name="answered_once"),)

    def __str__(self) -> str:
        return self.reference


class Draft(ScopedModel):
    """What a program proposed; nothing happens until a person takes it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting for a decision")
        TAKEN = "taken", _("taken up")
        LEFT = "left", pgettext_lazy("a draft is", "set aside")

    kind = models.CharField(max_length=40)
    given = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    proposed_by = models.CharField(max_length=60)
    proposed_at = models.DateTimeField(default=timezone.now, db_index=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)
    address = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("-proposed_at",)

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
