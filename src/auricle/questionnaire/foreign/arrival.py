"""What an import gives, and what it is made of while it goes on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ...sentence import sentence
from ..plain import plain
from ..shape import Hindrance
from ..words import locale

_PICTURE = re.compile(r"<(img|video|audio|iframe|object|embed)\b", re.IGNORECASE)
_FIELD = re.compile(r"<(input|select|textarea|button|script)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A document in SurveyJS's format, and what of the file is not in it: where, and why."""

    document: dict[str, Any]
    left_out: tuple[Hindrance, ...]


@dataclass(slots=True)
class Making:
    """An import under way: the first language, names in use, and what was left out."""

    language: str = "en"
    names: set[str] = field(default_factory=set)
    left_out: dict[Hindrance, None] = field(default_factory=dict)
    has_pictures: bool = False
    has_fields: bool = False

    def leave(self, where: str, reason: str) -> None:
        self.left_out[Hindrance(where, reason)] = None

    def name(self, wanted: str) -> str:
        """A name of its own: letters, digits and signs that expressions can hold."""
        base = re.sub(r"[\s{}\[\].#$:]+", "_", wanted).strip("_") or "question"
        name, number = base, 2
        while name.lower() in self.names:
            name, number = f"{base}_{number}", number + 1
        self.names.add(name.lower())
        return name

    def words(self, said: Mapping[str, str]) -> Any:
        """Texts by language as a document has them; one text alone where there is one language."""
        self.has_pictures |= any(_PICTURE.search(text) for text in said.values() if text)
        self.has_fields |= any(_FIELD.search(text) for text in said.values() if text)
        texts = {code: plain(text) for code, text in said.items() if text and plain(text)}
        first = texts.get(self.language)
        others = {locale(code): text for code, text in texts.items() if code != self.language}
        if not others:
            return first or ""
        return {"default": first or next(iter(others.values())), **others}

    def document(self, title: Any, pages: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
        made: dict[str, Any] = {"title": title} if title else {}
        if locale(self.language) != "en":
            made["auricleLanguage"] = locale(self.language)
        if self.has_pictures:
            self.leave("", sentence("pictures, films and sound in its texts are not shown"))
        if self.has_fields:
            self.leave("", sentence("fields and scripts in its texts are not carried over"))
        filled = [page for page in pages if page["elements"]]
        if not filled:
            self.leave("", sentence("nothing in the file is asked"))
        return {**made, "pages": filled, **{key: value for key, value in more.items() if value}}
