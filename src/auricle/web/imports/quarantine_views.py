"""The quarantine: seeing, exporting, mending and dismissing what could not be accepted."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_noop as N_  # noqa: N812 - gettext's own name for it
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from auricle.sources import SourceFault
from auricle.web.platform.public import download, in_words, may, record, send_file

from . import actions
from .forms import MendedForm
from .mending import written_to_mend
from .quarantine import FILTERS, Asked, all_rows, choices, dismiss_rows, rows

PAGE = 50


@may("see quarantine")
def quarantine(request: HttpRequest) -> HttpResponse:
    return _page(request)


@may("see quarantine")
def export_to_mend(request: HttpRequest) -> HttpResponseBase:
    """The waiting rows of one source with the file's own columns, to be mended and sent back."""
    source = request.GET.get("source", "")
    folder = tempfile.TemporaryDirectory(prefix="auricle-mend-")
    path = written_to_mend(request.state, source, Path(folder.name))
    return send_file(path, f"mend-{path.name}", folder)


@may("import data")
@require_POST
def replay(request: HttpRequest) -> HttpResponse:
    """Try mended rows again."""
    form = MendedForm(request.POST, request.FILES, sources=choices(request.state.workspace)["source"])
    if not form.is_valid():
        return _page(request, form, 422)
    source, file = form.cleaned_data["source"], form.cleaned_data["file"]
    try:
        made = actions.receive_mended(request.state.record, request.user, source, file)
    except SourceFault as fault:
        form.add_error("file", in_words(fault))
        return _page(request, form, 422)
    record(request, N_("sent mended rows back"), source, files=made.files)
    return redirect(request.state.url("imports:import", pk=made.pk))


@may("see quarantine")
def export(request: HttpRequest) -> HttpResponseBase:
    """All rows asked for, to be mended and sent back."""
    asked = Asked.of(request.GET)
    name = f"quarantine-{request.state.record.slug}-{timezone.localdate()}.csv"
    return download(all_rows(request.state.workspace, asked), name)


@may("import data")
@require_POST
def dismiss(request: HttpRequest) -> HttpResponse:
    asked = Asked.of(request.POST)
    count = dismiss_rows(request.state.workspace, asked)
    record(
        request, N_("dismissed quarantined rows"), asked.source, rows=count, entity=asked.entity, reason=asked.reason
    )
    messages.success(request, ngettext("%(n)d row was dismissed.", "%(n)d rows were dismissed.", count) % {"n": count})
    return redirect(request.state.url("imports:quarantine"))


def _page(request: HttpRequest, form: MendedForm | None = None, status: int = 200) -> HttpResponse:
    asked, workspace = Asked.of(request.GET), request.state.workspace
    total = workspace.count("quarantine", where=asked.where)
    page = Paginator(range(total), PAGE).get_page(request.GET.get("page"))
    found = choices(workspace)
    context = {
        "page": page,
        "total": total,
        "has_any": any(found.values()),
        "rows": rows(workspace, asked, PAGE, page.start_index() - 1 if total else 0),
        "asked": asked,
        "form": form or MendedForm(sources=found["source"]),
        "filters": [(name, found[name], getattr(asked, name)) for name in FILTERS],
    }
    return render(request, "imports/quarantine.html", context, status=status)
