"""Calendar periods as results write them, in a row without gaps and as the language writes them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import islice

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from auricle.model.calendar import grain_of, parsed, periods, written

MOST = 2_000
_FORMATS = {"day": "DATE_FORMAT", "month": "YEAR_MONTH_FORMAT"}


def first_day(period: str) -> date:
    """The day a period starts on."""
    return parsed(grain_of(period), period)


def without_gaps(found: Sequence[str]) -> list[str]:
    """The periods from the first to the last, those with nothing in them too; at most ``MOST``."""
    if not found:
        return []
    grain = grain_of(found[0])
    days = periods(grain, first_day(min(found)), first_day(max(found)))
    return [written(grain, day) for day in islice(days, MOST)]


def spoken(period: str) -> str:
    """A period as the language writes it."""
    grain = grain_of(period)
    if grain == "week":
        return _("week %(week)s, %(year)s") % {"week": int(period[6:]), "year": period[:4]}
    if grain == "quarter":
        return _("Q%(quarter)s %(year)s") % {"quarter": period[6:], "year": period[:4]}
    return period if grain == "year" else date_format(first_day(period), _FORMATS[grain])
