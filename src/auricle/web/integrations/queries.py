"""The ways out of a workspace, and what became of what was sent."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from auricle.web.platform.public import Workspace

from .actions import Sent
from .email.transport import CONSOLE
from .kinds import ROBOTS
from .models import Delivery, Integration
from .sending import account_of, mailer_of, texter_of


@dataclass(frozen=True, slots=True)
class Way:
    """A robot that takes notices."""

    pk: int
    kind: str
    name: str


def ways(record: Workspace) -> tuple[Way, ...]:
    """The robots one can ``notify``."""
    robots = Integration.objects.of(record).filter(kind__in=ROBOTS, is_on=True)
    return tuple(Way(robot.pk, robot.kind, robot.name) for robot in robots)


def sent(record: Workspace, reference: str) -> tuple[Sent, ...]:
    """What was handed over under a reference, and how far each is."""
    found = Delivery.objects.of(record).filter(reference=reference)
    return tuple(Sent(each.pk, each.message_id, each.state) for each in found)


def is_mail_set_up(record: Workspace) -> bool:
    """Whether letters can leave: over a mail server of the workspace, or the installation's."""
    return mailer_of(record) is not None or settings.EMAIL_BACKEND != CONSOLE


def is_texting_set_up(record: Workspace) -> bool:
    """Whether text messages can leave."""
    return texter_of(record) is not None


def official_account(record: Workspace) -> str:
    """The AppID of the WeChat official account by which messages leave; empty while there is none."""
    account = account_of(record)
    return str(account.settings["appid"]) if account else ""
