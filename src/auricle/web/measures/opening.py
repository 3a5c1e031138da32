"""What every page of the room begins with: the days it speaks of, the measure, the question."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.http import Http404, HttpRequest

from auricle.model.measure import Measure
from auricle.web.platform.public import Period, ScreenState, Span, span_of

from .asking import Asked, AskForm
from .filters import both


@dataclass(frozen=True)
class Opened:
    """A measure's page as it was asked for. ``where`` is segment and filter together."""

    state: ScreenState
    measure: Measure
    form: AskForm
    asked: Asked
    span: Span

    @property
    def title(self) -> str:
        return self.measure.called(self.state.language)

    @property
    def where(self) -> str:
        return both(self.state.where, self.asked.where)

    @property
    def grain(self) -> str:
        return self.asked.grain or self.span.grain


def spanned(request: HttpRequest) -> Span:
    """The days to speak of; the request's state then knows them too, so that the frame and all links say them."""
    state = request.state
    span = span_of(state.period, state.workspace.first_day, state.workspace.last_day)
    request.state = replace(state, period=Period(span.start, span.end))
    return span


def opened(request: HttpRequest, name: str) -> Opened:
    """The question of a request; Http404 when the workspace has no such measure."""
    if name not in request.state.workspace.measures:
        raise Http404
    measure = request.state.workspace.measures[name]
    span = spanned(request)
    state = request.state
    form = AskForm(request.GET, state.workspace, measure, persons=state.may("see customers"))
    asked = form.asked
    return Opened(state, measure, form, asked, asked.span(span))
