"""HTML to plain text: what a survey's author wrote is shown as text, never as markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_BREAKS = frozenset({"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table"})
_SILENT = frozenset({"script", "style", "template", "title", "head", "noscript"})
LONGEST = 50_000


def plain(html: str) -> str:
    """The words of a piece of HTML; paragraphs and list items begin on lines of their own.

    Examples
        >>> plain("<h3>Thank <b>you</b></h3><script>alert(1)</script>for your time")
        'Thank you\\nfor your time'
    """
    if "<" not in html and "&" not in html:
        return html.strip()
    reader = _Reader()
    reader.feed(html[:LONGEST])
    reader.close()
    lines = (re.sub(r"[ \t\r\f\v]+", " ", line).strip() for line in "".join(reader.words).split("\n"))
    return "\n".join(line for line in lines if line)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in _SILENT
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        self.silent = max(0, self.silent - (tag in _SILENT))
        self._break(tag)

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words.append(data.replace("\n", " "))

    def _break(self, tag: str) -> None:
        if tag in _BREAKS:
            self.words.append("\n")
