"""Asking whose time has come, and reminding who did not answer: each once, decided by the ledger at that moment.

The ledger's decision, the link, the letter handed over and the mark on the invitation are one transaction; a kill
before it leaves the invitation waiting, a kill after it finds it asked.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from auricle.identity.people import UnknownCustomer
from auricle.web.contacting.public import Approach, Decision, Reached, approach, reached, withhold
from auricle.web.integrations.public import Ended, announce, official_account, send, send_text, send_wechat
from auricle.web.platform.public import UNREADY, Workspace, facts_of
from auricle.web.surveys.public import NoSurvey, invite, survey

from .chance import is_control
from .letters import letter, text, told, wechat
from .models import LATE_DAYS, Invitation, Programme

AT_ONCE = 200
AGAIN_AFTER = timedelta(minutes=5)
NOBODY = Reached("", "en")
CONTROL, LATE, UNDELIVERED = "control", "late", "undelivered"
REFERENCE = re.compile(r"programme:\d+:(\d+)")
State = Invitation.State
log = logging.getLogger(__name__)


class TakenMeanwhile(RuntimeError):
    """Another worker asked them, or the programme was stopped: nothing of ours holds."""


def ask_due(now: datetime | None = None) -> int:
    """Ask those whose time has come, of all workspaces; how many were looked at."""
    return sum(_of(programme, now or timezone.now()) for programme in running())


def running() -> list[Programme]:
    """The programmes that are on, whose survey can be answered, and which know by what to ask."""
    on = Programme.objects.across("every workspace's programmes run").filter(is_on=True).select_related("workspace")
    return [each for each in on.order_by("pk") if is_answerable(each) and _has_way(each)]


def _has_way(programme: Programme) -> bool:
    """Letters and texts wait for a way; without an official account it is not known what customers are called in it."""
    return programme.channel != Programme.Channel.WECHAT or bool(official_account(programme.workspace))


def is_answerable(programme: Programme) -> bool:
    try:
        known = survey(programme.workspace, programme.survey)
    except NoSurvey:
        return False
    return known.is_open and known.version > 0


def _of(programme: Programme, now: datetime) -> int:
    rows = Invitation.objects.of(programme.workspace).filter(programme=programme, state=State.WAITING)
    due = list(rows.filter(tried_at__lte=now).order_by("tried_at", "pk")[:AT_ONCE])
    each_in_turn(due, programme, lambda row, known: ask(row, known, now))
    return len(due)


def each_in_turn(rows: Iterable[Invitation], programme: Programme, do: Callable[[Invitation, Reached], object]) -> None:
    """Do something to each with what is known of them; one that breaks is tried again later and holds up no other."""
    found = list(rows)
    known = _reached(programme, {row.customer for row in found}) if found else {}
    for row in found:
        row.programme = programme
        try:
            who = _who(row, known)
            do(row, who)
        except UNREADY:
            raise
        except Exception:
            log.exception("invitation %s failed, and is tried again", row.pk)
            later = {
                "tried_at": timezone.now() + AGAIN_AFTER,
                "remind_at": row.remind_at and timezone.now() + AGAIN_AFTER,
            }
            Invitation.objects.of(programme.workspace).filter(pk=row.pk).update(**later)


def _who(row: Invitation, known: dict[str, Reached]) -> Reached:
    """How they are reached; who was merged into somebody else since is asked as that person."""
    if row.customer in known:
        return known[row.customer]
    record = row.programme.workspace
    try:
        row.customer = facts_of(record.slug).person(row.customer)
    except UnknownCustomer:
        return NOBODY
    return _reached(row.programme, [row.customer]).get(row.customer, NOBODY)


def _reached(programme: Programme, customers: Iterable[str]) -> dict[str, Reached]:
    is_by_wechat = programme.channel == Programme.Channel.WECHAT
    return reached(programme.workspace, customers, official_account(programme.workspace) if is_by_wechat else "")


def ask(row: Invitation, known: Reached, now: datetime) -> None:
    """Ask one person, write down why not, or wait for the next time at which letters go."""
    programme = row.programme
    mine = Invitation.objects.of(programme.workspace).filter(pk=row.pk, state=State.WAITING)
    if (opens_at := next_time(programme, known, now)) > now:
        mine.update(tried_at=opens_at)
        return
    meant = wanted(row, known, "survey", row.reference, now)
    because = _own_reason(row, now)
    decision = withhold(programme.workspace, meant, because) if because else _approached(row, known, meant, now)
    if decision and not decision.approached:
        mine.update(state=State.WITHHELD, because=decision.because, customer=row.customer)


def _approached(row: Invitation, known: Reached, meant: Approach, now: datetime) -> Decision | None:
    try:
        return approach(row.programme.workspace, meant, lambda decision: _asked(row, known, decision, now))
    except TakenMeanwhile:
        return None


def _asked(row: Invitation, known: Reached, decision: Decision, now: datetime) -> str:
    """The link and the letter, in the ledger's transaction; the key under which the exposure is stored."""
    programme = row.programme
    invited = invite(
        programme.workspace, programme.survey, row.customer, now + timedelta(days=programme.open_days),
        channel=programme.channel, interaction=row.interaction, order=row.order, language=known.language,
        reference=row.reference,
    )  # fmt: skip
    remind_at = now + timedelta(days=programme.remind_after_days) if programme.reminders and invited.exposure else None
    mine = Invitation.objects.of(programme.workspace).filter(pk=row.pk, state=State.WAITING, programme__is_on=True)
    if not mine.update(
        state=State.ASKED, asked_at=now, customer=row.customer, channel=programme.channel,
        link=invited.exposure or None, remind_at=remind_at,
    ):  # fmt: skip
        raise TakenMeanwhile
    hand_over(row, known, invited.path, decision, "invitation", row.reference)
    return invited.exposure


def on_ended(sender: object, record: Workspace, ended: Ended, **_: Any) -> None:
    """Whom an invitation did not reach was not asked, as long as they did not answer it all the same."""
    if (found := REFERENCE.fullmatch(ended.reference)) is None:
        return
    mine = Invitation.objects.of(record).filter(pk=int(found[1]))
    if ended.is_delivered:
        mine.filter(because=UNDELIVERED).update(state=State.ASKED, because="")
    else:
        unanswered = mine.filter(state=State.ASKED, link__answered_at=None)
        unanswered.update(state=State.WITHHELD, because=UNDELIVERED, remind_at=None)


def hand_over(row: Invitation, known: Reached, path: str, decision: Decision, part: str, reference: str) -> None:
    """Give the words to whatever carries them."""
    record = row.programme.workspace
    if row.programme.channel == Programme.Channel.EMAIL:
        send(record, letter(row, known, path, decision, part, reference))
    elif row.programme.channel == Programme.Channel.SMS:
        send_text(record, text(row, known, path, decision, part, reference))
    elif row.programme.channel == Programme.Channel.WECHAT:
        send_wechat(record, wechat(row, known, path, decision, part, reference))
    else:
        announce(record, "survey.invited", told(row, known, path, decision, part), reference, row.customer)


def next_time(programme: Programme, known: Reached, now: datetime) -> datetime:
    return programme.send_times.next(now, zone_of(programme, known))


def zone_of(programme: Programme, known: Reached) -> ZoneInfo:
    """By whose clock letters go: the customer's own where the programme goes by it and theirs is known."""
    theirs = known.zone if programme.is_in_their_zone else None
    return theirs or facts_of(programme.workspace.slug).zone


def _own_reason(row: Invitation, now: datetime) -> str:
    """Why the programme itself does not ask them."""
    if is_control(row.programme_id, row.customer, row.programme.control_share):
        return CONTROL
    return LATE if now - row.due_at > timedelta(days=LATE_DAYS) else ""


def wanted(row: Invitation, known: Reached, kind: str, reference: str, now: datetime) -> Approach:
    programme = row.programme
    addresses = {
        Programme.Channel.EMAIL: known.address,
        Programme.Channel.SMS: known.phone,
        Programme.Channel.WECHAT: known.openid,
    }
    address = addresses.get(Programme.Channel(programme.channel), row.customer)
    return Approach(
        row.customer, address, programme.channel, kind, programme.name, now, reference, programme.survey,
        zone_of(programme, known),
    )  # fmt: skip
