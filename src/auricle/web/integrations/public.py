"""The door of the room: how words leave the house, once per what caused them."""

from .actions import NotARobot, Sent, announce, forget, notify, send, send_text, send_wechat
from .lengths import Length, length_of
from .outgoing import NotSent
from .parcels import Letter, NoReference, Notice, Text, WeChat
from .queries import Way, is_mail_set_up, is_texting_set_up, official_account, sent, ways
from .signals import Bounce, Ended, Reply, bounced, ended, replied

__all__ = [
    "Bounce",
    "Ended",
    "Length",
    "Letter",
    "NoReference",
    "NotARobot",
    "NotSent",
    "Notice",
    "Reply",
    "Sent",
    "Text",
    "Way",
    "WeChat",
    "announce",
    "bounced",
    "ended",
    "forget",
    "is_mail_set_up",
    "is_texting_set_up",
    "length_of",
    "notify",
    "official_account",
    "replied",
    "send",
    "send_text",
    "send_wechat",
    "sent",
    "ways",
]
