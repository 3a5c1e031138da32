"""The work on a case: what was written to and fro, said among colleagues, attached, and is still to do."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from auricle.web.platform.public import ScopedModel

from .case import Case


class Message(ScopedModel):
    """A letter to or from the customer; ``reference`` is its Message-ID, so that one fetched twice is there once."""

    class Direction(models.TextChoices):
        OUT = "out", _("to the customer")
        IN = "in", _("from the customer")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="messages")
    direction = models.CharField(max_length=3, choices=Direction)
    reference = models.CharField(max_length=250)
    subject = models.CharField(max_length=240, blank=True)
    text = models.TextField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("at", "id")
        constraints = (models.UniqueConstraint(fields=("workspace", "reference"), name="one_message_a_reference"),)

    def __str__(self) -> str:
        return self.subject


class Comment(ScopedModel):
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="comments")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField(max_length=10_000)
    mentioned = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("at", "id")

    def __str__(self) -> str:
        return self.text[:40]


class Wish(ScopedModel):
    """How a colleague hears that they were mentioned: in the inbox always, by letter too unless they say no."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    by_letter = models.BooleanField(default=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("workspace", "user"), name="one_wish_a_colleague"),)

    def __str__(self) -> str:
        return f"{self.user_id} {self.by_letter}"


class Task(ScopedModel):
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="tasks")
    text = models.CharField(max_length=240)
    assigned = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("done_at", "due_on", "id")

    def __str__(self) -> str:
        return self.text


class Attachment(ScopedModel):
    """A file, kept in the database and given out as a download only."""

    MOST_BYTES = 5 * 1024**2
    MOST_FILES = 20

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=200)
    size = models.PositiveIntegerField()
    content = models.BinaryField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("at", "id")

    def __str__(self) -> str:
        return self.name


class Question(ScopedModel):
    """Whether it is solved, asked once for each closing. Only the digest of the link's token is kept.

    ``because`` is the ledger's reason not to ask (``contacting.public.REASONS``).
    """

    class Outcome(models.TextChoices):
        PLANNED = "planned", _("will be asked")
        ASKED = "asked", _("asked")
        NO_ADDRESS = "no address", _("could not be asked: no address is known")
        WITHHELD = "withheld", _("not asked")
        DROPPED = "dropped", _("not asked: the case was open again")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="questions")
    closing = models.PositiveIntegerField()
    base = models.URLField(default="")
    due_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.PLANNED)
    because = models.CharField(max_length=20, blank=True)
    digest = models.CharField(max_length=64, unique=True, null=True)
    asked_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    is_solved = models.BooleanField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("case", "closing"), name="one_question_a_closing"),)
        indexes = (models.Index(fields=("due_at",), condition=Q(outcome="planned"), name="questions_planned"),)

    def __str__(self) -> str:
        return f"{self.case_id}/{self.closing}"
