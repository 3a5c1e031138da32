"""What dimensions and their values are called in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language_info, pgettext, pgettext_lazy
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from auricle.model.dimension import GRAINS
from auricle.web.contacting.public import REASONS
from auricle.web.platform.public import memory_of, spoken
from auricle.workspace import Workspace

DIMENSIONS: dict[str, Promise] = {
    "day": _("Day"), "week": _("Week"), "month": _("Month"), "quarter": _("Quarter"), "year": _("Year"),
    "channel": _("Channel"), "touchpoint": _("Touchpoint"), "stage": _("Stage"), "unit": _("Unit"),
    "employee": _("Employee"), "segment": _("Segment"), "region": _("Region"), "city": _("City"),
    "country": _("Country"), "language": _("Language"), "gender": _("Gender"), "birth_year": _("Year of birth"),
    "consent": _("Consent"), "survey": _("Survey"), "question": _("Question"),
    "kind": pgettext_lazy("of a thing", "Kind"),
    "source": _("Source"), "campaign": _("Campaign"), "category": _("Category"), "status": _("Status"),
    "currency": _("Currency"), "delivery": _("Delivery"), "activity": _("Activity"), "outcome": _("Outcome"),
    "scale": _("Scale"), "polarity": _("Polarity"), "score": _("Score"), "choice": _("Choice"), "theme": _("Theme"),
    "sentiment_sign": _("Tone"), "plan": _("Plan"), "renewed": _("Renewed"), "converted": _("Converted"),
    "labelled_by": _("Labelled by"), "at": _("When"), "customer": _("Customer"), "text": _("Their words"),
    "name": _("Name"), "email": _("E-mail"), "phone": _("Telephone"), "amount": _("Amount"), "items": _("Items"),
    "weight": _("Weight"), "order": _("Order"), "feedback": _("Feedback"), "interaction": _("Interaction"),
    "answer": pgettext_lazy("a row", "Answer"), "session": _("Visit"), "journey": _("Journey"), "value": _("Value"),
    "pages": _("Pages seen"), "events": _("Interactions"), "ended_at": _("Ended"),
    "duration_seconds": _("Duration"), "wait_seconds": _("Wait"), "talk_seconds": _("Talk"),
    "hold_seconds": _("On hold"), "wrap_seconds": _("After the contact"), "promised_at": _("Promised for"),
    "delivered_at": _("Delivered"), "first_seen_at": _("First seen"), "start_on": _("Begins"), "end_on": _("Ends"),
    "points": _("Points"), "cost": _("Cost"), "converted_at": _("Converted at"), "properties": _("Further properties"),
    "traits": _("Traits"), "contract": _("Contract"), "movement": _("Movement"), "exposure": _("Exposure"),
    "known_as": _("Known as"), "reason": _("Reason"), "persona": _("Persona"), "tier": _("Tier"),
    "member": _("Member"),
}  # fmt: skip

VALUES: dict[str, Mapping[str, str | Promise]] = {
    "kind": {
        "survey": _("Survey"), "review": _("Review"), "complaint": _("Complaint"), "post": _("Post"),
        "call": _("Call"), "chat": _("Chat"), "idea": _("Idea"), "person": _("Person"), "account": _("Account"),
        "nps": _("NPS"), "csat": _("CSAT"), "ces": _("CES"), "ces1": _("CES 1.0"), "rating": _("Rating"),
        "issued": _("Issued"), "redeemed": _("Redeemed"), "expired": _("Expired"),
        "advertisement": _("Advertisement"), "message": _("Message"), "invitation": _("Invitation"),
        "open_invitation": _("Invitation to an anonymous survey"), "withheld": _("Invitation not sent"),
    },
    "delivery": {"on time": _("On time"), "late": _("Late"), "undelivered": _("Not delivered")},
    "reason": REASONS,
    "sentiment_sign": {"positive": _("Positive"), "neutral": _("Neutral"), "negative": _("Negative")},
}  # fmt: skip


def dimension_title(name: str) -> str:
    """``channel`` as 渠道; a trait such as ``customer.traits.tier`` by its last part."""
    last = name.rpartition(".")[2]
    return str(DIMENSIONS.get(last, last.replace("_", " ")))


def value_title(workspace: Workspace, dimension: str, value: object, language: str) -> str:
    """A value by its label, else by what it is, else as it stands."""
    if value is None or value == "":
        return __("not stated")
    if isinstance(value, bool):
        return pgettext("it is so", "yes") if value else pgettext("it is so", "no")
    if dimension in GRAINS:
        return spoken(str(value))
    text = f"{value:g}" if isinstance(value, float) else str(value)
    label = memory_of(workspace).labels.label(dimension, text, language)
    return label if label != text else _built_in(dimension.rpartition(".")[2], text)


def group_title(workspace: Workspace, by: Mapping[str, Any], language: str) -> str:
    """The group of a row: ``Delivery · App``."""
    titles = (value_title(workspace, name, value, language) for name, value in by.items())
    return " · ".join(titles) or __("all")


def _built_in(dimension: str, text: str) -> str:
    if dimension == "language":
        try:
            return str(get_language_info(text.lower())["name_translated"])
        except KeyError:
            return text
    return str(VALUES.get(dimension, {}).get(text, text))
