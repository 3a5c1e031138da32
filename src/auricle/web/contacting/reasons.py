"""Why somebody was not approached: a code for counting, and words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NO_ADDRESS, OPTED_OUT, BOUNCED, NO_CONSENT = "no_address", "opted_out", "bounced", "no_consent"
BLACKOUT, NOT_SAMPLED, QUIET, QUIET_KIND = "blackout", "not_sampled", "quiet", "quiet_kind"
CAP, QUOTA = "cap", "quota"
CONTROL, LATE = "control", "late"
UNDELIVERED = "undelivered"

REASONS: dict[str, str | Promise] = {
    NO_ADDRESS: _("no address is known"),
    OPTED_OUT: _("they do not want to be contacted"),
    BOUNCED: _("letters to their address come back"),
    NO_CONSENT: _("they have not agreed to be contacted"),
    BLACKOUT: _("nobody is contacted on that day"),
    NOT_SAMPLED: _("not in the sample"),
    QUIET: _("contacted a short while ago"),
    QUIET_KIND: _("contacted for the same a short while ago"),
    CAP: _("contacted often enough"),
    QUOTA: _("enough were contacted by then"),
    CONTROL: _("in the comparison group that is not asked"),
    LATE: _("it was too late to ask"),
    UNDELIVERED: _("what was sent did not reach them"),
}


class UnknownReason(LookupError):
    def __init__(self, because: str):
        super().__init__(f"nobody is left unasked because of {because!r}; there are {', '.join(REASONS)}")
