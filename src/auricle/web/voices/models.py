"""What people corrected in what was read. No text of a customer is kept here."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from auricle.web.platform.public import ScopedModel


class Corrected(ScopedModel):
    """A text as a whole (``theme`` empty) or one theme in it, as a person reads it.

    ``sentiment`` is 1, 0 or -1; none of a theme means that the text does not speak of it. ``word`` is the word of the
    lists that led there.
    """

    feedback = models.CharField(max_length=200)
    theme = models.CharField(max_length=80, blank=True)
    sentiment = models.SmallIntegerField(null=True)
    action = models.CharField(max_length=20, blank=True)
    word = models.CharField(max_length=80, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("workspace", "feedback", "theme"), name="one_correction_a_theme"),
        )

    def __str__(self) -> str:
        return f"{self.feedback} {self.theme}"
