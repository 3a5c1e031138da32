"""The kinds of integrations, one folder each. A kind is added by adding its class here."""

from __future__ import annotations

from .aliyun.transport import Aliyun
from .dingtalk.transport import DingTalk
from .email.transport import Email
from .feed.transport import Feed
from .feishu.transport import Feishu
from .files.transport import Files
from .gateway.transport import Gateway
from .mailbox.transport import MailboxSource
from .slack.transport import Slack
from .teams.transport import Teams
from .transport import Kind, Source, Transport
from .twilio.transport import Twilio
from .webhook.transport import Webhook
from .wechat.transport import OfficialAccount
from .wecom.transport import WeCom

TRANSPORTS: dict[str, Transport] = {
    kind.name: kind
    for kind in (
        Email(),
        Webhook(),
        WeCom(),
        DingTalk(),
        Feishu(),
        Slack(),
        Teams(),
        Aliyun(),
        Twilio(),
        Gateway(),
        OfficialAccount(),
    )
}
SOURCES: dict[str, Source] = {kind.name: kind for kind in (MailboxSource(), Feed(), Files())}
KINDS: dict[str, Kind] = {**TRANSPORTS, **SOURCES}
ROBOTS = tuple(name for name, kind in TRANSPORTS.items() if kind.takes == "notice")
TEXTERS = tuple(name for name, kind in TRANSPORTS.items() if kind.takes == "text")
