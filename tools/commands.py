"""Writes docs/cli.md, the page of the command line, from the commands; with --check compares.

python tools/commands.py [--check]
"""

from __future__ import annotations

import inspect
import re
import sys
from pathlib import Path
from typing import Any

import typer

from auricle.cli import app
from auricle.commands import refusal

PAGE = Path(__file__).resolve().parent.parent / "docs" / "cli.md"

HEAD = """# The command line

Written from the commands by `make docs`; change it there.

`WORKSPACE` is a folder that holds `auricle.yaml`, or a name in the home (`$AURICLE_HOME`, else the folder `home`
here). Results go to standard output, everything else to standard error. With `--json` standard output holds exactly
one JSON object; when something was refused it has `error` and `next`. Progress shows only on a terminal, and
`NO_COLOR` is respected. While a server owns a workspace the same commands work through its socket.
"""


def ends() -> str:
    codes = re.findall(r"^(\d+)\s+(.+)$", inspect.getdoc(refusal) or "", re.MULTILINE)
    rows = [f"| {code} | {meaning} |" for code, meaning in codes]
    return "\n".join(["## How a command ends", "", "| code | meaning |", "| --- | --- |", *rows])


def section(name: str, command: Any) -> str:
    context = typer.Context(command, info_name=f"auricle {name}")
    parts = [f"## auricle {name}", "", inspect.cleandoc(command.help or ""), ""]
    parts += ["```", " ".join(["auricle", name, *command.collect_usage_pieces(context)]), "```"]
    rows = [row(parameter) for parameter in command.params if not getattr(parameter, "hidden", False)]
    if rows:
        parts += ["", "| | |", "| --- | --- |", *rows]
    return "\n".join(parts)


def row(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        spelt = f"`{parameter.name.rstrip('_').upper()}`"
    else:
        spelt = ", ".join(f"`{name}`" for name in (*parameter.opts, *parameter.secondary_opts))
    meaning = re.sub(r"\s+", " ", parameter.help or "").replace("|", "\\|")
    return f"| {spelt} | {meaning} |"


def render() -> str:
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    return "\n\n".join([HEAD.rstrip(), ends(), *(section(*item) for item in sorted(commands.items()))]) + "\n"


def main(arguments: list[str]) -> int:
    if "--check" not in arguments:
        PAGE.write_text(render())
        return 0
    if PAGE.exists() and PAGE.read_text() == render():
        return 0
    print("docs/cli.md is behind the commands: run make docs", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
