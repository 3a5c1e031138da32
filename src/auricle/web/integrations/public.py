"""The door of the room: how words leave the house, once per what caused them."""

from .actions import NotARobot, Sent, announce, forget, notify, send
from .outgoing import NotSent
from .parcels import Letter, NoReference, Notice
from .queries import Way, is_mail_set_up, sent, ways
from .signals import Bounce, Reply, bounced, replied

__all__ = [
    "Bounce",
    "Letter",
    "NoReference",
    "NotARobot",
    "NotSent",
    "Notice",
    "Reply",
    "Sent",
    "Way",
    "announce",
    "bounced",
    "forget",
    "is_mail_set_up",
    "notify",
    "replied",
    "send",
    "sent",
    "ways",
]
