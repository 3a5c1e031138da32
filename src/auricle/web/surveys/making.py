"""What a survey begins as: a template, a file of another tool, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from auricle.questionnaire import Unreadable, locale, opened, read, template, templates
from auricle.web.platform.public import in_words

from .editing import written_in
from .models import Survey

BLANK = "blank"
_LISTENING = {
    "relationship_nps": Survey.Listening.RELATIONSHIP, "employee_pulse": Survey.Listening.RELATIONSHIP,
    "servqual": Survey.Listening.RELATIONSHIP, "heart_happiness": Survey.Listening.RELATIONSHIP,
    "onboarding": Survey.Listening.JOURNEY, "exit": Survey.Listening.JOURNEY,
}  # fmt: skip
"""What templates listen to; the others ask after one touchpoint."""
_ANONYMOUS = frozenset({"employee_pulse"})
"""Templates that promise it."""


class NotTaken(ValueError):
    """A file that is no survey; says why, in the language of the page."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be begun with: a name for the form, a title, a sentence and a source for people."""

    name: str
    title: str
    about: str
    source: str


@dataclass(frozen=True, slots=True)
class Begun:
    document: dict[str, Any]
    listening: str = Survey.Listening.ALWAYS_ON
    is_anonymous: bool = False
    left_out: list[str] = field(default_factory=list)
    """What a file said that was not carried over, in sentences."""


def offers(language: str) -> list[Offer]:
    """The templates, in the reader's language."""
    return [Offer(e.name, _in(e.title, language), _in(e.about, language), _in(e.source, language)) for e in templates()]


def begun(chosen: str, file: Any, name: str, language: str) -> Begun:
    """The document to begin with.

    Raises
        NotTaken: the file is no survey.
        UnknownTemplate.
    """
    if file:
        return _imported(file)
    if chosen in ("", BLANK):
        blank = {"title": name, "pages": [{"name": "page1", "elements": []}]}
        return Begun(written_in(blank, locale(language), locale(language)))
    document = written_in(template(chosen).copy(), "en", locale(language))
    return Begun(document, _LISTENING.get(chosen, Survey.Listening.INTERACTION), chosen in _ANONYMOUS)


def _imported(file: Any) -> Begun:
    try:
        arrived = opened(file.read())
        read(arrived.document)
    except Unreadable as refusal:
        raise NotTaken(str(in_words(refusal))) from refusal
    left = [
        _("%(place)s was left out: %(reason)s") % {"place": each.path, "reason": in_words(each.reason)}
        for each in arrived.left_out
    ]
    return Begun(arrived.document, left_out=left)


def _in(words: Mapping[str, str], language: str) -> str:
    return words.get(language) or words["en"]
