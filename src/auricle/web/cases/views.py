"""The inbox: whose cases, which are due, many at once, and all of them as a file."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_  # noqa: N812 - gettext's own name for it
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from auricle.web.platform.public import download, may, record

from .actions import assign, close_case, set_severity
from .history import Actor
from .inbox import COUNTED, VIEWS, Asked, counts, page_of
from .mentioning import wants_letters, wish
from .models import Case, Severity, State
from .queries import called, desk_of, state_names

AT_ONCE = 200
EXPORTED = pa.schema(
    [("case", pa.int64()), *((name, pa.string()) for name in ("customer", "state", "severity", "owner", "cause"))]
    + [(name, pa.string()) for name in ("touchpoint", "channel", "unit", "subject")]
    + [(name, pa.timestamp("us", "UTC")) for name in ("opened_at", "due_at", "answered_at", "closed_at")]
    + [("reopened", pa.int64()), ("solved", pa.bool_())]
)


@may("see cases")
def inbox(request: HttpRequest) -> HttpResponse:
    state, asked = request.state, Asked.of(request.GET)
    names = state_names(state.record)
    page = page_of(state, asked)
    found = counts(state)
    context = {
        "asked": asked,
        "page": page,
        "rows": [
            (case, page.names.get(case.customer, case.customer), called(state, "unit", case.unit), names[case.state])
            for case in page.cases
        ],
        "views": [(view, title, found[view], found[view] > COUNTED) for view, title in VIEWS.items()],
        "count": found[asked.view],
        "most": COUNTED,
        "states": [(value, name) for value, name in names.items() if value != State.CLOSED],
        "severities": Severity.choices,
        "is_empty": not any(found.values()) and not Case.objects.of(state.record).exists(),
        "desk": desk_of(state.record),
        "wants_letters": asked.view == "named" and wants_letters(state.record, request.user),
    }
    return render(request, "cases/inbox.html", context)


@may("see cases")
@require_POST
def mentions(request: HttpRequest) -> HttpResponse:
    """Whether one wants letters about notes that name one."""
    wish(request.state.record, request.user, "by_letter" in request.POST)
    return redirect(request.state.url("cases:inbox", {"view": "named"}))


@may("work on cases")
@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """One thing done to several cases."""
    numbers = [int(number) for number in request.POST.getlist("case") if number.isdecimal()][:AT_ONCE]
    cases = Case.objects.of(request.state.record).filter(number__in=numbers, is_open=True)
    by, done = Actor(request.user), 0
    for case in cases.select_related("workspace"):
        done += _do(request, case, by)
    said = ngettext("%(n)s case was changed.", "%(n)s cases were changed.", done) % {"n": done}
    messages.success(request, said) if done else messages.warning(request, _("Choose cases first, then what to do."))
    return redirect(request.state.url("cases:inbox", _kept(request)))


def _do(request: HttpRequest, case: Case, by: Actor) -> bool:
    action = request.POST.get("action", "")
    if action == "take":
        assign(case, request.user, by)
    elif action == "close":
        close_case(case, by, request.build_absolute_uri("/"))
    elif action.startswith("severity-") and action[9:] in map(str, Severity.values):
        set_severity(case, int(action[9:]), by)
    else:
        return False
    return True


def _kept(request: HttpRequest) -> dict[str, str]:
    return {name: request.POST[name] for name in ("view", "state", "severity", "unit") if request.POST.get(name)}


@may("export cases")
def export(request: HttpRequest) -> HttpResponseBase:
    """Every case there is, open and closed."""
    state = request.state
    record(request, N_("exported cases"))
    return download(
        pa.RecordBatchReader.from_batches(EXPORTED, _batches(state.record)), f"cases-{state.record.slug}.csv"
    )


def _batches(workspace: object) -> Iterator[pa.RecordBatch]:
    rows: list[dict[str, object]] = []
    cases = Case.objects.of(workspace).select_related("owner", "cause__parent").order_by("number")
    for case in cases.iterator(2000):
        rows.append(_row(case))
        if len(rows) == 2000:
            yield pa.RecordBatch.from_pylist(rows, schema=EXPORTED)
            rows = []
    if rows:
        yield pa.RecordBatch.from_pylist(rows, schema=EXPORTED)


def _row(case: Case) -> dict[str, object]:
    same = ("customer", "state", "touchpoint", "channel", "unit", "subject", "opened_at", "due_at", "answered_at")
    return {
        **{name: getattr(case, name) for name in (*same, "closed_at", "reopened")},
        "case": case.number,
        "severity": Severity(case.severity).name.lower(),
        "owner": case.owner.email if case.owner else "",
        "cause": str(case.cause or ""),
        "solved": case.is_solved,
    }
