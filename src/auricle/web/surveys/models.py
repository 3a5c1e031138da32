"""Surveys, the versions of them that were published, and the ways to them: links for one person, places for anyone."""

from __future__ import annotations

import base64
import hashlib
import secrets
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from auricle.web.platform.public import ScopedModel, ScopedQuerySet


def random_bits() -> str:
    """128 random bits: nobody guesses it."""
    return secrets.token_hex(16)


class Survey(ScopedModel):
    """One survey. ``draft`` is the SurveyJS document people edit; ``languages`` its own names of languages."""

    class Listening(models.TextChoices):
        RELATIONSHIP = "relationship", _("Relationship: how things stand between us, over the whole base")
        JOURNEY = "journey", _("Journey: after a journey ends")
        INTERACTION = "interaction", _("Interaction: after one touchpoint")
        ALWAYS_ON = "always-on", _("Always on: the customer begins")
        PASSIVE = "passive", _("Passive: what was said elsewhere")

    public = models.CharField(max_length=32, unique=True, default=random_bits)
    name = models.CharField(pgettext_lazy("of a thing", "Name"), max_length=120)
    listening = models.CharField(_("Kind of listening"), max_length=12, choices=Listening, default=Listening.ALWAYS_ON)
    is_anonymous = models.BooleanField(_("Anonymous"), default=False)
    touchpoint = models.CharField(_("Touchpoint"), max_length=120, blank=True)
    languages = models.JSONField(default=list)
    draft = models.JSONField(default=dict)
    draft_number = models.PositiveIntegerField(default=1)
    is_open = models.BooleanField(default=True)
    brand_name = models.CharField(_("Company's name"), max_length=80, blank=True)
    brand_colour = models.CharField(_("Colour"), max_length=7, blank=True)
    brand_logo = models.TextField(blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ("-made_at", "-pk")

    def __str__(self) -> str:
        return self.name


class VersionIsFinal(TypeError):
    def __init__(self) -> None:
        super().__init__("a published version never changes; edit the draft and publish another")


class VersionQuerySet(ScopedQuerySet):
    def update(self, **fields: Any) -> int:
        raise VersionIsFinal


class SurveyVersion(ScopedModel):
    """A survey as it was published. The database itself refuses to change one."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    document = models.JSONField()
    published_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=("survey", "number"), name="one_version_each_number"),)

    def __str__(self) -> str:
        return f"{self.survey} {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise VersionIsFinal
        super().save(*args, **kwargs)


class Link(ScopedModel):
    """A link for one person and one response. Only the digest of its token is kept."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="links")
    public = models.CharField(max_length=32, unique=True, default=random_bits)
    digest = models.CharField(max_length=64, unique=True)
    customer = models.CharField(max_length=200, db_index=True)
    channel = models.CharField(max_length=60, blank=True)
    interaction = models.CharField(max_length=200, blank=True)
    order = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=20, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    began_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.public

    @staticmethod
    def token_of(survey: Survey, reference: str) -> str:
        """The token of what caused it: 128 bits that only this installation can work out, the same each time."""
        made = salted_hmac("surveys.link", f"{survey.public} {reference}", algorithm="sha256").digest()[:16]
        return base64.urlsafe_b64encode(made).decode().rstrip("=")

    @staticmethod
    def digest_of(token: str) -> str:
        return hashlib.sha256(token.encode()).hexdigest()

    @staticmethod
    def response_of(token: str) -> str:
        """The one response a token can give: it cannot be worked out from what is kept."""
        return hashlib.sha256(f"response {token}".encode()).hexdigest()[:32]


class Place(ScopedModel):
    """Where anyone may answer: a poster or a screen in a unit. What is answered there says so."""

    class Kind(models.TextChoices):
        POSTER = "qr", pgettext_lazy("where to answer", "Poster")
        KIOSK = "kiosk", pgettext_lazy("where to answer", "Screen")

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="places")
    public = models.CharField(max_length=32, unique=True, default=random_bits)
    unit = models.CharField(_("Unit"), max_length=120)
    kind = models.CharField(pgettext_lazy("of a thing", "Kind"), max_length=6, choices=Kind, default=Kind.POSTER)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("unit", "kind")
        constraints = (models.UniqueConstraint(fields=("survey", "unit", "kind"), name="one_place_each"),)

    def __str__(self) -> str:
        return f"{self.unit} ({self.get_kind_display()})"


class QuotaPlace(ScopedModel):
    """One response that counts for a quota of a survey, whichever version it was given to."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="quota_places")
    quota = models.CharField(max_length=120)
    response = models.CharField(max_length=32)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("survey", "quota", "response"), name="one_quota_place_each"),)

    def __str__(self) -> str:
        return f"{self.quota} of {self.survey_id}"


class Appearance(ScopedModel):
    """Where and when a survey appears in the company's own pages, by auricle.js. ``pages`` are paths, one a line, in
    which ``*`` stands for anything; ``share_percent`` is of visitors, ``days`` how long nobody is asked again."""

    class Look(models.TextChoices):
        POPOVER = "popover", _("In the middle, over the page")
        SLIDE = "slide-in", _("In the corner, beside the page")
        BUTTON = "button", _("Behind a button at the edge, for who wants to say something")
        INLINE = "inline", _("Within the page, where you put it")

    class Moment(models.TextChoices):
        TIME = "time", _("After some time on the page")
        SCROLL = "scroll", _("When the page was read so far")
        LEAVING = "leaving", _("When they are about to leave")
        EVENT = "event", _("After an event")

    survey = models.OneToOneField(Survey, on_delete=models.CASCADE, related_name="appearance")
    is_on = models.BooleanField(_("Shown"), default=True)
    look = models.CharField(_("How it appears"), max_length=10, choices=Look, default=Look.SLIDE)
    moment = models.CharField(_("When it appears"), max_length=10, choices=Moment, default=Moment.TIME)
    seconds = models.PositiveIntegerField(_("Seconds on the page"), default=20)
    scroll_percent = models.PositiveSmallIntegerField(_("Percent of the page"), default=60)
    event = models.CharField(_("Event"), max_length=120, blank=True)
    pages = models.TextField(_("Only on these pages"), blank=True)
    not_pages = models.TextField(_("Not on these pages"), blank=True)
    segment = models.CharField(_("Only for this segment"), max_length=120, blank=True)
    share_percent = models.PositiveSmallIntegerField(_("Percent of visitors"), default=100)
    days = models.PositiveIntegerField(_("Days before they are asked again"), default=90)

    def __str__(self) -> str:
        return f"{self.survey} ({self.get_look_display()})"
