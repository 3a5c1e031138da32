"""Words put into a template of somebody else's, and what the gateways of text messages have in common."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from .parcels import Text

PLACE = re.compile(r"\{(to|title|text|link|token|stop|id)\}")


class TextingForm(forms.Form):
    own_number = forms.CharField(
        label=_("Number that tests go to"), max_length=30, required=False,
        help_text=_("Your own, with the code of the country, such as +8613800000000."),
    )  # fmt: skip


def words_of(text: Text, message_id: str) -> dict[str, str]:
    """What may stand in a template; ``token`` is the end of the link, for templates that hold the rest of it."""
    said = {name: text.values.get(name, "") for name in ("title", "link", "stop")}
    token = said["link"].rstrip("/").rpartition("/")[2]
    return {**said, "to": text.to, "text": text.text, "id": message_id, "token": token}


def filled(template: str, words: Mapping[str, str]) -> str:
    """A template with its places filled; what is in the words stays as it is, braces and all."""
    return PLACE.sub(lambda place: words[place.group(1)], template)
