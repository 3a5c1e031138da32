"""Two customers side by side: each thing they are known by stands once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import auricle
from auricle.query.standing import Standing
from auricle.web.customers.likeness import Line, compared


def standing(customer: str, profile: dict[str, Any], *identities: tuple[str, str]) -> Standing:
    rows = tuple({"kind": kind, "value": value} for kind, value in (("customer", customer), *identities))
    return Standing(customer, profile, rows, 0, {}, None, None, None, {})


def test_what_both_have_stands_on_one_line_and_what_is_said_already_is_not_said_again(tmp_path: Path) -> None:
    one = standing("c1", {"email": "a@example.com"}, ("email", "a@example.com"), ("member", "m1"), ("phone", "+1"))
    two = standing("c2", {"email": "b@example.com"}, ("email", "b@example.com"), ("member", "M1"), ("member", "m2"))
    with auricle.create(tmp_path / "acme") as workspace:
        both = compared(workspace, one, two)
    assert Line("E-mail address", "a@example.com", "b@example.com", False) in both.traits
    assert both.identities == (
        Line("Member number", "m1", "M1", True),
        Line("Member number", "", "m2", False),
        Line("Telephone", "+1", "", False),
    )
    assert both.shared == ("Member number",)
