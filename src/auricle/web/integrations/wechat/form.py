"""What a WeChat official account asks for: its AppID and secret, and a template that it was given."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from ..fields import Address, Secret, TextsInJson

DATA = '{"thing1": "{title}"}'


class WeChatForm(forms.Form):
    appid = forms.RegexField(r"\Awx[0-9a-zA-Z]{6,40}\Z", label="AppID", help_text=_("Such as wx1234567890abcdef."))
    secret = Secret(label="AppSecret", max_length=200)
    template = forms.CharField(label=_("Template ID"), max_length=100, help_text=_("Of a template of your account."))
    data = TextsInJson(
        label=_("Fields of the template"), such=DATA, max_length=2000,
        help_text=_(
            "JSON. {title} is the subject of the programme's texts, {text} its words, {stop} the address to opt out "
            "by. A touch on the message opens the link."
        ),
    )  # fmt: skip
    own_openid = forms.CharField(
        label=_("OpenID that tests go to"), max_length=100, required=False,
        help_text=_("Your own, as a follower of the account."),
    )  # fmt: skip
    address = Address(
        label=_("Address of the service"), initial="https://api.weixin.qq.com/", help_text=_("As a rule this one.")
    )
