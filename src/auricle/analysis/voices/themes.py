"""What customers speak of: themes with the words that name them, ours and a workspace's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

import yaml

from .lexicon import neither
from .vocabulary import Vocabulary, listed, vocabulary


@dataclass(frozen=True, slots=True)
class Theme:
    """``words`` name it, by language (``zh`` in either script, ``en``); ``title`` by language people read."""

    name: str
    title: Mapping[str, str] = field(default_factory=dict)
    touchpoint: str = ""
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def joined(self, other: Theme) -> Theme:
        """This theme as another adds to it: more words, another title or touchpoint where it gives one."""
        languages = dict.fromkeys((*self.words, *other.words))
        words = {at: (*self.words.get(at, ()), *other.words.get(at, ())) for at in languages}
        return Theme(self.name, {**self.title, **other.title}, other.touchpoint or self.touchpoint, words)


@dataclass(frozen=True, slots=True)
class ThemeWords:
    """Words numbered for the loop: ``words[w]`` names the themes at the places ``themes[w]`` of ``names``."""

    names: tuple[str, ...]
    touchpoints: tuple[str, ...]
    words: tuple[str, ...]
    themes: tuple[tuple[int, ...], ...]
    table: Vocabulary


def theme_of(name: str, said: Mapping[str, object]) -> Theme:
    """A theme as a file writes it: ``title``, ``touchpoint``, and its words under ``zh`` and ``en``."""
    title = said.get("title") or {}
    words = {at: tuple(listed(at, str(said[at]))) for at in ("zh", "en") if said.get(at)}
    assert isinstance(title, Mapping)
    return Theme(name, dict(title), str(said.get("touchpoint") or ""), words)


@cache
def our_themes() -> tuple[Theme, ...]:
    """The themes that come with Auricle, read once."""
    said = yaml.safe_load(files(__package__).joinpath("themes.yaml").read_text("utf-8"))
    return tuple(theme_of(name, theme) for name, theme in said["themes"].items())


def with_own(own: Iterable[Theme], without: Iterable[str] = ()) -> tuple[Theme, ...]:
    """Our themes and a workspace's: one of the same name adds to ours; those named in ``without`` are left out."""
    found = {theme.name: theme for theme in our_themes()}
    for theme in own:
        found[theme.name] = found[theme.name].joined(theme) if theme.name in found else theme
    gone = set(without)
    return tuple(theme for theme in found.values() if theme.name not in gone)


def theme_words(themes: Iterable[Theme], but_not: Iterable[tuple[str, str]] = ()) -> ThemeWords:
    """The words of themes as one table; ``but_not`` are pairs of theme and word that people said are wrong.

    Words that say neither good nor bad name no theme, and hide those within them: 宝贵 is not dear.
    """
    chosen, wrong = tuple(themes), set(but_not)
    of: dict[str, list[int]] = {}
    for place, theme in enumerate(chosen):
        for word in (word for said in theme.words.values() for word in said):
            if (theme.name, word) not in wrong and place not in of.setdefault(word.lower(), []):
                of[word.lower()].append(place)
    kept = dict.fromkeys(neither(), ()) | {word: tuple(places) for word, places in of.items() if places}
    table = vocabulary({word: number for number, word in enumerate(kept)})
    names = tuple(theme.name for theme in chosen)
    return ThemeWords(names, tuple(t.touchpoint for t in chosen), tuple(kept), tuple(kept.values()), table)
