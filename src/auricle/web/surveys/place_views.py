"""Where anyone may answer: posters to print, screens to stand in a shop."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.utils.translation import gettext_noop as N_  # noqa: N812 - gettext's own name for it

from auricle.web.platform.public import grouped, may, record

from .editing import said
from .models import Place, Survey
from .posters import Poster, posters_pdf
from .queries import survey

MOST_PLACES = 500
LONGEST = 120


class PlacesForm(forms.Form):
    units = forms.CharField(
        label=gettext_lazy("Units"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("One a line, by the code that your data calls them."),
    )
    kind = forms.ChoiceField(label=pgettext_lazy("of a thing", "Kind"), choices=Place.Kind.choices)

    def clean_units(self) -> list[str]:
        lines = [line.strip() for line in str(self.cleaned_data["units"]).splitlines()]
        units = list(dict.fromkeys(filter(None, lines)))
        if len(units) > MOST_PLACES:
            raise forms.ValidationError(
                _("These are %(n)s units. Add at most %(most)s at once, and the others after them.")
                % {"n": grouped(len(units)), "most": grouped(MOST_PLACES)}
            )
        if long := next((unit for unit in units if len(unit) > LONGEST), None):
            raise forms.ValidationError(
                _("A unit has at most %(most)s characters: %(unit)s…") % {"most": LONGEST, "unit": long[:40]}
            )
        return units


@may("edit surveys")
def places(request: HttpRequest, pk: int) -> HttpResponse:
    """The places of a survey, and more of them."""
    row = survey(request.state, pk)
    form = PlacesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        for unit in form.cleaned_data["units"]:
            kind = form.cleaned_data["kind"]
            if not Place.objects.of(row.workspace).filter(survey=row, unit=unit, kind=kind).exists():
                Place.objects.create(workspace=row.workspace, survey=row, unit=unit, kind=kind)
        record(request, N_("added places"), row.name, survey=row.public, units=len(form.cleaned_data["units"]))
        return redirect(request.state.url("surveys:places", pk=pk))
    found = [(place, _address(request, row, place)) for place in Place.objects.of(row.workspace).filter(survey=row)]
    context = {
        "survey": row,
        "places": found,
        "form": form,
        "posters": [place for place, _at in found if place.kind == Place.Kind.POSTER],
    }
    return render(request, "surveys/places.html", context, status=422 if form.is_bound else 200)


@may("edit surveys")
def posters(request: HttpRequest, pk: int) -> HttpResponse:
    """A page to print for each unit."""
    row = survey(request.state, pk)
    rows = Place.objects.of(row.workspace).filter(survey=row, kind=Place.Kind.POSTER)
    if not rows:
        raise Http404
    titles = [said(row.draft.get("title"), code, row.languages[0]) for code in row.languages]
    brand = row.brand_name or row.workspace.name
    made = [Poster(place.unit, _address(request, row, place), [t for t in titles if t] or [row.name]) for place in rows]
    headers = {"Content-Disposition": content_disposition_header(True, f"posters-{row.public[:8]}.pdf")}
    content = posters_pdf(brand, row.brand_colour, made)
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def _address(request: HttpRequest, row: Survey, place: Place) -> str:
    return request.build_absolute_uri(f"/s/{row.public}/{place.public}/")
