"""What a workspace adds to our themes: ``themes.yaml`` beside ``auricle.yaml``.

.. code-block:: yaml

    themes:
      delivery:                      # one of ours: its words are added, its touchpoint changed
        touchpoint: door
        zh: 冷链 保温箱
        en: cold chain, cool box
      sofa_bed:                      # one of your own
        title: {en: Sofa bed, zh-hans: 沙发床, zh-hant: 沙發床}
        touchpoint: product
        zh: 沙发床 床垫
        en: sofa bed, mattress
    products:
      lamp_one: {zh: 台灯一号, en: lamp one}
    without: [taste, portion]        # of ours, those that do not concern you

Chinese words stand between spaces, English ones between commas.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from ...analysis.voices.themes import Theme, our_themes, with_own
from ...analysis.voices.vocabulary import listed
from ...model.document import Document
from ...sentence import sentence

FILE = "themes.yaml"


class _Theme(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    title: Mapping[str, str] = {}
    touchpoint: str = ""
    zh: str = ""
    en: str = ""


class _Product(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    zh: str = ""
    en: str = ""


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    themes: Mapping[str, _Theme] = {}
    products: Mapping[str, _Product] = {}
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Own:
    """The themes of a workspace, ours with its own, and the products it wants to hear of."""

    themes: tuple[Theme, ...]
    products: Mapping[str, tuple[str, ...]]

    def title(self, theme: str, language: str) -> str:
        """What a theme is called in a language, else in English, else its name."""
        found = next((each.title for each in self.themes if each.name == theme), {})
        return found.get(language.lower()) or found.get("en") or theme


def read_own(folder: Path) -> Own:
    """The themes of the workspace in ``folder``: ours where it has no ``themes.yaml``.

    Raises
        DocumentError: the file is not readable, or leaves out a theme there is not; by file and line.
    """
    path = folder / FILE
    if not path.exists():
        return Own(our_themes(), {})
    document = Document(path)
    said = document.decode(_File)
    known = {theme.name for theme in our_themes()}
    for place, name in enumerate(said.without):
        if name not in known:
            reason = sentence(
                "there is no theme {name!r} of ours; there are {known}", name=name, known=", ".join(known)
            )
            raise document.error(reason, "without", place)
    own = [Theme(name, dict(t.title), t.touchpoint, _words(t.zh, t.en)) for name, t in said.themes.items()]
    products = {
        name: tuple(w for words in _words(p.zh, p.en).values() for w in words) for name, p in said.products.items()
    }
    return Own(with_own(own, said.without), products)


def _words(zh: str, en: str) -> dict[str, tuple[str, ...]]:
    given = {"zh": zh, "en": en}
    return {language: tuple(listed(language, text)) for language, text in given.items() if text.strip()}
