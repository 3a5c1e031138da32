"""Why an event was not understood, in the language of the page; English as the collector says it."""

from __future__ import annotations

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as N_  # noqa: N812 - gettext's own name for it

# By reason: the reason in a word or two, and what to do about it.
REASONS = {
    "contradicts": (
        N_("another of this id said something else"),
        N_("An event with this messageId came before and said something else; give each event an id of its own."),
    ),
    "not_json": (N_("not JSON"), N_("The event is not JSON; send one JSON object.")),
    "not_an_object": (
        N_("not an object"),
        N_("The event, or its properties, traits or context, is not a JSON object; send {…}."),
    ),
    "unknown_type": (
        N_("of an unknown type"),
        N_("There is no such type; send one of track, page, screen, identify, group, alias."),
    ),
    "no_name": (N_("without a name"), N_("The event does not say what happened; send its name.")),
    "nobody": (N_("of nobody"), N_("The event names nobody; send the id of a user or an anonymous id.")),
    "unreadable": (N_("cannot be read"), N_("The event cannot be read; send plainer values, as JSON or whole gzip.")),
    "too_large": (N_("too large"), N_("The event is larger than is taken; send less.")),
    "unstorable": (N_("cannot be stored"), N_("The store cannot take a value of the event; send plainer values.")),
    "damaged": (
        N_("damaged"),
        N_("The disk gave back something else than was written; look to the disk, and send the event again."),
    ),
    "not_a_step": (N_("not an answer"), N_("This is no step of a response to a survey; send the form again.")),
    "robot": (
        N_("filled in by a robot"),
        N_("A field was filled in that no person sees; if a person wrote it after all, send it again."),
    ),
    "unknown_survey": (
        N_("of an unknown survey"),
        N_("The survey, or this version of it, is not published here; publish it, and send the answer again."),
    ),
}


def why_refused(reason: str) -> str:
    """A reason of the collector's in words; one that has none yet as its code, spaced."""
    return gettext(REASONS[reason][0]) if reason in REASONS else reason.replace("_", " ")


def what_to_do(reason: str, explanation: str) -> str:
    """Why, and the next step: in English what the collector said, which names the value, else what the reason means."""
    if (get_language() or "en").startswith("en") or reason not in REASONS:
        return explanation
    return gettext(REASONS[reason][1])
