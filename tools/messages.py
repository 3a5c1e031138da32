"""The translations of the web's rooms: collect strings from code and templates, compile catalogues.

``messages.py`` compiles every catalogue that is newer than what was compiled from it.
``messages.py --collect`` first puts new strings into each room's catalogues and takes old ones out.

What the library says, which knows no Django, is translated by the web as a whole: what columns mean, and the
sentences of proposals and refusals.
"""

from __future__ import annotations

import ast
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "src" / "auricle" / "web"
LIBRARY = ROOT / "src" / "auricle"
# By folder of the library: calls that say something, and which of their arguments says it.
LIBRARY_KEYWORDS = {
    "model": {"Entity": 1, "Column": 2, "Dimension": 3, "sentence": 0},
    **{
        folder: {"sentence": 0}
        for folder in (
            "analysis",
            "identity",
            "questionnaire",
            "store",
            "query",
            "understanding",
            "sources",
        )
    },
}
LOCALES = ("zh_Hans", "zh_Hant")
KEYWORDS = {
    **dict.fromkeys(("_", "__", "_l", "N_", "gettext", "gettext_lazy", "gettext_noop", "sentence"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
}
HEADER = "# Auricle's {room} in {locale}.\n"
NOISE = re.compile(r'^"(?:Project-Id|Report|POT-|PO-|Last-|Language-Team|Generated-By).*\n', re.MULTILINE)


def main(collects: bool) -> int:
    for room in rooms():
        for locale in LOCALES:
            path = catalogue_path(room, locale)
            if collects:
                save(room, locale, path)
            if path.exists():
                compiled(path)
    return 0


def rooms() -> list[Path]:
    """Folders of the web that have something to say; the web itself speaks for the library."""
    return [WEB, *sorted(path.parent for path in WEB.glob("*/apps.py"))]


def catalogue_path(room: Path, locale: str) -> Path:
    return room / "locale" / locale / "LC_MESSAGES" / "django.po"


def strings(room: Path) -> Catalog:
    """Every string of a room that is shown to people."""
    catalog = Catalog(fuzzy=False)
    if room == WEB:
        for path, message in library_strings():
            catalog.add(message, locations=[(str(path.relative_to(LIBRARY)), 0)])
        return catalog
    for path in sorted(sources(room)):
        for _, message, comments, context in extract("python", io.BytesIO(readable(path)), KEYWORDS):
            catalog.add(message, locations=[(str(path.relative_to(room)), 0)], auto_comments=comments, context=context)
    return catalog


def library_strings() -> Iterator[tuple[Path, str]]:
    """What the library says, found in its syntax: calls lie within calls there, which Babel does not look into."""
    for folder, keywords in LIBRARY_KEYWORDS.items():
        for path in sorted(p for p in (LIBRARY / folder).rglob("*.py") if "tests" not in p.parts):
            for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in keywords:
                    given = call.args[keywords[call.func.id] :][:1]
                    if given and isinstance(given[0], ast.Constant) and given[0].value:
                        yield path, given[0].value


def sources(room: Path) -> Iterator[Path]:
    for path in room.rglob("*"):
        if path.suffix in (".py", ".html", ".txt") and not {"tests", "migrations", "locale"} & set(path.parts):
            yield path


def readable(path: Path) -> bytes:
    """Python as it is; a template with everything but its strings blanked out, in one pair of brackets."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return text.encode()
    from django.utils.translation.template import templatize

    return f"(\n{templatize(text)}\n)".encode()


def save(room: Path, locale: str, path: Path) -> None:
    found = strings(room)
    if not len(found):
        return
    catalog = read(path, locale)
    catalog.update(found, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=110, include_lineno=False, sort_by_file=True, ignore_obsolete=True)
    text = NOISE.sub("", buffer.getvalue().decode())
    text = HEADER.format(room=room.name, locale=locale) + text[text.index('msgid ""') :]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.rstrip("\n") + "\n", encoding="utf-8")


def read(path: Path, locale: str) -> Catalog:
    if not path.exists():
        return Catalog(locale=locale, fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def compiled(path: Path) -> None:
    target = path.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime >= path.stat().st_mtime:
        return
    with path.open("rb") as source, target.open("wb") as file:
        write_mo(file, read_po(source))
    print(f"compiled {target.relative_to(ROOT)}")


if __name__ == "__main__":
    sys.exit(main("--collect" in sys.argv[1:]))
