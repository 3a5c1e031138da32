"""What the browser tests look at: a real server on a home of its own, with the pages it has.

``python -m tests.browser.stage HOME`` prints the server's address, then serves until it is ended.
``HOME/pages.json`` names every page of the workspace that a GET answers with HTML.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from django.http import HttpResponse

from auricle.web.serving import prepare, serve

WORKSPACE = "demo"
EMAIL = "owner@example.com"
PASSWORD = "correct horse battery"
DAYS, CUSTOMERS = 400, 900


def main(home: Path) -> None:
    prepare(home)
    furnish(home)
    (home / "pages.json").write_text(json.dumps(pages()))
    serve(home, port=0)


def furnish(home: Path) -> None:
    """The demo company, small, and somebody who owns it."""
    from auricle.datasets.demo import make_demo
    from auricle.web.platform.actions import ensure_owner

    (home / "workspaces").mkdir(exist_ok=True)
    make_demo(home / "workspaces" / WORKSPACE, days=DAYS, customers=CUSTOMERS).close()
    ensure_owner(WORKSPACE, EMAIL, PASSWORD)


def pages() -> dict[str, str]:
    from django.conf import settings
    from django.test import Client

    from auricle.web.platform.models import User, Workspace
    from tests.web.routes import address_of, examples_of, routes

    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    owner, workspace = User.objects.get(email=EMAIL), Workspace.objects.get(slug=WORKSPACE)
    examples = examples_of(workspace, owner)
    client = Client(raise_request_exception=False)
    client.force_login(owner)
    found = {}
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
