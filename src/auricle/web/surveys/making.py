"""What a survey begins as: a template, a file of another tool, or one question."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from auricle.questionnaire import Unreadable, read
from auricle.web.platform.public import in_words

from .models import Survey


class NotTaken(ValueError):
    """A file that is no survey; says why, in the language of the page."""


@dataclass(frozen=True, slots=True)
class Template:
    """What can be begun with: a name for the form, a title and a sentence for people."""

    name: str
    title: str
    summary: str
    listening: str


@dataclass(frozen=True, slots=True)
class Begun:
    document: dict[str, Any]
    listening: str = Survey.Listening.ALWAYS_ON
    left_out: list[str] = field(default_factory=list)
    """What a file said that was not carried over, in sentences."""


def templates_in(language: str) -> list[Template]:
    return []


def begun(template: str, file: Any, name: str, language: str) -> Begun:
    """The document to begin with.

    Raises
        NotTaken: the file is no survey.
    """
    if file:
        return _imported(file)
    return Begun(_blank(name, language))


def _blank(name: str, language: str) -> dict[str, Any]:
    return {"title": name, "pages": [{"name": "page1", "elements": []}]}


def _imported(file: Any) -> Begun:
    try:
        document = json.loads(file.read().decode("utf-8-sig"))
        read(document)
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise NotTaken(_("This file is not JSON: %(reason)s") % {"reason": error}) from error
    except Unreadable as refusal:
        raise NotTaken(str(in_words(refusal))) from refusal
    return Begun(document)
