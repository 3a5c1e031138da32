"""What a robot of a group chat needs to know."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from .fields import Secret, SecretAddress


class RobotForm(forms.Form):
    address = SecretAddress(
        label=_("Webhook address"),
        help_text=_("As the chat gives it. Whoever knows it can write to the group, so it is not shown again."),
    )


class SignedRobotForm(RobotForm):
    secret = Secret(
        label=_("Signing secret"), required=False, help_text=_("Where the robot's safety setting is a signature.")
    )
