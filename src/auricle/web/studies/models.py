"""Analyses asked for: how far each is, and what it found in which version of the facts."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from auricle.understanding.keeping import KeptOtherwise, read_back
from auricle.web.platform.public import ScopedModel

from .kinds import kind_of


class Study(ScopedModel):
    """One question, asked as often as one likes; ``found`` is the latest answer, as ``kept`` makes it.

    ``doing`` and ``trouble`` hold sentences as ``keepable`` writes them.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting to start")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("stopped")
        CANCELLED = "cancelled", _("cancelled")

    kind = models.CharField(max_length=40)
    question = models.CharField(max_length=64)
    asked = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    doing = models.JSONField(default=str, blank=True)
    done = models.IntegerField(default=0)
    total = models.IntegerField(default=0)
    found = models.BinaryField(null=True)
    version = models.BigIntegerField(default=-1)
    trouble = models.JSONField(default=str, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    found_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("workspace", "kind", "question"), name="one_study_a_question"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_under_way(self) -> bool:
        return self.state in (self.State.WAITING, self.State.RUNNING)

    def answer(self) -> Any:
        """What was found; None before that, or when it was kept by another version of Auricle."""
        if self.found is None:
            return None
        try:
            return read_back(kind_of(self.kind).gives, bytes(self.found))
        except KeptOtherwise:
            return None
