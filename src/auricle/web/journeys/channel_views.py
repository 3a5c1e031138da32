"""What part each channel plays on the way to a conversion."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from auricle.query.result import Row
from auricle.understanding.channels import LOOK_BACK_DAYS, ChannelParts
from auricle.web.platform.public import Heat, HeatCell, amount, estimate, grouped, heat, may
from auricle.web.studies.public import studied

from .asking import asked_of, called, known_steps, titled

USUAL = ("order_placed", "purchase", "checkout", "order", "buy", "contract_signed")
"""Activities that count as a conversion when none is chosen: the first of these that there is."""
SHORTEST, LONGEST = 1, 365


@may("see numbers")
def channels(request: HttpRequest) -> HttpResponse:
    """Who begins, who helps, who closes; what would be lost without each; from online to the shop."""
    asked, state = asked_of(request), request.state
    activities = known_steps(state.workspace, "activity")
    conversion = request.GET.get("conversion", "")
    if conversion not in activities:
        conversion = next((name for name in USUAL if name in activities), next(iter(activities), ""))
    days = _days(request.GET.get("days", ""))
    context: dict[str, Any] = {"conversion": conversion, "days": days, "offered": titled(state, "activity")}
    if conversion:
        question = {"where": asked.where, **asked.days, "conversion": conversion, "look_back_days": days}
        context["study"] = study = studied(state, "channels", question)
        if study.found is not None:
            context |= _shown(request, study.found)
    return render(request, "journeys/channels.html", context)


def _days(given: str) -> int:
    return min(max(int(given), SHORTEST), LONGEST) if given.isdecimal() and len(given) < 5 else LOOK_BACK_DAYS


def _shown(request: HttpRequest, found: ChannelParts) -> dict[str, Any]:
    def title(channel: object) -> str:
        return called(request.state, "channel", str(channel))

    lost = dict(zip(found.removal.channels, found.removal.effect.tolist(), strict=True))
    by_removal = dict(zip(found.removal.channels, found.removal.conversions.tolist(), strict=True))
    owed = dict(zip(found.shares.channels, found.shares.conversions.tolist(), strict=True))
    return {
        "found": found,
        "headline": _headline(found, title),
        "goal": called(request.state, "activity", found.conversion),
        "crossing": _crossing(found),
        "lines": [
            {
                "title": title(role.channel), "on": role.on, "first": role.first, "assist": role.assist,
                "last": role.last, "alone": role.alone, "lost": amount(lost[role.channel], "share"),
                "by_removal": by_removal[role.channel], "owed": owed[role.channel],
            }
            for role in found.roles.roles
        ],
        "ends": _ends(found, title),
    }  # fmt: skip


def _headline(found: ChannelParts, title: Any) -> str:
    first = max(found.roles.roles, key=lambda role: role.first)
    needed = found.removal.channels[int(found.removal.effect.argmax())]
    values = {
        "first": title(first.channel),
        "share": amount(first.first / found.conversions, "share"),
        "needed": title(needed),
        "lost": amount(float(found.removal.effect.max()), "share"),
    }
    if first.channel == needed:
        return _("%(first)s begins %(share)s of the conversions; at most %(lost)s hang on it") % values
    return _("%(first)s begins %(share)s of the conversions; at most %(lost)s hang on %(needed)s") % values


def _crossing(found: ChannelParts) -> list[str]:
    said = []
    if found.online_to_offline.n:
        share = estimate(_row(found.online_to_offline), "share")
        said.append(_("Begun online, ended in person or by phone: %(share)s") % {"share": share})
    if found.offline_to_online.n:
        share = estimate(_row(found.offline_to_online), "share")
        said.append(_("Begun in person or by phone, ended online: %(share)s") % {"share": share})
    return said


def _row(found: Any) -> Row:
    return Row({}, found.n, found.value, found.low, found.high, found.standard_error)


def _ends(found: ChannelParts, title: Any) -> Heat:
    names = [title(role.channel) for role in found.roles.roles]
    cells = {
        (title(pair.first), title(pair.last)): HeatCell(
            grouped(pair.conversions), amount(pair.conversions / found.conversions, "share")
        )
        for pair in found.roles.ends
    }
    return heat(cells, rows=names, columns=names, corner=_("First ↓ last →"), better="neither")
