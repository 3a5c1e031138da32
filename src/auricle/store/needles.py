"""What in a quarantined row says that it is about a person: the words one is known by, as JSON spells them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

_TELLING = 6
"""A word of so many letters is searched for anywhere; a shorter one only where a name is expected."""

_NAMED = (
    "customer|client|user|member|account|person|guest|patient|phone|mail"
    "|card|openid|客户|客戶|用户|用戶|会员|會員|编号|編號|id"
)


def patterns(words: Iterable[str]) -> list[str]:
    """Regular expressions (RE2, case ignored) one of which matches the raw row of somebody known by ``words``."""
    spelled = {json.dumps(w.strip(), ensure_ascii=ascii_)[1:-1] for w in words if w.strip() for ascii_ in (True, False)}
    return [_anywhere(s) if len(s) >= _TELLING else _as_a_name(s) for s in sorted(spelled)]


def _anywhere(word: str) -> str:
    return f"(?i){escaped(word)}"


def _as_a_name(word: str) -> str:
    return f'(?i)"[^"]*({_NAMED})[^"]*"\\s*:\\s*"?\\s*{escaped(word)}\\s*"?\\s*[,}}\\]]'


def escaped(word: str) -> str:
    """A word in which every sign of punctuation stands for itself."""
    return re.sub(r"[!-/:-@\[-^`{-~]", r"\\\g<0>", word)
