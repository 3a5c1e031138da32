"""A server whose surveys appear in a company's own pages.

``python -m tests.browser.in_page.stage HOME PORT COLLECTOR_PORT`` writes ``HOME/stage.json``, then serves.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from auricle.web.serving import prepare, serve

SCORE = {
    "type": "rating", "name": "recommend", "rateMin": 0, "rateMax": 10, "isRequired": True, "auricleKind": "nps",
    "title": {"default": "Would you recommend us?", "zh-cn": "您会推荐我们吗？", "zh-tw": "您會推薦我們嗎？"},
    "minRateDescription": {"default": "Not at all", "zh-cn": "完全不会", "zh-tw": "完全不會"},
    "maxRateDescription": {"default": "Certainly", "zh-cn": "一定会", "zh-tw": "一定會"},
}  # fmt: skip
WHY = {
    "type": "comment", "name": "why",
    "title": {"default": "Why this score?", "zh-cn": "您为什么这样打分？", "zh-tw": "您為什麼這樣評分？"},
}  # fmt: skip
LIKED = {
    "type": "checkbox", "name": "liked", "choices": ["price", "speed"], "hasOther": True, "isRequired": True,
    "title": {"default": "What did you like?", "zh-cn": "您喜欢什么？", "zh-tw": "您喜歡什麼？"},
}  # fmt: skip
DOCUMENT: dict[str, Any] = {
    "title": {"default": "How was it?", "zh-cn": "体验如何？", "zh-tw": "體驗如何？"},
    "pages": [{"name": "page1", "elements": [SCORE, WHY]}, {"name": "page2", "elements": [LIKED]}],
}
APPEARING: dict[str, dict[str, Any]] = {
    "popover": {"look": "popover", "moment": "event", "event": "Order Completed", "pages": "/event"},
    "slide-in": {"look": "slide-in", "moment": "time", "seconds": 0, "pages": "/corner*", "not_pages": "/corner/quiet"},
    "scroll": {"look": "slide-in", "moment": "scroll", "scroll_percent": 60, "pages": "/long"},
    "leaving": {"look": "popover", "moment": "leaving", "pages": "/leaving"},
    "nobody": {"look": "popover", "moment": "time", "seconds": 0, "pages": "/nobody", "segment": "gold"},
    "button": {"look": "button", "pages": "/button"},
    "inline": {"look": "inline"},
}


def main(home: Path, port: int, collector_port: int) -> None:
    prepare(home)
    furnish(home, f"http://127.0.0.1:{port}/")
    serve(home, port=port, collector_port=collector_port)


def furnish(home: Path, address: str) -> None:
    from auricle.collector import public as collector
    from auricle.web.platform.actions import set_up
    from auricle.web.platform.facts import close_all
    from auricle.web.surveys import actions
    from auricle.web.surveys.appearing import tell
    from auricle.web.surveys.models import Appearance, Place

    membership = set_up("Lamps", "UTC", "EUR", "owner@example.com", "correct horse battery")
    company, owner = membership.workspace, membership.user
    surveys = {}
    for name, said in APPEARING.items():
        row = actions.make_survey(company, owner, name, DOCUMENT, brand_name="Lamps", brand_colour="#8a3ffc")
        actions.publish(row, owner)
        Appearance.objects.create(workspace=company, survey=row, **said)
        surveys[name] = row.public
    kiosk = Place.objects.create(workspace=company, survey=row, unit="north", kind=Place.Kind.KIOSK)
    tell(company, address)
    key = collector.create_key(home, company.slug, "pages").secret
    said = {"key": key, "surveys": surveys, "kiosk": f"/s/{row.public}/{kiosk.public}/", "slug": company.slug}
    (home / "stage.json").write_text(json.dumps(said))
    close_all()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
