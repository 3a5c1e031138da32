"""What the browser tests look at: a real server on a home of its own, with the pages it has.

``python -m tests.browser.stage HOME`` prints the server's address, then serves until it is ended.
``HOME/pages.json`` names every page of the workspace that a GET answers with HTML.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from django.http import HttpResponse

from auricle.web.serving import prepare, serve

if TYPE_CHECKING:
    from auricle.web.platform.models import User, Workspace

WORKSPACE = "demo"
EMAIL = "owner@example.com"
PASSWORD = "correct horse battery"
DAYS, CUSTOMERS = 400, 900


def main(home: Path) -> None:
    prepare(home)
    from auricle.web.platform.facts import close_all

    furnish(home)
    (home / "pages.json").write_text(json.dumps(pages()))
    close_all()
    serve(home, port=0)


def furnish(home: Path) -> None:
    """The demo company, small, and somebody who owns it."""
    from auricle.datasets.demo import make_demo
    from auricle.web.platform.actions import ensure_owner

    (home / "workspaces").mkdir(exist_ok=True)
    make_demo(home / "workspaces" / WORKSPACE, days=DAYS, customers=CUSTOMERS).close()
    ensure_owner(WORKSPACE, EMAIL, PASSWORD)


VISITS = "id,when,who\n1,2026-01-05 10:00,C1\n2,yesterday,C2\n"
VISITS_MAPPING = """\
name: visits
files: {visits: visits.csv}
entities:
  interactions:
    columns: {interaction: id, at: when, customer: who, activity: {is: visit}}
"""
SURVEY = "response,submitted,customer,How likely are you to recommend us? (0-10),comment\n" + "".join(
    f"r{n},2026-02-{n + 1:02} 09:00,C{n},{n % 11},fine\n" for n in range(20)
)


def imports(owner: User, workspace: Workspace) -> dict[str, str]:
    """One import for the worker to run, with a row it must refuse, and one that waits for its mapping."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from auricle.web.imports import actions

    sent = [("visits.csv", VISITS), ("visits.yaml", VISITS_MAPPING)]
    run = actions.receive(workspace, owner, [SimpleUploadedFile(name, text.encode()) for name, text in sent])
    actions.start(run)
    waiting = actions.receive(workspace, owner, [SimpleUploadedFile("survey.csv", SURVEY.encode())])
    base = f"/w/{WORKSPACE}/imports"
    return {"imports:report": f"{base}/{run.pk}/", "imports:mapping": f"{base}/{waiting.pk}/"}


def pages() -> dict[str, str]:
    from django.conf import settings
    from django.test import Client

    from auricle.web.platform.models import User, Workspace
    from tests.web.routes import address_of, examples_of, routes

    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    owner, workspace = User.objects.get(email=EMAIL), Workspace.objects.get(slug=WORKSPACE)
    examples = examples_of(workspace, owner)
    found = imports(owner, workspace)
    client = Client(raise_request_exception=False)
    client.force_login(owner)
    for route in routes():
        if route.is_inside_a_workspace:
            address = address_of(route, workspace, examples)
            response = client.get(address)
            if response.status_code == 500 or _is_page(response):
                found[route.name] = address
    return found


def _is_page(response: HttpResponse) -> bool:
    """A whole page, not a download and not a part that htmx puts into one."""
    return response.status_code == 200 and not response.streaming and b"<html" in response.content


if __name__ == "__main__":
    main(Path(sys.argv[1]))
