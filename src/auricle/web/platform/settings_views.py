"""The settings of the workspace."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_  # noqa: N812 - gettext's own name for it

from .audit import record
from .forms import SettingsForm
from .roles import may
from .settings_file import read_settings_of, write_settings_of


@may("change settings")
def settings_page(request: HttpRequest) -> HttpResponse:
    """What the workspace says of itself; kept in its folder, so that the command line reads the same."""
    slug = request.state.record.slug
    current = read_settings_of(slug)
    collector = current.editable["collector"]
    before = {**current.editable, "name": request.state.record.name, "keep_days": collector["keep_days"]}
    form = SettingsForm(request.POST or None, initial=before)
    if request.method == "POST" and form.is_valid():
        kept = {**collector, "keep_days": form.cleaned_data["keep_days"]}
        write_settings_of(slug, {**current.editable, **form.cleaned_data, "collector": kept})
        request.state.record.name = form.cleaned_data["name"]
        request.state.record.save(update_fields=["name"])
        record(request, N_("changed settings"), slug, **{name: form.cleaned_data[name] for name in form.changed_data})
        messages.success(request, _("The settings were changed."))
        return redirect(request.state.url("platform:settings"))
    return render(request, "platform/settings.html", {"form": form, "current": current})
