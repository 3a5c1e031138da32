"""Erasures: that one was asked for, by whom, and what became of it. Nothing of the person is kept here."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from auricle.web.platform.public import ScopedModel, folder_of


class Erasure(ScopedModel):
    """One erasure. Whom it is about stands in a file of the workspace until it is done, never in the database:
    a database keeps what was deleted from it in free pages."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting to start")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("stopped")

    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    rows = models.JSONField(default=dict)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now, db_index=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-asked_at",)

    def __str__(self) -> str:
        return f"erasure {self.pk}"

    @property
    def note(self) -> Path:
        """The file that names the customer."""
        return folder_of(self.workspace.slug) / "erasures" / str(self.pk)

    @property
    def is_under_way(self) -> bool:
        return self.state in (self.State.WAITING, self.State.RUNNING)

    @property
    def total(self) -> int:
        return sum(self.rows.values())
