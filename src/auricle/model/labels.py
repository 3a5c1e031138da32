"""What codes are called: the titles of touchpoints, questions, units … in the languages people read.

A workspace may hold ``labels.yaml`` beside ``auricle.yaml``:

.. code-block:: yaml

    touchpoint:
      delivery: {en: Delivery, zh-hans: 配送, zh-hant: 配送}
    question:
      recommend: {en: Would you recommend us?, zh-hans: 您会推荐我们吗？}

The first level names a dimension (a column such as ``touchpoint``, or the last part of a longer name
such as ``customer.traits.tier``) or is ``calendars``, the second a value, the third a language.

Titles that come from elsewhere, such as the questions of a published survey, are kept in files of the same form in
``labels/``; what people wrote into ``labels.yaml`` goes before them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from ..whole import write_whole
from .document import Document
from .measure import LANGUAGES

FILE = "labels.yaml"
FOLDER = "labels"

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
    """The labels of the workspace in ``folder``; none when it has neither ``labels.yaml`` nor ``labels/``.

    Raises
        DocumentError: a file is not readable or names a language there is not; by file and line.
    """
    kept = sorted((folder / FOLDER).glob("*.json"), key=lambda path: (path.stat().st_mtime_ns, path.name))
    names: dict[str, dict[str, dict[str, str]]] = {}
    for path in (*kept, folder / FILE):
        for dimension, values in _read(path).items():
            names.setdefault(dimension, {}).update(values)
    return Labels(names)


def keep_labels(folder: Path, name: str, names: Names) -> None:
    """Put titles that come from elsewhere beside those kept under ``name`` before, whole or not at all.

    A value that is not named any more keeps its title, for facts may still hold it.
    """
    path = folder / FOLDER / f"{name}.json"
    path.parent.mkdir(exist_ok=True)
    before = _read(path)
    kept = {dimension: {**before.get(dimension, {}), **values} for dimension, values in names.items()}
    write_whole(path, msgspec.json.encode({**before, **kept}))


def _read(path: Path) -> dict[str, dict[str, dict[str, str]]]:
    if not path.exists():
        return {}
    document = Document(path)
    names = document.decode(dict[str, dict[str, dict[str, str]]])
    for dimension, values in names.items():
        for value, titles in values.items():
            for language in titles.keys() - set(LANGUAGES):
                reason = f"unknown language {language!r}; use {', '.join(LANGUAGES)}"
                raise document.error(reason, dimension, value, language)
    return names
