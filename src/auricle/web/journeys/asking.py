"""What the pages of the room are asked: which steps, held together by what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from auricle.understanding.steps import RUNS, STEPS
from auricle.web.measures.public import spanned, value_title
from auricle.web.platform.public import ScreenState, remembered
from auricle.workspace import Workspace

RUN_TITLES: dict[str, str | Promise] = {name: _(title) for name, title in RUNS.items()}
STEP_TITLES: dict[str, str | Promise] = {name: _(title) for name, title in STEPS.items()}
USUAL_STEP = "touchpoint"
"""Touchpoints are few, and what customers say is said of them."""
MOST_STEPS = 12


@dataclass(frozen=True, slots=True)
class Asked:
    """A view of the room: what holds steps together, what they are called by, and those chosen."""

    run: str
    step: str
    steps: tuple[str, ...]
    days: dict[str, str]
    where: str

    @property
    def question(self) -> dict[str, Any]:
        return {"run": self.run, "step": self.step, "where": self.where, **self.days}

    @property
    def of_steps(self) -> dict[str, Any]:
        return {**self.question, "steps": list(self.steps)}


def asked_of(request: HttpRequest) -> Asked:
    """What the address asks; a name that is none leaves the usual one."""
    span, given = spanned(request), request.GET
    state: ScreenState = request.state
    run, step = given.get("run", ""), given.get("step", "")
    days = {"from": span.start.isoformat(), "to": span.end.isoformat()}
    steps = tuple(name for name in given.getlist("steps") if name)[:MOST_STEPS]
    return Asked(
        run if run in RUNS else usual_run(state.workspace),
        step if step in STEPS else USUAL_STEP,
        steps,
        days,
        state.where,
    )


def usual_run(workspace: Workspace) -> str:
    """Orders or cases where interactions name them, else customers."""

    def look() -> str:
        return (
            "journey" if workspace.facts("interactions", where="journey is not null", limit=1).num_rows else "customer"
        )

    return remembered(workspace, ("usual run",), look)


def known_steps(workspace: Workspace, step: str) -> tuple[str, ...]:
    """The steps there are, by their codes."""
    return remembered(
        workspace,
        ("known steps", step),
        lambda: tuple(str(value) for value in workspace.values("interactions", step) if value),
    )


def titled(state: ScreenState, step: str) -> list[tuple[str, str]]:
    """Codes and titles of the steps there are, by title."""
    found = [(name, called(state, step, name)) for name in known_steps(state.workspace, step)]
    return sorted(found, key=lambda pair: pair[1])


def called(state: ScreenState, step: str, name: str) -> str:
    return value_title(state.workspace, step, name, state.language)
