"""Rules of meaning put into place on what is stored: how far that is."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from auricle.web.platform.public import ScopedModel


class Application(ScopedModel):
    """One run over the days of a workspace; ``trouble`` holds a sentence as ``keepable`` writes it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting to start")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("stopped")

    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    done_days = models.PositiveIntegerField(default=0)
    days = models.PositiveIntegerField(default=0)
    changed = models.BigIntegerField(default=0)
    trouble = models.JSONField(default=str, blank=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, db_index=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-made_at",)

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d %H:%M}"

    @property
    def is_under_way(self) -> bool:
        return self.state in (self.State.WAITING, self.State.RUNNING)
