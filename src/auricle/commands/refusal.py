"""What the command line says when something cannot be done, and the code it ends with.

====  ==========================================================================
code  meaning
====  ==========================================================================
0     done
1     refused: the input or the situation did not allow it; nothing was changed
2     the command was not understood
70    a fault of Auricle's own
130   stopped from the keyboard
====  ==========================================================================
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from enum import IntEnum

from typer import TyperException


class Ends(IntEnum):
    DONE = 0
    REFUSED = 1
    MISUNDERSTOOD = 2
    FAULT = 70
    STOPPED = 130


@dataclass(frozen=True, slots=True)
class Refusal:
    """One sentence on what is in the way, and the step to take now."""

    code: Ends
    error: str
    next: str


class Refused(RuntimeError):
    """A command cannot do what was asked; nothing was changed."""

    def __init__(self, error: str, next_step: str):
        super().__init__(error)
        self.next_step = next_step


# The next step for situations whose own words do not end with one, by the name of the error.
_NEXT = {
    "UnknownMeasure": "See them all: auricle list measures",
    "UnknownDimension": "See what each entity can be grouped by: auricle list dimensions",
    "UnknownEntity": "See them all: auricle list entities",
    "UnknownColumn": "See its columns: auricle list entities",
    "StoreBusy": "Wait for the other process to finish, or stop it, then try again.",
    "CannotDo": "Use a workspace on an engine that can: see docs/engines.md.",
}
# The next step for situations whose own words may end with one and need not.
_ELSE = {"DocumentError": "Mend that line, then try again.", "MappingWrong": "Mend that line, then try again."}
_SYSTEM = {
    FileNotFoundError: "Check the path.",
    FileExistsError: "Choose another name, or remove what is there.",
    IsADirectoryError: "Name a file, not a folder.",
    NotADirectoryError: "Name a folder.",
    PermissionError: "Check who owns it: ls -l.",
}


def refusal(problem: BaseException, command: str) -> Refusal:
    """What to say about an exception raised by ``command`` (as typed, ``auricle measure``)."""
    if isinstance(problem, TyperException):
        return Refusal(Ends.MISUNDERSTOOD, sentence(problem.format_message()), f"See {command} --help")
    if isinstance(problem, Refused):
        return Refusal(Ends.REFUSED, sentence(str(problem)), problem.next_step)
    if type(problem).__module__.partition(".")[0] == "auricle":
        return Refusal(Ends.REFUSED, *_split(problem, command))
    if isinstance(problem, OSError):
        return Refusal(Ends.REFUSED, sentence(_system(problem)), _step(problem))
    found = f"{type(problem).__name__}: {problem}" if str(problem) else type(problem).__name__
    step = "Run it again with AURICLE_DEBUG=1 to see where, and report that."
    return Refusal(Ends.FAULT, f"This is a fault of Auricle's own. {sentence(found)}", step)


def debugging() -> bool:
    """Whether a traceback was asked for."""
    return os.environ.get("AURICLE_DEBUG", "") not in ("", "0")


def sentence(text: str) -> str:
    """On one line and with a full stop; its first word keeps its case, for it may be a name."""
    line = re.sub(r"\s+", " ", text).strip()
    return line if line.endswith((".", "!", "?", "。")) else f"{line}."


def _split(problem: BaseException, command: str) -> tuple[str, str]:
    """A situation's own words: what is wrong, and behind the last full stop or semicolon the next step."""
    words = str(problem.args[0]) if isinstance(problem, KeyError) and problem.args else str(problem)
    if step := getattr(problem, "next_step", "") or _NEXT.get(type(problem).__name__, ""):
        return sentence(words), step
    said = re.fullmatch(r"(?P<error>.+?)(?:;|\.)\s+(?P<next>(?:[^.;]|\.(?=\w)){8,}\.?)", words.strip(), re.DOTALL)
    if said:
        return sentence(said["error"]), sentence(said["next"])
    return sentence(words), _ELSE.get(type(problem).__name__, f"See {command} --help")


def _system(problem: OSError) -> str:
    if problem.filename is None:
        return problem.strerror or str(problem)
    return f"{problem.strerror}: {problem.filename}"


def _step(problem: OSError) -> str:
    found = [step for kind, step in _SYSTEM.items() if isinstance(problem, kind)]
    return found[0] if found else "Check the disk and its permissions: auricle doctor"
