"""What codes are called: the titles of touchpoints, questions, units … in the languages people read.

A workspace may hold ``labels.yaml`` beside ``auricle.yaml``:

.. code-block:: yaml

    touchpoint:
      delivery: {en: Delivery, zh-hans: 配送, zh-hant: 配送}
    question:
      recommend: {en: Would you recommend us?, zh-hans: 您会推荐我们吗？}

The first level names a dimension (a column such as ``touchpoint``, or the last part of a longer name
such as ``customer.traits.tier``) or is ``calendars``, the second a value, the third a language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from .document import Document
from .measure import LANGUAGES

FILE = "labels.yaml"

Names = Mapping[str, Mapping[str, Mapping[str, str]]]


@dataclass(frozen=True, slots=True)
class Labels:
    """Titles by dimension, value and language; a value without one is called by itself."""

    names: Names = field(default_factory=dict)

    def label(self, dimension: str, value: str, language: str) -> str:
        """The title of a value in a language, else in English, else the value.

        Examples
            >>> labels = Labels({"touchpoint": {"delivery": {"en": "Delivery", "zh-hans": "配送"}}})
            >>> labels.label("touchpoint", "delivery", "zh-Hans"), labels.label("touchpoint", "kiosk", "en")
            ('配送', 'kiosk')
        """
        titles = self.names.get(dimension.rpartition(".")[2], {}).get(value, {})
        return titles.get(language.lower()) or titles.get("en") or value


def read_labels(folder: Path) -> Labels:
    """The labels of the workspace in ``folder``; none when it has no ``labels.yaml``.

    Raises
        DocumentError: the file is not readable or names a language there is not; by file and line.
    """
    path = folder / FILE
    if not path.exists():
        return Labels()
    document = Document(path)
    names = document.decode(dict[str, dict[str, dict[str, str]]])
    for dimension, values in names.items():
        for value, titles in values.items():
            for language in titles.keys() - set(LANGUAGES):
                reason = f"unknown language {language!r}; use {', '.join(LANGUAGES)}"
                raise document.error(reason, dimension, value, language)
    return Labels(names)
