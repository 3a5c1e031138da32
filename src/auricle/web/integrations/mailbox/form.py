"""What reading a mailbox needs to know."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from auricle.web.platform.public import in_words

from ..fields import OfTouchpoint, Secret
from ..outgoing import NotSent
from ..outgoing.addresses import plain
from ..outgoing.smtp import IMPLICIT, STARTTLS

KINDS = (
    ("", _("nothing but replies and bounces")),
    ("complaint", _("complaints")),
    ("review", _("reviews")),
    ("chat", _("conversations")),
)


class MailboxForm(forms.Form):
    host = forms.CharField(label=_("IMAP server"), max_length=250, help_text=_("Such as imap.example.com."))
    port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65535, initial=993)
    security = forms.ChoiceField(
        label=_("Encryption"),
        initial=IMPLICIT,
        choices=(
            (IMPLICIT, _("TLS from the start (usually port 993)")),
            (STARTTLS, _("STARTTLS (usually port 143)")),
        ),
    )
    user = forms.CharField(label=_("User name"), max_length=250)
    password = Secret(label=_("Password"))
    folder = forms.CharField(label=_("Folder"), max_length=200, initial="INBOX")
    keeps = forms.ChoiceField(
        label=_("Other letters are kept as"),
        choices=KINDS,
        required=False,
        help_text=_("Replies to letters of ours go to where they were sent from; letters that come back are noted."),
    )
    touchpoint = OfTouchpoint()
    from_start = forms.BooleanField(label=_("Read what is in the folder already, too"), required=False)

    def clean_host(self) -> str:
        try:
            return plain(self.cleaned_data["host"])
        except NotSent as reason:
            raise forms.ValidationError(in_words(reason)) from None
