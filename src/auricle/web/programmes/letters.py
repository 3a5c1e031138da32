"""The words of invitations and reminders: first drafts, and the letter to one person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from auricle.web.contacting.public import Decision, Reached
from auricle.web.integrations.public import Length, Letter, Text, WeChat, length_of
from auricle.web.platform.public import public_address

from .models import LANGUAGES, Invitation, Programme

PARTS = ("subject", "invitation", "reminder")


def drafted(company: str) -> dict[str, dict[str, str]]:
    """Words to begin with, by language."""
    return {language: _in(language, company) for language in LANGUAGES}


def _in(language: str, company: str) -> dict[str, str]:
    with translation.override(language):
        named = {"company": company}
        return {
            "subject": _("%(company)s would like to hear from you") % named,
            "invitation": _("Hello,\n\nhow was it with us? A few questions take a minute, and we read every answer.")
            + "\n\n"
            + company,
            "reminder": _("Hello,\n\nwe wrote to you some days ago and would still like to know how it was.")
            + "\n\n"
            + company,
        }


def letter(invitation: Invitation, known: Reached, path: str, decision: Decision, part: str, reference: str) -> Letter:
    """An invitation or a reminder by e-mail."""
    said = words(invitation, known.language, part)
    with translation.override(known.language):
        lines = [said["body"], _("Answer here: %(address)s") % {"address": said_address(path)}]
        if decision.unsubscribe:
            lines.append(_("To get no more surveys from us: %(address)s") % {"address": decision.unsubscribe})
    return Letter(
        known.address, said["subject"], "\n\n".join(lines), headers=decision.headers, reference=reference,
        customer=invitation.customer,
    )  # fmt: skip


def text(invitation: Invitation, known: Reached, path: str, decision: Decision, part: str, reference: str) -> Text:
    """An invitation or a reminder by SMS: the words, the link, and how to hear no more."""
    link, stop = said_address(path), decision.unsubscribe
    body = words(invitation, known.language, part)["body"]
    return Text(
        known.phone, texted(body, known.language, link, stop), {"link": link, "stop": stop}, reference=reference,
        customer=invitation.customer,
    )  # fmt: skip


def wechat(invitation: Invitation, known: Reached, path: str, decision: Decision, part: str, reference: str) -> WeChat:
    """An invitation or a reminder by an official account: subject, words, and the link that a touch opens."""
    said = words(invitation, known.language, part)
    values = {"title": said["subject"], "link": said_address(path), "stop": decision.unsubscribe}
    return WeChat(known.openid, said["body"], values, reference=reference, customer=invitation.customer)


def texted(body: str, language: str, link: str, stop: str) -> str:
    """All of a text message."""
    with translation.override(language):
        last = _("No more: %(address)s") % {"address": stop} if stop else ""
    return "\n".join(filter(None, [body.strip(), link, last]))


@dataclass(frozen=True, slots=True)
class Sample:
    """A text message in a language as it would go out, with addresses as long as they will be, and how long it is."""

    language: str
    text: str
    length: Length


TOKEN = 22
"""Characters of the token in a link: 128 bits."""


def samples(programme: Programme) -> tuple[Sample, ...]:
    """The invitations of a programme by SMS, before any is sent."""
    link, stop = said_address(f"/a/{'x' * TOKEN}/"), said_address(f"/u/{'x' * TOKEN}/")
    made = (
        (language, texted(programme.texts.get(language, {}).get("invitation", ""), language, link, stop))
        for language in LANGUAGES
    )
    return tuple(Sample(language, text, length_of(text)) for language, text in made)


def told(invitation: Invitation, known: Reached, path: str, decision: Decision, part: str) -> dict[str, Any]:
    """The same for a program that sends it on."""
    said = words(invitation, known.language, part)
    return {
        "programme": invitation.programme.name, "kind": part, "customer": invitation.customer,
        "language": known.language, "subject": said["subject"], "text": said["body"],
        "address": said_address(path), "unsubscribe": decision.unsubscribe,
    }  # fmt: skip


def words(invitation: Invitation, language: str, part: str) -> dict[str, str]:
    texts: dict[str, dict[str, str]] = invitation.programme.texts
    said = texts.get(language) or next(iter(texts.values()))
    return {"subject": said["subject"], "body": said[part]}


def said_address(path: str) -> str:
    return public_address() + path
