"""Who may have an account: those who were invited, and the first owner."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.http import HttpRequest
from django.utils.translation import gettext as _


class InvitedOnly(DefaultAccountAdapter):
    """Sign-in as allauth does it, with no way to sign up oneself."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class LongEnough(MinimumLengthValidator):
    """Django's own, whose sentence has no Simplified Chinese."""

    def get_error_message(self) -> str:
        return _("Choose a password of at least %(length)s characters.") % {"length": self.min_length}
