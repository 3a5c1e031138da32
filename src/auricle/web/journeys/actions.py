"""What people do with designed journeys: keep, change, remove."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from .models import Design


def keep_design(workspace: object, user: object, form: Any, design: Design | None = None) -> Design:
    """Keep a design as the form says it."""
    kept = design or Design(workspace=workspace, made_by=user)
    kept.name, kept.run, kept.step = (form.cleaned_data[name] for name in ("name", "run", "step"))
    kept.stops, kept.changed_at = form.stops, timezone.now()
    kept.save()
    return kept


def remove_design(design: Design) -> None:
    Design.objects.of(design.workspace).filter(pk=design.pk).delete()
