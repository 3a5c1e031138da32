"""What stands around every answering page, and its fields: drawn once for all who see the same."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.template.loader import get_template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from .look import Look
from .walk import Field

_HERE = secrets.token_hex(16)


@dataclass(frozen=True, slots=True)
class Frame:
    """A page without what is in it. ``asks`` says that it has questions, ``restart`` after how many seconds a
    screen in a shop begins anew at ``path``."""

    look: Look
    language: str
    title: str
    brand_name: str = ""
    brand_logo: str = ""
    languages: tuple[tuple[str, str], ...] = ()
    path: str = ""
    restart: int = 0
    is_done: bool = False
    asks: bool = False
    is_wrong: bool = False

    def around(self, main: str) -> str:
        before, after = _parts(self)
        return f"{before}{main}{after}"


def drawn(fields: Iterable[Field], language: str) -> SafeString:
    """Fields as HTML. Those that nobody has written into look the same to all."""
    each = ((_draw if field.is_personal else _remembered)(field, language) for field in fields)
    return format_html_join("", "{}", ((html,) for html in each))


@lru_cache(maxsize=1024)
def _parts(frame: Frame) -> tuple[str, str]:
    before, _, after = get_template("surveys/answer/page.html").render({"frame": frame, "main": _HERE}).partition(_HERE)
    return before, after


def _draw(field: Field, language: str) -> str:
    return get_template("surveys/answer/field.html").render({"field": field, "language": language})


_remembered = lru_cache(maxsize=4096)(_draw)
