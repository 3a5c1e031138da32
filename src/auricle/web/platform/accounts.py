"""Who may have an account: those who were invited, and the first owner."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class InvitedOnly(DefaultAccountAdapter):
    """Sign-in as allauth does it, with no way to sign up oneself."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
