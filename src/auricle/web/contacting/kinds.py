"""Why we speak to somebody who did not speak to us now."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Kind:
    """``quiet_days`` is what holds between two of a kind until a workspace says otherwise. A kind that ``follows``
    belongs to something that was said or done already: the quiet period of a person does not hold it back.
    """

    name: str
    title: str | Promise
    quiet_days: int = 0
    follows: bool = False


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("survey", _("Surveys"), quiet_days=30),
        Kind("reminder", _("Reminders of a survey"), follows=True),
        Kind("resolved", _("Whether a case is solved"), follows=True),
        Kind("receipt", _("You said, we did"), quiet_days=7),
        Kind("message", _("Other messages"), quiet_days=7),
    )
}


class UnknownKind(LookupError):
    def __init__(self, kind: str):
        super().__init__(f"nobody is approached by the kind {kind!r}; there are {', '.join(KINDS)}")
