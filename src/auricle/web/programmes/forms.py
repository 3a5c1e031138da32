"""The form of a programme: its kind says which parts it has; the words stand side by side in three languages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from auricle.model.dimension import UnknownDimension
from auricle.store.relation import FilterError
from auricle.web.platform.public import ScreenState, in_words
from auricle.web.surveys.public import surveys

from . import moments
from .letters import PARTS
from .models import LANGUAGES, Programme

KINDS = Programme.Kind
OF_KINDS = {
    KINDS.DRIP: ("where", "cycle_days"),
    KINDS.EVENT: ("moment", "where", "delay_hours"),
    KINDS.DATE: ("moment", "trait", "offset", "side", "is_yearly", "where"),
    KINDS.PANEL: ("where", "cycle_days"),
}
WEEKDAYS = (
    (1, _("Monday")), (2, _("Tuesday")), (3, _("Wednesday")), (4, _("Thursday")), (5, _("Friday")),
    (6, _("Saturday")), (7, _("Sunday")),
)  # fmt: skip
CLOCK = {"type": "time"}
SIDES = (("before", _("before")), ("after", _("after")))
WORDS = {
    "subject": (_("Subject"), None),
    "invitation": (_("Invitation"), 6),
    "reminder": (_("Reminder"), 6),
}
LABELS = {
    (KINDS.DRIP, "cycle_days"): _("Everybody once in so many days"),
    (KINDS.PANEL, "cycle_days"): _("Spread over so many days"),
    (KINDS.EVENT, "where"): _("Only rows where"),
    (KINDS.DATE, "where"): _("Only rows where"),
    (KINDS.DATE, "moment"): _("Which date"),
}
OF_SOME = sorted({name for names in OF_KINDS.values() for name in names})
MOMENTS = {KINDS.EVENT: moments.HAPPENS, KINDS.DATE: moments.DATES}
HINTS = {
    (KINDS.EVENT, "where"): _("A filter, such as status = 'delivered' and customer.segment = 'gold'."),
    (KINDS.DATE, "where"): _("A filter, such as customer.segment = 'gold'; empty takes all."),
}


class ProgrammeForm(forms.Form):
    name = forms.CharField(label=_("Name of the programme"), max_length=80)
    survey = forms.ChoiceField(label=_("Survey"))
    channel = forms.ChoiceField(
        label=_("Channel"), choices=Programme.Channel,
        help_text=_("A program of yours gets the event survey.invited by webhook, with the link and the words."),
    )  # fmt: skip
    moment = forms.ChoiceField(label=_("What sets it off"))
    trait = forms.CharField(
        label=_("Name of the trait"), required=False, max_length=60,
        help_text=_("Only for a date in the traits; it is written like 1990-05-17."),
    )  # fmt: skip
    offset = forms.IntegerField(label=_("So many days"), min_value=0, max_value=3650)
    side = forms.ChoiceField(label=_("before or after it"), choices=SIDES)
    is_yearly = forms.BooleanField(label=_("Every year again, as on a birthday or an anniversary"), required=False)
    where = forms.CharField(
        label=_("Only customers where"), required=False, max_length=2000,
        help_text=_("A filter of customers, such as segment = 'gold'; empty takes everybody."),
    )  # fmt: skip
    delay_hours = forms.FloatField(label=_("Ask so many hours later"), min_value=0, max_value=24 * 90)
    cycle_days = forms.IntegerField(min_value=1, max_value=3650)
    send_from = forms.TimeField(label=_("Letters go from"), widget=forms.TimeInput(CLOCK, format="%H:%M"))
    send_until = forms.TimeField(label=_("until"), widget=forms.TimeInput(CLOCK, format="%H:%M"))
    weekdays = forms.TypedMultipleChoiceField(
        label=_("on these weekdays"), choices=WEEKDAYS, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    is_in_their_zone = forms.BooleanField(
        label=_("By the customer's own clock, where their trait timezone is known"), required=False
    )
    control_percent = forms.FloatField(
        label=_("Comparison group that is not asked, in %"), min_value=0, max_value=90, required=False,
        help_text=_("Always the same customers, by chance: what asking itself does can be seen in them."),
    )  # fmt: skip
    reminders = forms.IntegerField(
        label=_("Reminders"), min_value=0, max_value=3,
        help_text=_("Never after an answer. Anonymous surveys have none, because nobody knows who answered."),
    )  # fmt: skip
    remind_after_days = forms.IntegerField(label=_("each after so many days"), min_value=1, max_value=60)
    open_days = forms.IntegerField(label=_("Links can be answered for so many days"), min_value=1, max_value=365)

    def __init__(self, data: Any, state: ScreenState, programme: Programme):
        super().__init__(data, initial=_initial(programme))
        self.state, self.programme, self.kind = state, programme, KINDS(programme.kind)
        for name in OF_SOME:
            if name not in OF_KINDS[self.kind]:
                del self.fields[name]
            else:
                self.fields[name].label = LABELS.get((self.kind, name), self.fields[name].label)
                self.fields[name].help_text = HINTS.get((self.kind, name), self.fields[name].help_text)
        self._choose()
        self._add_words()

    def _choose(self) -> None:
        known = [(each.public, each.name) for each in surveys(self.state.record)]
        self.fields["survey"].choices = known
        if "moment" in self.fields:
            self.fields["moment"].choices = MOMENTS[self.kind].items()

    def _add_words(self) -> None:
        for language in LANGUAGES:
            for part, (label, rows) in WORDS.items():
                attributes = {"lang": language, **({"rows": rows} if rows else {})}
                self.fields[f"{part}_{language}"] = forms.CharField(
                    label=label, widget=forms.Textarea(attributes) if rows else forms.TextInput(attributes),
                    max_length=4000 if rows else 200, strip=True,
                    initial=self.programme.texts.get(language, {}).get(part, ""),
                )  # fmt: skip

    @property
    def who(self) -> list[forms.BoundField]:
        of_kind = ("moment", "trait", "offset", "side", "is_yearly", "where", "delay_hours", "cycle_days")
        return self._fields("name", "survey", "channel", *of_kind)

    @property
    def when(self) -> list[forms.BoundField]:
        return self._fields("send_from", "send_until", "weekdays", "is_in_their_zone")

    @property
    def more(self) -> list[forms.BoundField]:
        return self._fields("control_percent", "reminders", "remind_after_days", "open_days")

    @property
    def languages(self) -> list[tuple[str, list[forms.BoundField]]]:
        return [(language, [self[f"{part}_{language}"] for part in PARTS]) for language in LANGUAGES]

    def _fields(self, *names: str) -> list[forms.BoundField]:
        return [self[name] for name in names if name in self.fields]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("send_from") and given.get("send_until") and given["send_until"] <= given["send_from"]:
            self.add_error("send_until", __("This time is before letters begin to go. Choose a later one."))
        entity, moment = moments.parted(given.get("moment") or "customers")
        if self.kind == KINDS.EVENT and not given.get("where") and not moment:
            self.add_error("where", __("Say which rows, such as activity = 'delivered'."))
        elif given.get("where"):
            try:
                self.state.workspace.count(entity, where=given["where"])
            except (FilterError, UnknownDimension) as error:
                self.add_error("where", in_words(error))
        self._check_reminders(given)
        if given.get("moment") == moments.TRAIT and not moments.is_trait(f"traits.{given.get('trait')}"):
            self.add_error("trait", __("Write the name of a trait as your data has it, such as birthday."))
        return given

    def _check_reminders(self, given: dict[str, Any]) -> None:
        """A reminder of a link that cannot be answered any more would never go."""
        last = (given.get("reminders") or 0) * (given.get("remind_after_days") or 0)
        if last >= given.get("open_days", last + 1):
            said = __("The last reminder would go after %(n)s days, when the link cannot be answered any more.")
            self.add_error("open_days", said % {"n": last})

    def kept_in(self, programme: Programme) -> Programme:
        """The programme with what was said."""
        given = self.cleaned_data
        for name in self.fields:
            if name in self.base_fields and name not in IN_OTHER_WORDS:
                setattr(programme, name, given[name])
        programme.control_share = (given["control_percent"] or 0) / 100
        if "moment" in given:
            is_trait = given["moment"] == moments.TRAIT
            entity, moment = moments.parted(given["moment"])
            programme.entity, programme.moment = entity, f"{moment}.{given['trait']}" if is_trait else moment
        if "offset" in given:
            programme.offset_days = given["offset"] * (-1 if given["side"] == "before" else 1)
        programme.texts = {each: {part: _lines(given[f"{part}_{each}"]) for part in PARTS} for each in LANGUAGES}
        return programme


def _lines(text: str) -> str:
    """Words as they are written down: a browser sends each end of a line as two characters, which a text pays for."""
    return text.replace("\r\n", "\n")


IN_OTHER_WORDS = ("control_percent", "moment", "trait", "offset", "side")
"""Fields that say what the programme keeps in another form."""


def _initial(programme: Programme) -> dict[str, Any]:
    names = [name for name in ProgrammeForm.base_fields if name not in IN_OTHER_WORDS]
    trait = moments.trait_of(programme.moment)
    return {name: getattr(programme, name) for name in names} | {
        "control_percent": round(100 * programme.control_share, 6),
        "moment": moments.TRAIT if trait else moments.joined(programme.entity, programme.moment),
        "trait": trait, "offset": abs(programme.offset_days),
        "side": "before" if programme.offset_days < 0 else "after",
    }  # fmt: skip
