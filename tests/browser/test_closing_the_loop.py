"""一位不满意的客户：从留言到工单，从答复到办结，再到客户说“没有解决”。由真实的服务器与浏览器走完。"""

from __future__ import annotations

import json
import re
import sqlite3
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from auricle.model.entities import entity
from auricle.store.engines.owner.engine import OwnerStore
from tests.browser.screens import Look, Screens, assert_accessible, screenshot

中文 = Look(1440, "zh-hans")
客户, 留言 = "C-loop", "等了三天才送到，客服也联系不上。"
SECONDS = 5.0


def 客户留言(home: Path) -> None:
    """一份低分问卷进入数据。"""
    who = {"customer": 客户, "name": "林小雨", "email": "lin@example.com", "language": "zh-Hans"}
    said = {"feedback": "loop-1", "at": datetime.now(UTC), "customer": 客户}
    answer = {**said, "answer": "loop-1/nps", "question": "nps", "kind": "nps", "score": 2.0, "scale": "0-10"}
    words = {**said, "kind": "survey", "text": 留言, "language": "zh-Hans"}
    rows = {"customers": who, "feedback": words, "answers": answer}
    OwnerStore(home / "workspaces" / "demo").append({name: _table(name, row) for name, row in rows.items()})


def _table(name: str, row: dict[str, Any]) -> pa.Table:
    return pa.Table.from_pylist([row], schema=pa.schema([field for field in entity(name).schema if field.name in row]))


def 询问信(home: Path, closing: int) -> str:
    """关闭之后寄给客户的信里的链接；等待时间到了，由服务器的工作进程寄出。"""
    with sqlite3.connect(home / "app.db", timeout=20) as database:
        database.execute("UPDATE cases_question SET due_at = '2000-01-01' WHERE outcome = 'planned'")
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with sqlite3.connect(home / "app.db", timeout=20) as database:
            rows = database.execute(
                "SELECT content FROM integrations_delivery WHERE reference LIKE ?", [f"case:%:asked:{closing}"]
            ).fetchall()
        for (content,) in rows:
            if found := re.search(r"/q/\S+", json.loads(content).get("text", "")):
                return found[0]
        time.sleep(0.3)
    raise AssertionError("没有寄出询问信")


def test_不满意的客户被听到被答复被追问(screens: Screens, home: Path) -> None:
    # 先写一条规则：净推荐值不高于 6 分就建立工单。
    page = screens.page_at("/w/demo/signals/new/score/", language="zh-hans")
    page.locator("[name=name]").fill("低分回访")
    page.get_by_label("评分不高于").fill("6")
    page.get_by_role("button", name="试运行").click()
    page.get_by_text("位客户").first.wait_for()
    page.get_by_role("button", name="保存并启用").click()
    page.get_by_text("规则已启用").wait_for()

    # 客户留言，五秒之内工单就在收件箱里。
    arrived_at = datetime.now(UTC)
    客户留言(home)
    begun = time.monotonic()
    while time.monotonic() - begun < 4 * SECONDS:
        page.goto(f"{screens.server}/w/demo/cases/?view=all")
        if page.get_by_text("林小雨").count():
            break
        time.sleep(0.2)
    assert page.get_by_text(留言).count() == 1
    with sqlite3.connect(home / "app.db", timeout=20) as database:
        [(opened_at,)] = database.execute("SELECT opened_at FROM cases_case WHERE customer = ?", [客户]).fetchall()
    took = (datetime.fromisoformat(opened_at).replace(tzinfo=UTC) - arrived_at).total_seconds()
    assert took < SECONDS, f"用了 {took:.1f} 秒"
    assert_accessible(page)
    screenshot(page, "cases:inbox-full", 中文)

    # 接手，写信答复，关闭。
    page.get_by_role("link", name="林小雨").click()
    assert page.get_by_text(留言).count() >= 1
    page.get_by_role("button", name="接手").click()
    page.get_by_label("邮件正文").fill("林女士，非常抱歉，我们已为您补发。")
    page.get_by_role("button", name="发送邮件").click()
    page.get_by_text("邮件正在发出").wait_for()
    assert page.get_by_text("已回复").count() >= 1
    assert_accessible(page)
    screenshot(page, "cases:case-full", 中文)
    page.get_by_role("button", name="关闭工单").click()
    page.get_by_role("button", name="重新打开").wait_for()

    # 问客户：解决了吗？没有。工单重新打开。
    link = 询问信(home, 1)
    customer = screens.page_at(link, language="zh-hans", signed_in=False)
    assert_accessible(customer)
    customer.get_by_role("button", name="没有，还没解决").click()
    customer.get_by_text("我们已重新着手处理").wait_for()
    page.reload()
    assert page.get_by_text("重新打开").count() >= 1

    # 再处理，再关闭，再问：解决了。
    page.get_by_role("button", name="关闭工单").click()
    page.get_by_role("button", name="重新打开").wait_for()
    customer.goto(screens.server + 询问信(home, 2))
    customer.get_by_role("button", name="是的，已经解决").click()
    customer.get_by_text("谢谢您，我们很高兴").wait_for()
    page.reload()
    assert page.get_by_text("客户表示已解决").count() == 1
    assert screens.said == []
    customer.close()
    page.close()
