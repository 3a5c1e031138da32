"""What each page of the room asks, for the page and for its file."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from auricle.query.window import MOST_DAYS
from auricle.understanding.leaving import HORIZON_DAYS
from auricle.understanding.staying import GROUPS
from auricle.web.measures.public import spanned
from auricle.web.studies.public import Studied, studied

FEWEST_DAYS = 30
"""Fewer days without a sign are no silence; the command begins there too."""
LOOK_BACK_DAYS = 730


class PaceForm(forms.Form):
    """From which day on customers are followed, and how long a silence counts as having left."""

    since = forms.DateField(label=_("What was known on"), widget=forms.DateInput({"type": "date"}))
    days = forms.IntegerField(
        label=_("Days without a sign that count as having left"), min_value=FEWEST_DAYS, max_value=MOST_DAYS
    )

    def __init__(self, data: Any, first: date, until: date):
        given = {name: text for name, text in data.items() if text}
        usual = {"since": _looked_from(first, until).isoformat(), "days": str(HORIZON_DAYS)}
        super().__init__({**usual, **given})


def pace_asked(request: HttpRequest) -> tuple[PaceForm, Studied | None]:
    """The form, and the question; none while a field is wrong."""
    to = until(request)
    form = PaceForm(request.GET, request.state.workspace.first_day, date.fromisoformat(to))
    if not form.is_valid():
        return form, None
    asked = {"since": form.cleaned_data["since"].isoformat(), "to": to, "days": form.cleaned_data["days"]}
    return form, studied(request.state, "pace", asked)


def _looked_from(first: date, until: date) -> date:
    """Two years back, or half of what there is: some days to know customers by, and as many to follow them."""
    back = max(min(LOOK_BACK_DAYS, (until - first).days // 2), 0)
    return until - timedelta(days=back)


def worth_asked(request: HttpRequest) -> Studied:
    asked = {"to": until(request), "where": request.state.where, "by": worth_by(request)}
    return studied(request.state, "buying", asked)


def leaving_asked(request: HttpRequest) -> Studied:
    return studied(request.state, "leaving", {"to": until(request)})


def staying_asked(request: HttpRequest) -> Studied:
    asked = {"to": until(request), "where": request.state.where, "by": staying_by(request)}
    return studied(request.state, "staying", asked)


def silent_asked(request: HttpRequest) -> Studied:
    return studied(request.state, "silence", {"to": until(request)})


def worth_by(request: HttpRequest) -> str:
    """What customers are told apart by; what is no dimension of theirs is the first."""
    by, names = request.GET.get("by", ""), request.state.workspace.customer_groupings
    return by if by in names else names[0]


def staying_by(request: HttpRequest) -> str:
    by = request.GET.get("by", "")
    return by if by in GROUPS else GROUPS[0]


def until(request: HttpRequest) -> str:
    """The last day of the period, or of the facts where the period goes beyond them."""
    return min(spanned(request).end, request.state.workspace.last_day).isoformat()
