"""The audit log speaks its reader's language, whatever room wrote the line."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from django.test import RequestFactory

from auricle.web.platform.audit import DETAILS, record
from auricle.web.platform.models import User, Workspace

from .test_accounts import SignedIn

WEB = Path(__file__).resolve().parents[2]
WRITERS = {"record", "took_out"}


def told() -> Iterator[tuple[str, str]]:
    for path in WEB.rglob("*.py"):
        if "tests" in path.parts:
            continue
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and getattr(call.func, "id", getattr(call.func, "attr", "")) in WRITERS:
                yield from ((path.name, each.arg) for each in call.keywords if each.arg)


def test_every_detail_a_room_writes_down_has_words():
    found = list(told())
    assert len(found) > 50
    assert [(room, name) for room, name in found if name not in DETAILS] == []


def test_a_line_is_read_in_chinese_without_what_it_leaves_empty(
    workspace: Workspace, owner: User, signed_in: SignedIn, rf: RequestFactory
):
    request = rf.get("/")
    request.user, request.state = owner, type("State", (), {"record": workspace})
    record(request, "exported numbers", "nps", by=["month", "touchpoint"], where="", format="csv")
    record(request, "switched an integration", "Service", on=True)
    page = signed_in(owner).get("/w/acme/audit/", headers={"Accept-Language": "zh-Hans"}).content.decode()
    assert "细分: 月, 触点" in page
    assert "格式: csv" in page
    assert "已启用: 是" in page
    assert "筛选: " not in page
