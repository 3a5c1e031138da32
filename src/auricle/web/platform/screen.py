"""What every page of a workspace knows: whose data, which period, which segment, who is looking."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from .facts import facts_of, segments
from .models import Membership, User
from .models import Workspace as WorkspaceRow
from .period import Period, Preset, period_of, presets
from .remembered import memory_of
from .roles import allows

if TYPE_CHECKING:
    from auricle.workspace import Workspace


@dataclass(frozen=True)
class ScreenState:
    """One view of one workspace, read from the request in one place.

    ``record`` is the application's row of the workspace (for ``Model.objects.of(state.record)``),
    ``workspace`` the opened facts (``state.workspace.measure("nps", **state.window)``).
    """

    record: WorkspaceRow
    user: User
    role: str
    period: Period
    segment: str
    language: str

    @cached_property
    def workspace(self) -> Workspace:
        return facts_of(self.record.slug)

    @property
    def where(self) -> str:
        """The segment as filter text, empty when all customers are meant."""
        return f"customer.segment = '{self.segment.replace(chr(39), chr(39) * 2)}'" if self.segment else ""

    @property
    def window(self) -> dict[str, Any]:
        """Period and segment as the keyword arguments of ``Workspace.measure``."""
        return {"where": self.where, "from_": self.period.start, "to": self.period.end}

    @property
    def query(self) -> dict[str, str]:
        """The part of the address that keeps this view."""
        return {**self.period.query, **({"segment": self.segment} if self.segment else {})}

    def url(self, name: str, /, _query: dict[str, str] | None = None, **kwargs: object) -> str:
        """The address of a page of this workspace, keeping period and segment."""
        address = reverse(name, kwargs={"workspace": self.record.slug, **kwargs})
        query = {**self.query, **(_query or {})}
        return f"{address}?{urlencode(query)}" if query else address

    def may(self, verb: str) -> bool:
        return allows(self.role, verb)

    @cached_property
    def presets(self) -> tuple[Preset, ...]:
        return presets(self.workspace.first_day, self.workspace.last_day)

    @cached_property
    def segments(self) -> tuple[tuple[str, str], ...]:
        """Every segment with its title in the reader's language."""
        return tuple((name, self._titled(name)) for name in segments(self.record.slug))

    @property
    def segment_title(self) -> str:
        return self._titled(self.segment)

    def _titled(self, segment: str) -> str:
        return memory_of(self.workspace).labels.label("segment", segment, self.language)


def going_on(request: HttpRequest) -> ScreenState:
    """What colleagues do goes on after the last facts came in: a period that reaches to those is open at its end."""
    state: ScreenState = request.state
    if state.period.end and state.period.end >= state.workspace.last_day:
        request.state = state = replace(state, period=Period(state.period.start))
    return state


def screen_state(request: HttpRequest, membership: Membership) -> ScreenState:
    return ScreenState(
        record=membership.workspace,
        user=membership.user,
        role=membership.role,
        period=period_of(request.GET),
        segment=request.GET.get("segment", "")[:200],
        language=get_language() or "en",
    )
