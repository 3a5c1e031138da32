"""What the library says, in the language of the page: refusals, doubts, reasons and meanings of columns."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.utils.html import format_html
from django.utils.translation import get_language, gettext

from auricle.model.catalogue import built_in
from auricle.sentence import Sentence, sentence_of

_ENGLISH = re.compile(r"[A-Za-z]+ [a-z]+ [a-z]+")


def in_words(said: object) -> str:
    """A sentence in the language of the page; English nobody has translated is marked as such.

    Takes an error, a sentence of the library, what ``keepable`` made of one, or plain English of the catalogues.
    """
    if isinstance(said, BaseException):
        said = sentence_of(said)
    text = plainly(said)
    return format_html('<span lang="en">{}</span>', text) if text and _is_english(text, said) else text


def plainly(said: object) -> str:
    """As ``in_words``, for readers of no markup: programs."""
    if isinstance(said, BaseException):
        said = sentence_of(said)
    return _spoken(said) if said else ""


def together(*sentences: str) -> str:
    """Sentences one after the other; Chinese puts nothing between them."""
    return ("" if (get_language() or "en").startswith("zh") else " ").join(sentences)


def keepable(said: object) -> str | dict[str, object]:
    """A sentence or an error in a form that a JSON column holds and ``in_words`` reads."""
    if isinstance(said, BaseException):
        said = sentence_of(said)
    if isinstance(said, Sentence):
        return {"template": said.template, "values": {name: _kept(value) for name, value in said.values.items()}}
    return str(said)


def _kept(value: object) -> object:
    return value if isinstance(value, (int, float)) else keepable(value)


def _spoken(said: object) -> str:
    template, values = _parts(said)
    if values is None:
        return gettext(template)
    return gettext(template).format(**{name: _shown(name, value) for name, value in values.items()})


def _shown(name: str, value: object) -> object:
    """A part of a sentence; a measure we brought is called by its title."""
    if name == "measure" and (measure := built_in().get(str(value))):
        return measure.called(get_language() or "en")
    return _spoken(value) if _parts(value)[1] is not None else value


def _parts(said: object) -> tuple[str, Mapping[str, object] | None]:
    if isinstance(said, Sentence):
        return said.template, said.values
    if isinstance(said, Mapping):
        return str(said["template"]), said["values"]
    return str(said), None


def _is_english(text: str, said: object) -> bool:
    template, _ = _parts(said)
    is_foreign = not (get_language() or "en").startswith("en")
    return is_foreign and gettext(template) == template and bool(_ENGLISH.search(text))
