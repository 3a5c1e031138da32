"""From an answer to a case and a notice, in processes that are killed between every two steps.

``python -m tests.faults.closing HOME EVERY`` tries every so many of the steps and prints a line for each: its name, and
how many firings, cases and notices there are in the end. The application database is HOME's, or AURICLE_DATABASE.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from auricle.web.serving import prepare

WORKSPACE = "acme"


def main(home: Path, every: int) -> None:
    if not _in_a_process(lambda: _founded(home)):
        sys.exit("the home could not be made")
    os.environ["AURICLE_HOME"], os.environ["DJANGO_SETTINGS_MODULE"] = str(home), "auricle.web.settings.serve"
    import django

    django.setup()
    import_module("auricle.web.signals.rounds")  # before they are parted, so that it is read once
    for number, step in enumerate((*_steps()[::every], "none")):
        _in_a_process(lambda number=number: _arrived(number))
        killed = not _in_a_process(lambda step=step: _went_round(step))
        _in_a_process(lambda: _went_round("none"))
        _in_a_process(lambda number=number, step=step, killed=killed: _told(number, step, killed))


def _in_a_process(work: Callable[[], object]) -> bool:
    """Do it in a process of its own; whether that came to its end."""
    child = os.fork()
    if not child:
        code = 1
        try:
            work()
            code = 0
        finally:
            sys.stdout.flush()
            os._exit(code)
    return os.waitpid(child, 0)[1] == 0


def _founded(home: Path) -> None:
    import auricle

    auricle.create(home / "workspaces" / WORKSPACE, currency="CNY").close()
    prepare(home)
    from auricle.web.integrations.models import Integration
    from auricle.web.platform.models import Workspace
    from auricle.web.signals.actions import keep, put
    from auricle.web.signals.models import Signal

    record, _ = Workspace.objects.get_or_create(slug=WORKSPACE, defaults={"name": "Acme"})
    robot = Integration.objects.create(workspace=record, kind="slack", name="CX", settings={}, is_on=True)
    rule = Signal(
        workspace=record, name="low", document={"kind": "score", "at_most": 6.0}, notifies=str(robot.pk),
        most_an_hour=1000,
    )  # fmt: skip
    keep(rule)
    put(rule, is_on=True)


def _arrived(number: int) -> None:
    import pyarrow as pa

    from auricle.model.entities import ANSWERS
    from auricle.web.platform.public import facts_of

    row = {
        "answer": f"f{number}/nps", "feedback": f"f{number}", "at": datetime.now(UTC), "customer": f"c{number}",
        "question": "nps", "kind": "nps", "score": 2.0, "scale": "0-10",
    }  # fmt: skip
    schema = pa.schema([field for field in ANSWERS.schema if field.name in row])
    facts_of(WORKSPACE).add({"answers": pa.Table.from_pylist([row], schema=schema)})


def _places() -> dict[str, tuple[Any, str]]:
    """Where a step is: what is called, in which module."""
    from auricle.store.engines.duckdb.engine import DuckDBStore
    from auricle.web.cases import opening
    from auricle.web.signals import following, watching

    return {
        "judging": (watching, "_matches"),
        "writing firings": (watching, "write_firings"),
        "reading on": (watching, "_written"),
        "forgetting arrivals": (DuckDBStore, "forget_arrivals"),
        "beginning the case": (opening, "_begun"),
        "opening the case": (following.cases, "open_case"),
        "giving notice": (following, "give_notice"),
        "following up": (following, "_done"),
    }


def _steps() -> list[str]:
    return [f"{when} {name}" for name in _places() for when in ("before", "after")]


def _went_round(step: str) -> None:
    when, _, name = step.partition(" ")
    if name:
        module, attribute = _places()[name]
        setattr(module, attribute, _killing(getattr(module, attribute), when))
    from auricle.web.signals.rounds import signals

    signals()


def _killing(work: Callable[..., Any], when: str) -> Callable[..., Any]:
    def killed(*given: Any, **named: Any) -> Any:
        if when == "after":
            work(*given, **named)
        os.kill(os.getpid(), signal.SIGKILL)

    return killed


def _told(number: int, step: str, killed: bool) -> None:
    from auricle.web.cases.models import Case
    from auricle.web.integrations.models import Delivery
    from auricle.web.platform.models import Workspace
    from auricle.web.signals.models import Firing

    record = Workspace.objects.get(slug=WORKSPACE)
    who = f"c{number}"
    counts = (
        Firing.objects.of(record).filter(customer=who, state="done").count(),
        Case.objects.of(record).filter(customer=who).count(),
        Delivery.objects.of(record).filter(customer=who).count(),
    )
    print(step, "killed" if killed else "lived", *counts, sep=";", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
