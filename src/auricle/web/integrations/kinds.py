"""The kinds of integrations, one folder each. A kind is added by adding its class here."""

from __future__ import annotations

from .dingtalk.transport import DingTalk
from .email.transport import Email
from .feishu.transport import Feishu
from .slack.transport import Slack
from .teams.transport import Teams
from .transport import Transport
from .webhook.transport import Webhook
from .wecom.transport import WeCom

KINDS: dict[str, Transport] = {
    kind.name: kind for kind in (Email(), Webhook(), WeCom(), DingTalk(), Feishu(), Slack(), Teams())
}
ROBOTS = tuple(name for name, kind in KINDS.items() if kind.takes == "notice")
