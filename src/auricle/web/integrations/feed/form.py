"""What reading a feed needs to know."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from ..fields import Address, OfTouchpoint


class FeedForm(forms.Form):
    address = Address(label=_("Address of the feed"), help_text=_("RSS, Atom, or a JSON Feed."))
    keeps = forms.ChoiceField(
        label=_("Kept as"),
        choices=(
            ("review", _("reviews")),
            ("post", _("posts")),
            ("complaint", _("complaints")),
        ),
    )
    touchpoint = OfTouchpoint()
