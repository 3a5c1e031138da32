"""The page of a measure: what it says, its formula, when it misleads, its source; in Markdown."""

from __future__ import annotations

from pathlib import Path

_PAGES = Path(__file__).parent / "measures" / "pages"


def page_of(measure: str, language: str, folder: Path | None = None) -> str:
    """The page of a measure in a language, else in English, else nothing.

    A workspace keeps pages of its own measures in ``folder/measures/pages``, named as the built-in
    ones: ``nps.md``, ``nps.zh-hans.md``, ``nps.zh-hant.md``.
    """
    own = [folder / "measures" / "pages"] if folder else []
    for place in (*own, _PAGES):
        for ending in (f".{language.lower()}.md", ".md"):
            path = place / f"{measure}{ending}"
            if path.parent == place and path.is_file():
                return path.read_text(encoding="utf-8")
    return ""
