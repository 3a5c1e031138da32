"""Words in several languages, in the way SurveyJS keeps them: a text, or texts by language with a default."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

DEFAULT = "default"

# How SurveyJS calls the languages that Auricle is shown in; others are called as they are.
_SURVEYJS = {
    "zh-hans": "zh-cn",
    "zh-hans-cn": "zh-cn",
    "zh-sg": "zh-cn",
    "zh": "zh-cn",
    "zh-hant": "zh-tw",
    "zh-hant-tw": "zh-tw",
    "zh-hant-hk": "zh-tw",
    "zh-hk": "zh-tw",
    "zh-mo": "zh-tw",
}
_OURS = {"zh-cn": "zh-hans", "zh-tw": "zh-hant"}


@lru_cache(maxsize=1024)
def locale(language: str) -> str:
    """A language as SurveyJS calls it.

    >>> locale("zh-Hant"), locale("en"), locale("pt-BR")
    ('zh-tw', 'en', 'pt-br')
    """
    lower = language.lower().replace("_", "-")
    return _SURVEYJS.get(lower, lower)


def language_of(locale_: str) -> str:
    """A language of SurveyJS as Auricle calls it: ``zh-cn`` is ``zh-hans``."""
    return _OURS.get(locale_.lower(), locale_.lower())


@dataclass(frozen=True, slots=True)
class Words:
    """One text in the languages it was given in; ``default`` is the survey's first language."""

    said: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return any(self.said.values())

    def in_(self, language: str = "", first: str = "en") -> str:
        """The text in a language, else in the language without its region, else in the survey's first one.

        Examples
            >>> Words({"default": "Yes", "zh-cn": "是"}).in_("zh-Hans")
            '是'
        """
        wanted = locale(language)
        for tried in (wanted, wanted.partition("-")[0]):
            if text := self.said.get(tried):
                return text
        return self.said.get(DEFAULT) or self.said.get(locale(first)) or next(iter(self.said.values()), "")

    def has(self, language: str, first: str = "en") -> bool:
        """Whether the text was given in this very language; what nobody wrote is missing in none."""
        wanted = locale(language)
        if not self or (wanted == locale(first) and self.said.get(DEFAULT)):
            return True
        return bool(self.said.get(wanted))


UNSAID = Words()
"""No words at all."""


def words(given: Any) -> Words:
    """Words as a document spells them: a text, texts by language, a number; anything else says nothing."""
    if isinstance(given, dict):
        texts = {locale(k) if k != DEFAULT else k: v for k, v in given.items() if isinstance(v, str)}
        return Words(texts)
    if isinstance(given, bool) or given is None:
        return Words()
    if isinstance(given, (str, int, float)):
        return Words({DEFAULT: str(given)})
    return Words()
