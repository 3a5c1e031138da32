"""Publishes a survey of two pages in a home and prints its address: ``python -m tests.faults.asked HOME``."""

from __future__ import annotations

import sys
from pathlib import Path

from auricle.web.serving import ensure_login, prepare

from .house import WORKSPACE

DOCUMENT = {
    "pages": [
        {
            "name": "first",
            "elements": [
                {"type": "rating", "name": "recommend", "rateMin": 0, "rateMax": 10, "auricleKind": "nps"},
            ],
        },
        {"name": "second", "elements": [{"type": "comment", "name": "why"}]},
    ]
}


def main(home: Path) -> None:
    prepare(home)
    ensure_login(home, WORKSPACE, "owner@example.com", "correct horse battery")
    from auricle.web.platform.models import User, Workspace
    from auricle.web.surveys import actions

    owner = User.objects.get()
    survey = actions.make_survey(Workspace.objects.get(), owner, "How was it?", DOCUMENT)
    actions.publish(survey, owner)
    print(f"/s/{survey.public}/")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
