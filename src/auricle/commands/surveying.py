"""``survey``: look a questionnaire over, bring one from another tool, or begin with one that is there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from enum import StrEnum
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from .refusal import Refused
from .tables import plain
from .terminal import Json, give, note, show

if TYPE_CHECKING:
    from auricle.questionnaire import Hindrance, Questionnaire


class Action(StrEnum):
    CHECK = "check"
    IMPORT = "import"
    TEMPLATES = "templates"


def survey(
    action: Annotated[Action, typer.Argument(help="Look a file over, bring one in, or list what to begin with.")],
    file: Annotated[
        str, typer.Argument(help="A questionnaire: SurveyJS's JSON, a .qsf, a .lss; with templates, a name.")
    ] = "",
    to: Annotated[Path | None, typer.Option("--to", help="Write the questionnaire as SurveyJS's JSON here.")] = None,
    json: Json = False,
) -> None:
    """Questionnaires: what one asks and how long it takes, what hinders publishing it, and how to say it better."""
    if action is Action.TEMPLATES:
        _templates(file, to, json)
    elif not file:
        raise Refused("no file was named", f"Name one: auricle survey {action.value} visit.json")
    else:
        _looked_over(Path(file), to if action is Action.IMPORT else None, action is Action.CHECK, json)


def _looked_over(path: Path, to: Path | None, checks: bool, json: bool) -> None:
    from auricle.questionnaire import completion, opened, read, remarks

    arrival = opened(path.read_bytes())
    asked = read(arrival.document)
    cost, said = completion(asked), remarks(asked) if checks else ()
    if to is not None:
        _write(to, arrival.document)
    if json:
        parts = {"cost": asdict(cost), "questions": _questions(asked), "languages": list(asked.languages)}
        places = {"hindrances": _places(asked.hindrances), "left_out": _places(arrival.left_out)}
        give({**parts, **places, "remarks": [asdict(each) for each in said], "saved": to})
        return
    asks = f"Questions: {cost.questions}. Pages: {cost.pages}. It takes {cost.seconds:.0f} seconds; "
    show(Text(asks + f"its length costs {cost.lost:.1%} of those who begin", style="bold"))
    show(
        plain(
            [[q["name"], q["type"], q["kind"], q["scale"]] for q in _questions(asked)],
            "question",
            "type",
            "kind",
            "scale",
        )
    )
    _listed("Not carried over", arrival.left_out)
    _listed("Hinders publishing", asked.hindrances)
    for each in said:
        show(Text(f"{each.question or 'survey'} ({each.language}): {each.text}", style="yellow"))


def _templates(name: str, to: Path | None, json: bool) -> None:
    from auricle.questionnaire import template, templates

    if name:
        chosen = template(name).copy()
        if to is not None:
            _write(to, chosen)
        give(chosen) if to is None else note(f"The questionnaire is in {to}.")
        return
    if to is not None:
        raise Refused("no template was named", "Name one: auricle survey templates relationship_nps --to nps.json")
    rows = [
        {"template": t.name, "title": dict(t.title), "about": dict(t.about), "source": dict(t.source)}
        for t in templates()
    ]
    if json:
        give({"templates": rows})
    else:
        show(plain([[t.name, t.title["en"], t.source["en"]] for t in templates()], "template", "title", "source"))


def _write(to: Path, document: dict[str, Any]) -> None:
    to.write_text(dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _questions(asked: Questionnaire) -> list[dict[str, Any]]:
    return [{"name": q.name, "type": q.type, "kind": q.kind, "scale": q.scale} for q in asked.questions if q.asks]


def _places(found: Iterable[Hindrance]) -> list[dict[str, str]]:
    return [{"path": each.path, "reason": str(each.reason)} for each in found]


def _listed(heading: str, found: tuple[Hindrance, ...]) -> None:
    for each in found:
        where = f"{each.path}: " if each.path else ""
        show(Text(f"{heading}: {where}{each.reason}", style="yellow"))
