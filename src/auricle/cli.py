"""The command line: one door to the commands, and one place where their refusals are said."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from io import TextIOWrapper
from typing import Any

import typer
from rich.markup import escape
from typer import TyperException
from typer.core import TyperGroup

from .commands import (
    doctor,
    driving,
    exporting,
    foreseeing,
    founding,
    importing,
    journeying,
    judging,
    keeping,
    knowing,
    listing,
    measuring,
    moving,
    proving,
    serving,
    surveying,
    terminal,
    valuing,
    voicing,
    worthing,
)
from .commands.refusal import Ends, Refusal, debugging, refusal


class Door(TyperGroup):
    """Runs a command; whatever goes wrong ends in one sentence, a next step and a code."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        typed = list(sys.argv[1:] if args is None else args)
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper):  # a terminal that cannot show a letter gets a question mark
                stream.reconfigure(errors="replace")
        try:
            code = super().main(typed, "auricle", complete_var, False, windows_expand_args, **extra)
        except (Exception, KeyboardInterrupt) as problem:
            code = turned_away(problem, typed)
        else:
            if code == Ends.STOPPED:  # what Typer makes of a KeyboardInterrupt, without a word
                code = turned_away(KeyboardInterrupt(), typed)
        sys.exit(code if isinstance(code, int) else Ends.DONE)


def turned_away(problem: BaseException, typed: list[str]) -> int:
    """Say why, where the caller listens: as JSON on standard output, or to a person."""
    if isinstance(problem, TyperException) and not problem.format_message():
        return Ends.MISUNDERSTOOD  # nothing was typed, and the help was shown
    if isinstance(problem, (KeyboardInterrupt, typer.Abort)):
        answer = Refusal(Ends.STOPPED, "Stopped.", "Nothing was half-stored: run it again when you like.")
    else:
        answer = refusal(problem, _command(problem, typed))
    if debugging() and not isinstance(problem, TyperException):
        raise problem
    if "--json" in typed:
        terminal.give({"error": answer.error, "next": answer.next})
    else:
        say(answer)
    return answer.code


def say(answer: Refusal) -> None:
    out = terminal.console(sys.stderr)
    out.print(f"[bold red]{escape(answer.error)}[/]", soft_wrap=True)
    out.print(escape(answer.next), soft_wrap=True)


def _command(problem: BaseException, typed: list[str]) -> str:
    context = getattr(problem, "ctx", None)
    if context is not None:
        return str(context.command_path)
    known = [word for word in typed[:1] if not word.startswith("-")]
    return " ".join(["auricle", *known])


app = typer.Typer(cls=Door, no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode="markdown")


@app.callback()
def auricle() -> None:
    """Customer experience, from a company's own files to an explained picture.

    A WORKSPACE is a folder that holds auricle.yaml, or a name in the home ($AURICLE_HOME, else ./home).
    """


def _register() -> None:
    """Commands in the order of the help: taking in, asking, giving out, keeping, running."""
    named = (
        (founding.init, "init"),
        (importing.import_, "import"),
        (measuring.measure, "measure"),
        (measuring.compare, "compare"),
        (measuring.explain, "explain"),
        (moving.movement, "movement"),
        (driving.drivers, "drivers"),
        (valuing.money, "money"),
        (judging.quality, "quality"),
        (proving.prove, "prove"),
        (journeying.journeys, "journeys"),
        (journeying.step_scores, "step-scores"),
        (journeying.funnel, "funnel"),
        (journeying.conformance, "conformance"),
        (journeying.channels, "channels"),
        (voicing.voices, "voices"),
        (voicing.theme, "theme"),
        (voicing.read, "read"),
        (worthing.worth, "worth"),
        (worthing.leaving, "leaving"),
        (worthing.pace, "pace"),
        (worthing.staying, "staying"),
        (worthing.cohorts, "cohorts"),
        (worthing.silent, "silent"),
        (foreseeing.chart, "chart"),
        (foreseeing.anomalies, "anomalies"),
        (foreseeing.forecast, "forecast"),
        (foreseeing.people, "people"),
        (surveying.survey, "survey"),
        (listing.list_, "list"),
        (knowing.identities, "identities"),
        (exporting.export, "export"),
        (exporting.erase, "erase"),
        (keeping.snapshot, "snapshot"),
        (keeping.backup, "backup"),
        (keeping.restore, "restore"),
        (serving.demo, "demo"),
        (serving.serve, "serve"),
        (doctor.doctor, "doctor"),
    )
    for command, name in named:
        app.command(name)(command)


_register()
