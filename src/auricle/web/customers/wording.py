"""Codes of facts in the words of the reader: the workspace's labels, else our own words, else the code."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_  # noqa: N812 - gettext's own name for it

from auricle.web.platform.public import memory_of
from auricle.workspace import Workspace

KINDS = {
    "customers": N_("Their own record"),
    "identities": N_("Identities"),
    "interactions": N_("Interactions"),
    "feedback": N_("Feedback"),
    "answers": N_("Answers"),
    "mentions": N_("Themes in their texts"),
    "readings": N_("What was read in their texts"),
    "orders": N_("Orders"),
    "contracts": N_("Contracts"),
    "points": N_("Points"),
    "exposures": N_("Messages and invitations"),
    "cases": N_("Cases"),
    "quarantine": N_("Quarantined rows"),
}
OWN = {
    ("feedback", "survey"): N_("Answered a survey"),
    ("feedback", "review"): N_("Wrote a review"),
    ("feedback", "complaint"): N_("Complained"),
    ("feedback", "post"): N_("Posted"),
    ("feedback", "call"): N_("Said on the phone"),
    ("feedback", "chat"): N_("Said in a chat"),
    ("feedback", "idea"): N_("Had an idea"),
    ("points", "issued"): N_("Points issued"),
    ("points", "redeemed"): N_("Points redeemed"),
    ("points", "expired"): N_("Points expired"),
    ("exposures", "advertisement"): N_("Saw an advertisement"),
    ("exposures", "message"): N_("Got a message"),
    ("exposures", "invitation"): N_("Was invited to a survey"),
    ("exposures", "open_invitation"): N_("Was invited to an anonymous survey"),
    ("exposures", "withheld"): N_("Was not invited to a survey"),
    ("identity", "user"): N_("User id"),
    ("identity", "unionid"): N_("WeChat UnionID"),
    ("identity", "anonymous"): N_("Browser or app"),
    ("identity", "order"): N_("Order number"),
    ("identity", "email"): N_("E-mail address"),
    ("identity", "phone"): N_("Telephone"),
    ("identity", "member"): N_("Member number"),
    ("identity", "openid"): N_("WeChat OpenID"),
    ("identity", "device"): N_("Device"),
    ("identity", "customer"): N_("Merged customer"),
    ("state", "open"): N_("still open"),
    ("state", "answered"): N_("answered"),
    ("state", "waiting"): N_("waiting for the customer"),
    ("state", "reopened"): N_("reopened"),
    ("state", "merged"): N_("merged with another case"),
    ("state", "closed"): N_("closed"),
    ("kind", "person"): N_("A person"),
    ("kind", "account"): N_("An account"),
}


def kind_of_rows(entity: str) -> str:
    return _(KINDS[entity])


def own_word(group: str, code: str) -> str:
    word = OWN.get((group, code))
    return _(word) if word else code


def label(workspace: Workspace, dimension: str, code: object) -> str:
    """A code of a fact as the workspace calls it; nothing for nothing."""
    if code is None or code == "":
        return ""
    language = get_language() or "en"
    called = memory_of(workspace).labels.label(dimension, str(code), language)
    return workspace.themes.title(called, language) if dimension == "theme" and called == code else called
