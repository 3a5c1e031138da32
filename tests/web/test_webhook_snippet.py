"""The lines of the documentation that check a webhook do so."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from auricle.web.integrations.webhook.transport import new_secret, signed

PAGE = Path(__file__).parents[2] / "docs" / "integrations.md"
BODY = b'{"type": "case.opened", "data": {"case": 17}}'


@pytest.fixture
def is_ours() -> Callable[[str, dict[str, str], bytes], bool]:
    (written,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    named: dict[str, Any] = {}
    exec(written, named)
    return named["is_ours"]  # type: ignore[no-any-return]


def test_what_we_sign_is_ours_with_the_old_secret_and_the_new(is_ours: Callable[..., bool]) -> None:
    new, old = new_secret(), new_secret()
    headers = signed("msg_1", int(time.time()), BODY, [new, old])
    assert is_ours(new, headers, BODY)
    assert is_ours(old, headers, BODY)


def test_what_was_changed_or_is_old_or_anothers_is_not(is_ours: Callable[..., bool]) -> None:
    secret, now = new_secret(), int(time.time())
    headers = signed("msg_1", now, BODY, [secret])
    assert not is_ours(secret, headers, BODY + b" ")
    assert not is_ours(secret, {**headers, "webhook-id": "msg_2"}, BODY)
    assert not is_ours(new_secret(), headers, BODY)
    assert not is_ours(secret, signed("msg_1", now - 600, BODY, [secret]), BODY)
