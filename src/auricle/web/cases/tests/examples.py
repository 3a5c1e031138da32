"""Arguments of this room's routes, for the test that tries them all."""

from __future__ import annotations

from auricle.web.cases.actions import add_task, attach
from auricle.web.cases.history import Actor
from auricle.web.cases.models import Case, Cause
from auricle.web.cases.opening import Opening, open_case
from auricle.web.platform.models import User, Workspace

OF_A_CASE = ("case", "write", "comment", "work", "move", "task", "attach", "merge")


def examples(workspace: Workspace, owner: User) -> dict[str, dict[str, object]]:
    opening = Opening("C00001", "example", words="The parcel came late again.", language="en", severity=3)
    opened = open_case(workspace, opening, Actor(name="an example"))
    case = Case.objects.of(workspace).get(pk=opened.pk)
    add_task(case, "Call back", owner, None, Actor(owner))
    file = attach(case, "note.txt", b"as told on the phone", owner)
    cause = Cause.objects.create(workspace=workspace, name="Delivery")
    number = {"number": case.number}
    return {
        **{f"cases:{name}": number for name in OF_A_CASE},
        "cases:attachment": {**number, "pk": file.pk},
        "cases:add": {"part": "cause"},
        "cases:change": {"part": "cause", "pk": cause.pk},
        "cases:remove": {"part": "cause", "pk": cause.pk},
        "case_question": {"token": "none"},
    }
