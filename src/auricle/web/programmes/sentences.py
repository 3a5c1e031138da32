"""What a page of the room says first."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from auricle.web.platform.public import estimate, grouped

from .models import Programme
from .queries import Share

KINDS = Programme.Kind
ABOUT = {
    KINDS.DRIP: (
        gettext_lazy("Relationship"),
        gettext_lazy("Everybody once in a cycle, an even share of them each day."),
    ),
    KINDS.EVENT: (
        gettext_lazy("After something happened"),
        gettext_lazy("An order, a visit, a call, a case or any other fact asks, after a delay."),
    ),
    KINDS.DATE: (
        gettext_lazy("Before or after a date"),
        gettext_lazy("Days before a contract ends, after an order, on a birthday, once or every year."),
    ),
    KINDS.PANEL: (
        gettext_lazy("One group, once"),
        gettext_lazy("The customers of a filter, spread over a few days."),
    ),
}


def headline(row: Programme, asked: int, answered: Share | None) -> str:
    """The finding in a sentence, with its interval; ``answered`` is None where nobody knows who did."""
    if not asked:
        named = {"name": row.name}
        return (_("%(name)s has asked nobody yet") if row.is_on else _("%(name)s asks nobody")) % named
    if answered is None:
        said = ngettext("%(n)s customer was asked anonymously", "%(n)s customers were asked anonymously", asked)
        return said % {"n": grouped(asked)}
    said = ngettext(
        "%(share)s of the %(n)s customer asked answered", "%(share)s of the %(n)s customers asked answered", asked
    )
    return said % {"share": estimate(answered, "share"), "n": grouped(asked)}


def days_beside(days: int) -> str:
    """Days before a date, or after it."""
    if not days:
        return _("on the day")
    said = (
        ngettext("%(n)s day before", "%(n)s days before", -days) if days < 0
        else ngettext("%(n)s day after", "%(n)s days after", days)
    )  # fmt: skip
    return said % {"n": grouped(abs(days))}
