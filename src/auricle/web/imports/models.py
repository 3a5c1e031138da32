"""Imports as people run them: the files they sent, the mapping they agreed to, what became of the rows."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from auricle.web.platform.public import ScopedModel, folder_of


class ImportRun(ScopedModel):
    """One import, or the trying again of mended rows. Its files, and the rows shown of them, lie in the workspace's
    folder until it is done: a database keeps what was deleted from it in free pages.

    ``reasons``, ``doubts``, ``doing`` and ``trouble`` hold sentences as ``keepable`` writes them.
    """

    class State(models.TextChoices):
        MAPPING = "mapping", _("waiting for you")
        WAITING = "waiting", _("waiting to start")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("stopped")
        CANCELLED = "cancelled", _("cancelled")

    name = models.CharField(max_length=80)
    files = models.JSONField(default=list)
    mapping = models.TextField(blank=True)
    reasons = models.JSONField(default=dict)
    doubts = models.JSONField(default=list)
    is_replay = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.MAPPING)
    doing = models.JSONField(default=str, blank=True)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    report = models.JSONField(default=dict)
    trouble = models.JSONField(default=str, blank=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, db_index=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-made_at",)

    def __str__(self) -> str:
        return self.name

    @property
    def folder(self) -> Path:
        return folder_of(self.workspace.slug) / "imports" / str(self.pk)

    @property
    def preview(self) -> dict[str, Any]:
        """What ``look`` saw when the mapping was last agreed to; empty once the import has run."""
        path = self._preview
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}

    def keep_preview(self, seen: dict[str, Any]) -> None:
        self._preview.write_text(json.dumps(seen, ensure_ascii=False, default=str), encoding="utf-8")

    def forget_files(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self._preview.unlink(missing_ok=True)

    @property
    def _preview(self) -> Path:
        return self.folder.with_name(f"{self.pk}.preview.json")

    @property
    def is_under_way(self) -> bool:
        return self.state in (self.State.WAITING, self.State.RUNNING)

    @property
    def totals(self) -> dict[str, int]:
        """Read, stored, duplicate and quarantined rows of all entities together."""
        fates = self.report.get("entities", {}).values()
        return {name: sum(fate[name] for fate in fates) for name in ("read", "stored", "duplicate", "quarantined")}
