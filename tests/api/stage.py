"""What programs ask in the tests: a real server on a home of its own, with the demo company made small.

``python -m tests.api.stage HOME`` makes it and serves until it is ended. The first line it prints is JSON: a ``key``
for each role. The second is the server's own, with its address.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from auricle.web.serving import prepare, serve

WORKSPACE, EMAIL = "demo", "owner@example.com"
DAYS, CUSTOMERS = 60, 300


def main(home: Path) -> None:
    prepare(home)
    from auricle.web.platform.facts import close_all

    print(json.dumps(furnish(home)), flush=True)
    close_all()
    serve(home, port=0)


def furnish(home: Path) -> dict[str, str]:
    """The demo company with a row of everything that people make, and a key that may all for a person of each role."""
    from auricle.datasets.demo import make_demo
    from auricle.web.api.callers import made_key
    from auricle.web.api.offers import offered_verbs
    from auricle.web.platform.actions import ensure_owner
    from auricle.web.platform.models import Membership, User, Workspace
    from auricle.web.platform.roles import Role
    from tests.web.routes import examples_of

    (home / "workspaces").mkdir(parents=True, exist_ok=True)
    make_demo(home / "workspaces" / WORKSPACE, days=DAYS, customers=CUSTOMERS).close()
    ensure_owner(WORKSPACE, EMAIL, "correct horse battery")
    workspace, owner = Workspace.objects.get(slug=WORKSPACE), User.objects.get(email=EMAIL)
    examples_of(workspace, owner)
    people = {str(Role.OWNER): owner}
    for role in set(Role) - {Role.OWNER}:
        people[str(role)] = User.objects.create_user(f"{role}@example.com", "correct horse battery")
        Membership.objects.create(user=people[str(role)], workspace=workspace, role=role)
    return {role: made_key(workspace, user, role, list(offered_verbs()))[1] for role, user in people.items()}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
