"""Quotas: how many answers of a kind are enough, counted when a response ends, under a lock."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.db.models import Count, QuerySet

from auricle.questionnaire import Questionnaire

from ..models import QuotaPlace, Survey
from .asked import Asked


def full(found: Asked, response: str) -> frozenset[str]:
    """The quotas that have as many as they take, apart from those this response has its place in."""
    counted = _places(found).values_list("quota").annotate(n=Count("pk")).order_by()
    reached = _reached(found.questionnaire, dict(counted))
    held = _places(found).filter(response=response).values_list("quota", flat=True) if reached else ()
    return reached - frozenset(held)


def taken(found: Asked, quotas: Collection[str], response: str) -> bool:
    """Take this response's place in each of its quotas, once; False, and none is taken, when one of them is full."""
    with transaction.atomic():
        row = Survey.objects.across("the address names the survey").select_for_update().get(pk=found.pk)
        if full(found, response) & frozenset(quotas):
            return False
        places = [QuotaPlace(workspace=row.workspace, survey=row, quota=name, response=response) for name in quotas]
        QuotaPlace.objects.bulk_create(places, ignore_conflicts=True)
    return True


def given_back(found: Asked, response: str) -> None:
    """Its last step could not be kept: somebody else may have the place, or they themselves when they try again."""
    _places(found).filter(response=response).delete()


def _places(found: Asked) -> QuerySet[QuotaPlace]:
    return QuotaPlace.objects.across("the address names the survey").filter(survey=found.pk)


def _reached(questionnaire: Questionnaire, counted: dict[str, int]) -> frozenset[str]:
    return frozenset(quota.name for quota in questionnaire.quotas if counted.get(quota.name, 0) >= quota.most)
