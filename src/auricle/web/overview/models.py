"""Dashboards: what somebody chose to look at, in their order."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from auricle.web.platform.public import ScopedModel


class Dashboard(ScopedModel):
    """A page of tiles. Private until shared; deleted ones wait to be taken back."""

    title = models.CharField(_("Title"), max_length=80)
    is_shared = models.BooleanField(_("Everybody in this workspace may see it"), default=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("title", "pk")

    def __str__(self) -> str:
        return self.title


class Tile(ScopedModel):
    """One measure on a dashboard: which, of what, by what, as what picture."""

    class Picture(models.TextChoices):
        TREND = "trend", _("Figure and trend")
        FIGURE = "figure", _("Figure alone")
        GROUPS = "groups", _("Groups beside each other")

    dashboard = models.ForeignKey(Dashboard, on_delete=models.CASCADE, related_name="tiles")
    place = models.PositiveIntegerField()
    measure = models.CharField(_("Measure"), max_length=80)
    picture = models.CharField(_("Picture"), max_length=10, choices=Picture, default=Picture.TREND)
    by = models.CharField(_("Groups"), max_length=120, blank=True)
    where = models.CharField(_("Filter"), max_length=500, blank=True)
    is_wide = models.BooleanField(_("Over the whole width"), default=False)

    class Meta:
        ordering = ("place", "pk")

    def __str__(self) -> str:
        return self.measure
