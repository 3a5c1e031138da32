"""Tells an integration what set a rule off."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from auricle.web.cases.public import Opened
from auricle.web.integrations import public as integrations
from auricle.web.platform.public import public_address

from .models import Firing


def give_notice(firing: Firing, opened: Opened | None) -> None:
    """Once for each firing, to the group the rule names and to every program that listens; in the transaction that
    marks it as done. No words of the customer leave with it."""
    signal, record, reference = firing.signal, firing.workspace, f"signal:{firing.signal_id}:{firing.pk}"
    told = {"signal": signal.name, "fact": firing.entity, "key": firing.key, "case": opened.number if opened else None}
    integrations.announce(record, "signal.fired", told, reference)
    robots = {str(way.pk) for way in integrations.ways(record)}
    if signal.notifies in robots:
        text = _("Case %(number)s is open.") % {"number": opened.number} if opened else _week(firing)
        notice = integrations.Notice(signal.name, text, _address(firing, opened), reference, firing.customer)
        integrations.notify(record, int(signal.notifies), notice)


def _address(firing: Firing, opened: Opened | None) -> str:
    base = public_address()
    if not base or opened is None:
        return ""
    return base + reverse("cases:case", kwargs={"workspace": firing.workspace.slug, "number": opened.number})


def _week(firing: Firing) -> str:
    """The week that lies outside its limits, and what was measured in it."""
    said = firing.said
    return f"{said['week']}: {said['value']:.4g}" if "week" in said else ""
