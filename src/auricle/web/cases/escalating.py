"""Cases that nobody brought to an end in time are told to a manager, once; and who is called today is chosen."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_  # noqa: N812 - gettext's own name for it

from auricle.web.integrations import public as integrations
from auricle.web.platform.public import User, Workspace, facts_of, public_address
from auricle.web.studies.public import keep_up

from .acquaintance import acquaintance
from .changing import announced, changing
from .history import CLOCK, write
from .models import Case, Desk, State
from .models.desk import Policy
from .opening import locked_desk
from .promises import due, working_time
from .routing import managers_of, owner_for

AT_ONCE = 200
WORTH_EVERY = timedelta(days=1)


def escalate_late() -> int:
    """Tell the managers of cases that are late for longer than the workspace allows; how many cases."""
    told = 0
    for desk in Desk.objects.across("the clock runs for every workspace").select_related("workspace"):
        limit = timezone.now() - timedelta(hours=desk.escalate_after_hours)
        late = Case.objects.of(desk.workspace).filter(is_open=True, escalated_at=None, is_chosen=True, due_at__lt=limit)
        for case in late.select_related("workspace").order_by("due_at")[:AT_ONCE]:
            told += _escalated(case)
    return told


def _escalated(case: Case) -> bool:
    managers = managers_of(case.workspace, case.unit)
    with changing(case) as locked:
        if locked.escalated_at or not locked.is_open:
            return False
        locked.escalated_at = timezone.now()
        write(locked, CLOCK, N_("told a manager that it is late"), to=[user.email for user in managers])
        for user in managers:
            _tell(case, user)
    return True


def _tell(case: Case, user: User) -> None:
    with translation.override(user.language or "en"):
        subject = _("Case %(case)s is late") % {"case": case}
        zone = ZoneInfo(working_time(case.workspace, case.unit).zone)
        assert case.due_at
        text = _("Case %(case)s was to be solved by %(when)s and is still open. Its owner: %(owner)s.") % {
            "case": case, "when": f"{case.due_at.astimezone(zone):%Y-%m-%d %H:%M %Z}",
            "owner": case.owner or _("no owner"),
        }  # fmt: skip
        if base := public_address():
            path = reverse("cases:case", kwargs={"workspace": case.workspace.slug, "number": case.number})
            text = f"{text}\n\n{base}{path}"
        reference = f"case:{case.number}:late:{case.reopened}:{user.pk}"
        integrations.send(case.workspace, integrations.Letter(user.email, subject, text, reference=reference))


def choose_all() -> None:
    """Choose whom to call, in every workspace that calls within its capacity."""
    desks = Desk.objects.across("the clock runs for every workspace").filter(policy=Policy.CAPACITY)
    for desk in desks.select_related("workspace"):
        choose(desk.workspace)


def know_worth() -> None:
    """Have what customers are worth worked out at most a day behind the facts, where it decides whom to call."""
    desks = Desk.objects.across("the clock runs for every workspace").filter(policy=Policy.CAPACITY)
    for desk in desks.select_related("workspace"):
        by = facts_of(desk.workspace.slug).customer_groupings[0]
        keep_up(desk.workspace, "buying", {"to": None, "where": "", "by": by}, WORTH_EVERY)
        _know(desk.workspace)


def _know(workspace: Workspace) -> None:
    """Look again for what those who wait are worth, where no model knew it when their case was opened."""
    for case in ranked(workspace).filter(worth=None)[:AT_ONCE]:
        known = acquaintance(workspace, case.customer)
        if known.worth is not None:
            found = {"worth": known.worth, "currency": known.currency, "risk": known.risk}
            Case.objects.of(workspace).filter(pk=case.pk).update(**found)


def choose(workspace: Workspace) -> int:
    """Once each working day: as many as can be called, the worst and the most worth first; how many.

    Who waits longer than the workspace keeps them is let go, and the case says that nobody called.
    """
    with transaction.atomic():
        desk = locked_desk(workspace)
        time = working_time(workspace, "")
        today = timezone.localdate(timezone=ZoneInfo(time.zone))
        if desk.policy != Policy.CAPACITY or desk.chosen_on == today or not time.works_on(today):
            return 0
        chosen = list(ranked(workspace)[: desk.calls_a_day])
        for case in chosen:
            _call(desk, case)
        desk.chosen_on = today
        desk.save(update_fields=["chosen_on"])
        _let_go(desk)
    return len(chosen)


def ranked(workspace: object) -> QuerySet[Case]:
    """Who waits to be chosen: the worst first, then who is worth most, then who waits longest."""
    waiting = Case.objects.of(workspace).filter(is_open=True, is_chosen=False).select_related("workspace")
    return waiting.order_by("-severity", F("worth").desc(nulls_last=True), "opened_at")


def _call(desk: Desk, case: Case) -> None:
    with changing(case) as locked:
        locked.is_chosen = True
        locked.owner = owner_for(desk, locked, acquaintance(desk.workspace, locked.customer).traits)
        locked.answer_due_at, locked.due_at = due(desk, locked.unit, locked.severity, timezone.now())
        write(locked, CLOCK, N_("chose to call"), to=locked.owner.email if locked.owner else "")


def _let_go(desk: Desk) -> None:
    since = timezone.now() - timedelta(days=desk.keep_days)
    for case in ranked(desk.workspace).filter(opened_at__lt=since)[:AT_ONCE]:
        with changing(case) as locked:
            locked.state, locked.is_open, locked.closed_at = State.CLOSED, False, timezone.now()
            write(locked, CLOCK, N_("closed it because nobody could call"))
            announced(locked, "closed")
