"""What happened in a case: only ever added to, each line sealed with the one before it."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from auricle.web.platform.public import ScopedModel, ScopedQuerySet

from .case import Case


class HistoryIsFinal(TypeError):
    def __init__(self) -> None:
        super().__init__("the history of a case is only ever added to; write another line")


class EventQuerySet(ScopedQuerySet):
    def update(self, **fields: Any) -> int:
        raise HistoryIsFinal

    def delete(self) -> tuple[int, dict[str, int]]:
        raise HistoryIsFinal

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:
        raise HistoryIsFinal


class Event(ScopedModel):
    """One line. ``detail`` names things by their ids and never holds what a customer wrote, so that a person can be
    erased while the seals stay whole. The database itself refuses to change or remove a line (see the migration)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events")
    position = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    who = models.CharField(max_length=254, blank=True)
    verb = models.CharField(max_length=60)
    detail = models.JSONField(default=dict)
    seal = models.CharField(max_length=64)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ("position",)
        constraints = (models.UniqueConstraint(fields=("case", "position"), name="one_event_a_position"),)

    def __str__(self) -> str:
        return f"{self.case_id}/{self.position} {self.verb}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise HistoryIsFinal
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise HistoryIsFinal

    def sealed(self, before: str) -> str:
        """The seal of this line on top of that of the line before it."""
        said = [self.case_id, self.position, self.at.isoformat(), self.user_id, self.who, self.verb, self.detail]
        return hashlib.sha256((before + json.dumps(said, sort_keys=True, ensure_ascii=False)).encode()).hexdigest()
