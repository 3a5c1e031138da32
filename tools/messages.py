"""Compiles the message catalogues of every room; with --collect gathers their strings first.

Compiling needs no gettext, so that a demo starts on a machine that has only Python.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "auricle"
LOCALES = ("zh_Hans", "zh_Hant")


def compile_catalogue(catalogue: Path) -> None:
    with catalogue.open("rb") as text:
        messages = read_po(text, locale=catalogue.parent.parent.name)
    with catalogue.with_suffix(".mo").open("wb") as compiled:
        write_mo(compiled, messages)


def collect(room: Path) -> None:
    """Gather the strings of one room (a folder with a locale folder) into its catalogues."""
    locales = [argument for locale in LOCALES for argument in ("--locale", locale)]
    command = [sys.executable, "-m", "django", "makemessages", *locales, "--no-wrap", "--no-location"]
    subprocess.run(command, cwd=room, check=True)


def main(arguments: list[str]) -> int:
    if "--collect" in arguments:
        for folder in sorted(SOURCE.rglob("locale")):
            collect(folder.parent)
    for catalogue in sorted(SOURCE.rglob("*.po")):
        compile_catalogue(catalogue)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
