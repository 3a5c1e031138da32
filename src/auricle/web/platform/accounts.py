"""Who may have an account: those who were invited, and the first owner."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_  # noqa: N812 - gettext's own name for it

# What allauth's own Chinese calls otherwise than our pages do, some of it half in English; our catalogue goes first.
SAID_BY_ALLAUTH = (
    N_("Two-Factor Authentication"), N_("Authenticator App"), N_("An authenticator app is not active."),
    N_("Authentication using an authenticator app is active."), N_("Activate Authenticator App"),
    N_("Authenticator secret"), N_("Authenticator code"), N_("Activate"), N_("Recovery Codes"),
    N_("No recovery codes set up."),
)  # fmt: skip
# Django's own hints call the reader 你; our pages say 您.
SAID_BY_DJANGO = (
    N_("Your password can’t be too similar to your other personal information."),
    N_("Your password can’t be a commonly used password."), N_("Your password can’t be entirely numeric."),
)  # fmt: skip


class InvitedOnly(DefaultAccountAdapter):
    """Sign-in as allauth does it, with no way to sign up oneself."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class LongEnough(MinimumLengthValidator):
    """Django's own, whose sentence has no Simplified Chinese."""

    def get_error_message(self) -> str:
        return _("Choose a password of at least %(length)s characters.") % {"length": self.min_length}
