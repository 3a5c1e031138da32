"""Where and when a survey appears in the company's own pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as N_  # noqa: N812 - gettext's own name for it

from auricle.collector.serving import address as collector_address
from auricle.web.platform.public import may, record

from .appearing import tell
from .models import Appearance, Survey
from .queries import latest, survey

PERCENT = (1, 100)


class AppearanceForm(forms.ModelForm):
    class Meta:
        model = Appearance
        fields = (
            "is_on", "look", "moment", "seconds", "scroll_percent", "event", "pages", "not_pages", "segment",
            "share_percent", "days",
        )  # fmt: skip
        widgets = {
            "pages": forms.Textarea(attrs={"rows": 3}),
            "not_pages": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts = {
            "look": gettext_lazy("Behind a button and within the page nobody is asked unasked: they begin themselves."),
            "moment": gettext_lazy("It holds for what appears by itself, over the page or beside it."),
            "event": gettext_lazy("Its name, as auricle.js sends it, such as Order Completed."),
            "pages": gettext_lazy("Paths, one a line; * stands for anything: /orders/*. Empty: on all."),
            "segment": gettext_lazy("Then only those are asked whom your pages identify and who are in it."),
            "days": gettext_lazy("On one device. The rules of contacting hold besides, over all channels."),
        }

    def clean_share_percent(self) -> int:
        return self._percent("share_percent")

    def clean_scroll_percent(self) -> int:
        return self._percent("scroll_percent")

    def _percent(self, name: str) -> int:
        value = int(self.cleaned_data[name])
        if not PERCENT[0] <= value <= PERCENT[1]:
            raise forms.ValidationError(_("Write a number from 1 to 100."))
        return value

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("moment") == Appearance.Moment.EVENT and not said.get("event", "").strip():
            self.add_error("event", _("Name the event after which it appears."))
        return said


@may("edit surveys")
def appearance(request: HttpRequest, pk: int) -> HttpResponse:
    """The settings of the widget, and what to put into the company's pages."""
    row = survey(request.state, pk)
    shown = Appearance.objects.of(row.workspace).filter(survey=row).first()
    form = AppearanceForm(request.POST or None, instance=shown or Appearance(workspace=row.workspace, survey=row))
    if request.method == "POST" and form.is_valid():
        form.save()
        tell(row.workspace, request.build_absolute_uri("/"))
        record(request, N_("changed where a survey appears"), row.name, survey=row.public)
        messages.success(request, _("Kept; pages that are opened from now on keep to it."))
        return redirect(request.state.url("surveys:appearance", pk=pk))
    context = {
        "survey": row,
        "form": form,
        "is_kept": shown is not None,
        "is_published": latest(row) is not None,
        "snippets": _snippets(row, shown),
    }
    return render(request, "surveys/appearance.html", context, status=422 if form.is_bound else 200)


def _snippets(row: Survey, shown: Appearance | None) -> list[tuple[str, str]]:
    """What to paste, each with what it is for."""
    source = collector_address() or "https://collect.example.com"
    tag = f'<script async src="{source}/auricle.js" data-key="YOUR-WRITE-KEY"></script>'
    place = f'<div data-auricle-survey="{row.public}"></div>'
    button = f'<button type="button" data-auricle-survey="{row.public}">…</button>'
    found = [(_("Once on every page, if it is not there yet"), tag)]
    if shown is not None and shown.look == Appearance.Look.INLINE:
        found.append((_("Where the questions are to stand"), place))
    return [*found, (_("A button of your own that opens it"), button)]
