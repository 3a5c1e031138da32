"""The rules of who is contacted how often."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .kinds import KINDS
from .models import Rules


class RulesForm(forms.Form):
    quiet_days = forms.IntegerField(
        label=gettext_lazy("Days of quiet after anything was said to somebody"), min_value=0, max_value=365
    )
    most = forms.IntegerField(
        label=gettext_lazy("Most contacts of one person"), min_value=0, max_value=1000,
        help_text=gettext_lazy("0 for any number."),
    )  # fmt: skip
    most_days = forms.IntegerField(label=gettext_lazy("in so many days"), min_value=1, max_value=3660)
    demands_consent = forms.BooleanField(
        label=gettext_lazy("Only those who said that they may be contacted"), required=False,
        help_text=gettext_lazy("Who said no is never contacted."),
    )  # fmt: skip
    blackouts = forms.CharField(
        label=gettext_lazy("Days on which nobody is contacted"), required=False,
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": "2026-02-16 2026-02-24"}),
        help_text=gettext_lazy("First and last day, one stretch a line."),
    )  # fmt: skip

    def __init__(self, *args: Any, rules: Rules, **kwargs: Any):
        super().__init__(*args, initial=_initial(rules), **kwargs)
        for kind in KINDS.values():
            for name, field in _fields(kind.title).items():
                self.fields[f"{kind.name}_{name}"] = field

    @property
    def general(self) -> list[forms.BoundField]:
        return [self[name] for name in self.base_fields]

    @property
    def of_kinds(self) -> list[tuple[str, list[forms.BoundField]]]:
        return [
            (str(kind.title), [self[f"{kind.name}_{name}"] for name in ("quiet_days", "share", "quota")])
            for kind in KINDS.values()
        ]

    def clean_blackouts(self) -> list[list[str]]:
        return [_stretch(line) for line in self.cleaned_data["blackouts"].splitlines() if line.strip()]

    @property
    def said(self) -> dict[str, Any]:
        """What ``keep_rules`` takes."""
        given = self.cleaned_data
        kinds = {
            kind: {
                "quiet_days": given[f"{kind}_quiet_days"],
                "share": given[f"{kind}_share"] / 100,
                "quota": given[f"{kind}_quota"],
            }
            for kind in KINDS
        }
        return {**{name: given[name] for name in self.base_fields}, "kinds": kinds}


def _fields(title: Any) -> dict[str, forms.Field]:
    def labelled(text: str) -> dict[str, str]:
        return {"aria-label": f"{title}: {text}"}

    days, share, quota = _("Days of quiet"), _("Contacted of every 100"), _("Most in a month")
    return {
        "quiet_days": forms.IntegerField(min_value=0, max_value=3660, widget=forms.NumberInput(attrs=labelled(days))),
        "share": forms.FloatField(min_value=0, max_value=100, widget=forms.NumberInput(attrs=labelled(share))),
        "quota": forms.IntegerField(min_value=0, max_value=10**8, widget=forms.NumberInput(attrs=labelled(quota))),
    }


def _initial(rules: Rules) -> dict[str, Any]:
    initial: dict[str, Any] = {name: getattr(rules, name) for name in ("quiet_days", "most", "most_days")}
    initial["demands_consent"] = rules.demands_consent
    initial["blackouts"] = "\n".join(" ".join(stretch) for stretch in rules.blackouts)
    for kind in KINDS:
        initial[f"{kind}_quiet_days"] = rules.quiet_days_of(kind)
        initial[f"{kind}_share"] = round(rules.share_of(kind) * 100, 2)
        initial[f"{kind}_quota"] = rules.quota_of(kind)
    return initial


def _stretch(line: str) -> list[str]:
    parts = line.split()
    try:
        days = [date.fromisoformat(part) for part in (parts[0], parts[-1])]
    except ValueError:
        days = []
    if len(parts) > 2 or len(days) != 2 or days[0] > days[1]:
        raise forms.ValidationError(_("Write “%(line)s” like 2026-02-16 2026-02-24.") % {"line": line.strip()})
    return [day.isoformat() for day in days]
