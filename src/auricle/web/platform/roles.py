"""Who may do what: one table of verbs and roles, asked before every page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_  # noqa: N812 - gettext's own name for it


class Role(models.TextChoices):
    OWNER = "owner", _("Owner")
    ANALYST = "analyst", _("Analyst")
    AGENT = "agent", _("Agent")
    VIEWER = "viewer", _("Viewer")


_ALL = frozenset(Role)
_ANALYSTS = frozenset({Role.OWNER, Role.ANALYST})
_OWNERS = frozenset({Role.OWNER})

VERBS: dict[str, frozenset[Role]] = {
    N_("see numbers"): _ALL,
    N_("export numbers"): _ALL,
    N_("edit dashboards"): _ANALYSTS,
    N_("edit touchpoints"): _ANALYSTS,
    N_("design journeys"): _ANALYSTS,
    N_("see customers"): frozenset({Role.OWNER, Role.ANALYST, Role.AGENT}),
    N_("see rows"): frozenset({Role.OWNER, Role.ANALYST, Role.AGENT}),
    N_("coach people"): _ANALYSTS,
    N_("export customers"): _ANALYSTS,
    N_("correct readings"): frozenset({Role.OWNER, Role.ANALYST, Role.AGENT}),
    N_("teach reading"): _ANALYSTS,
    N_("merge customers"): _ANALYSTS,
    N_("erase customers"): _OWNERS,
    N_("see cases"): frozenset({Role.OWNER, Role.ANALYST, Role.AGENT}),
    N_("work on cases"): frozenset({Role.OWNER, Role.ANALYST, Role.AGENT}),
    N_("export cases"): _ANALYSTS,
    N_("arrange cases"): _OWNERS,
    N_("edit signals"): _ANALYSTS,
    N_("run initiatives"): _ANALYSTS,
    N_("send receipts"): _ANALYSTS,
    N_("see surveys"): _ALL,
    N_("edit surveys"): _ANALYSTS,
    N_("run programmes"): _ANALYSTS,
    N_("import data"): _ANALYSTS,
    N_("see quarantine"): _ANALYSTS,
    N_("see events"): _ALL,
    N_("edit meaning"): _ANALYSTS,
    N_("manage write keys"): _OWNERS,
    N_("manage integrations"): _OWNERS,
    N_("edit contact rules"): _ANALYSTS,
    N_("manage API keys"): _OWNERS,
    N_("propose"): frozenset({Role.OWNER, Role.ANALYST, Role.AGENT}),
    N_("decide drafts"): frozenset({Role.OWNER, Role.ANALYST, Role.AGENT}),
    N_("manage people"): _OWNERS,
    N_("change settings"): _OWNERS,
    N_("read audit log"): _OWNERS,
}

View = TypeVar("View", bound=Callable[..., object])


class UnknownVerb(LookupError):
    def __init__(self, verb: str):
        super().__init__(
            f"no permission is called {verb!r}; add it to VERBS in roles.py. There are: {', '.join(VERBS)}"
        )


def allows(role: str, verb: str) -> bool:
    if verb not in VERBS:
        raise UnknownVerb(verb)
    return role in VERBS[verb]


def may(verb: str) -> Callable[[View], View]:
    """Say what a person must be allowed to do to use this view; without it nobody gets in."""
    if verb not in VERBS:
        raise UnknownVerb(verb)

    def mark(view: View) -> View:
        view.verb = verb  # type: ignore[attr-defined]
        return view

    return mark
