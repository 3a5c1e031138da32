"""Importing: send files, see what is understood, run, read the report."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_  # noqa: N812 - gettext's own name for it
from django.views.decorators.http import require_POST

from auricle.sources import SourceFault
from auricle.web.platform.public import in_words, may, record

from . import actions
from .forms import MappingText, UploadForm
from .mapping_form import KEPT, KINDS, edited, parts
from .models import ImportRun
from .queries import kept_mappings

PAGE = 25


@may("import data")
def imports(request: HttpRequest) -> HttpResponse:
    """Imports so far, and the way to a new one."""
    runs = ImportRun.objects.of(request.state.record).select_related("started_by")
    page = Paginator(runs, PAGE).get_page(request.GET.get("page"))
    form = UploadForm(kept=kept_mappings(request.state.record.slug))
    return render(request, "imports/imports.html", {"page": page, "form": form})


@may("import data")
@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES, kept=kept_mappings(request.state.record.slug))
    if form.is_valid():
        try:
            made = actions.receive(
                request.state.record, request.user, form.cleaned_data["files"], form.cleaned_data["mapping"]
            )
        except SourceFault as fault:
            form.add_error("files", in_words(fault))
        else:
            record(request, N_("sent files"), made.name, files=made.files)
            return redirect(request.state.url("imports:import", pk=made.pk))
    runs = ImportRun.objects.of(request.state.record).select_related("started_by")
    page = Paginator(runs, PAGE).get_page(1)
    return render(request, "imports/imports.html", {"page": page, "form": form}, status=422)


@may("import data")
def import_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One import: its mapping while it waits for one, its progress while it runs, its report after."""
    made = _found(request, pk)
    if made.state == ImportRun.State.MAPPING:
        return _mapping_page(request, made)
    return render(request, "imports/run.html", {"run": made})


@may("import data")
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that moves while an import runs."""
    made = _found(request, pk)
    response = render(request, "imports/progress.html", {"run": made})
    if not made.is_under_way:
        response["HX-Refresh"] = "true"
    return response


@may("import data")
@require_POST
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the mapping from the form or from the text, look again, and run it when that was asked."""
    made = _found(request, pk)
    if made.state != ImportRun.State.MAPPING:
        return redirect(request.state.url("imports:import", pk=pk))
    as_text = "mapping" in request.POST
    mapping = request.POST["mapping"].replace("\r\n", "\n") if as_text else edited(made.mapping, request.POST)
    try:
        actions.agree(made, mapping)
    except SourceFault as fault:
        return _mapping_page(request, made, trouble=in_words(fault), text=mapping if as_text else "")
    if request.POST.get("then") != "run":
        return redirect(request.state.url("imports:import", pk=pk))
    if request.POST.get("keep"):
        actions.keep_mapping(made)
    actions.start(made)
    record(request, N_("started an import"), made.name, files=made.files)
    return redirect(request.state.url("imports:import", pk=pk))


@may("import data")
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    made = _found(request, pk)
    actions.cancel(made)
    record(request, N_("cancelled an import"), made.name)
    return redirect(request.state.url("imports:import", pk=pk))


@may("import data")
@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    made = _found(request, pk)
    if made.is_under_way:
        return redirect(request.state.url("imports:import", pk=pk))
    if made.state == ImportRun.State.DONE:
        messages.error(request, _("This import has run; what it stored is taken out customer by customer, not here."))
        return redirect(request.state.url("imports:import", pk=pk))
    record(request, N_("discarded an import"), made.name)
    actions.discard(made)
    return redirect(request.state.url("imports:imports"))


def _found(request: HttpRequest, pk: int) -> ImportRun:
    return get_object_or_404(
        ImportRun.objects.of(request.state.record).select_related("workspace", "started_by"), pk=pk
    )


def _mapping_page(request: HttpRequest, made: ImportRun, trouble: str = "", text: str = "") -> HttpResponse:
    context = {
        "run": made,
        "parts": parts(made.mapping, made.preview, made.reasons),
        "text_form": MappingText(initial={"mapping": text or made.mapping}),
        "text_open": bool(text),
        "trouble": trouble,
        "kinds": KINDS,
        "kept": KEPT,
    }
    return render(request, "imports/mapping.html", context, status=422 if trouble else 200)
