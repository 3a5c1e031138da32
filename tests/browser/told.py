"""Tells one customer in a home, and prints the address they were sent: ``python -m tests.browser.told HOME``."""

from __future__ import annotations

import secrets
import sys
from pathlib import Path

from auricle.web.serving import prepare


def main(home: Path) -> None:
    prepare(home)
    from auricle.web.receipts.models import Group, Receipt, Recipient, digest_of

    receipt = Receipt.objects.across("the only one of the stage").select_related("workspace").latest("pk")
    token = secrets.token_urlsafe(16)
    Recipient.objects.create(
        workspace=receipt.workspace, receipt=receipt, customer="told", group=Group.SPOKE, language="zh-hans",
        state=Recipient.State.TOLD, digest=digest_of(token),
    )  # fmt: skip
    print(f"/r/{token}/")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
