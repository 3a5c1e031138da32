"""Journeys as people design them: which steps, in which order, in which stages."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from auricle.web.platform.public import ScopedModel


class Design(ScopedModel):
    """``stops`` is a list of ``{"stage": …, "step": …}`` in the order meant; ``run`` and ``step`` as for the map."""

    name = models.CharField(max_length=80)
    run = models.CharField(max_length=20, default="journey")
    step = models.CharField(max_length=20, default="activity")
    stops = models.JSONField(default=list)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @property
    def steps(self) -> list[str]:
        return [stop["step"] for stop in self.stops]
