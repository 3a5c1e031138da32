"""The rows behind a number: who sees them, which of them, and what leaves in a file."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable

import pyarrow.parquet as pq
import pytest
from django.test import Client

from auricle.web.measures.tests.conftest import FORMULA
from auricle.web.platform.models import AuditEntry, User, Workspace

SignedIn = Callable[[User | None], Client]
ROWS = "/w/acme/measures/nps/rows/"
ORDERS = "/w/acme/measures/orders/rows/"

pytestmark = pytest.mark.usefixtures("facts")


def sent(client: Client, path: str, **query: str) -> bytes:
    response = client.get(f"{path}export/", query)
    assert response.status_code == 200
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]


def test_a_viewer_does_not_see_what_single_people_said(teammate: User, signed_in: SignedIn):
    client = signed_in(teammate)
    for path in (ROWS, f"{ROWS}export/"):
        response = client.get(path)
        assert response.status_code == 403
        assert b"These rows are what single people said" in response.content
        assert b"alert(" not in response.content


def test_a_viewer_sees_operations_without_who_it_was(teammate: User, analyst: User, signed_in: SignedIn):
    seen = signed_in(teammate).get(ORDERS).content.decode()
    assert "20 rows behind Orders" in seen
    assert ">c1<" not in seen
    assert ">c1<" in signed_in(analyst).get(ORDERS).content.decode()
    lines = list(csv.DictReader(io.StringIO(sent(signed_in(teammate), ORDERS, format="csv").decode("utf-8-sig"))))
    assert len(lines) == 20
    assert not {"customer", "order", "properties"} & set(lines[0])


def test_rows_come_newest_first_and_page_by_page(owner: User, signed_in: SignedIn):
    first = signed_in(owner).get(ROWS).content.decode()
    assert "85 rows behind Net Promoter Score" in first
    assert first.index("1 Mar 2026, 12:00") < first.index("10 Feb 2026, 12:00")
    assert "Page 1 of 2" in first
    assert "Page 2 of 2" in signed_in(owner).get(ROWS, {"page": "2"}).content.decode()
    assert "Page 2 of 2" in signed_in(owner).get(ROWS, {"page": "99"}).content.decode()


def test_what_the_measure_counts_stands_right_after_when_and_who(owner: User, signed_in: SignedIn):
    page = signed_in(owner).get(ROWS).content.decode()
    assert re.findall(r'<th scope="col"[^>]*>([^<]+)', page)[:3] == ["When", "Customer", "Score"]


@pytest.mark.parametrize(
    "where",
    [
        "touchpoint = 'kiosk'",
        "touchpoint <> 'kiosk'",
        "touchpoint = 'kiosk' and channel = 'web'",
        "not touchpoint in ('kiosk')",
        "score < 2",
    ],
)
def test_nobody_drills_into_a_small_group_nor_into_all_others(where: str, owner: User, signed_in: SignedIn):
    for path in (ROWS, f"{ROWS}export/"):
        response = signed_in(owner).get(path, {"where": where})
        assert response.status_code == 403
        assert b"Not shown (protects fewer than 5 people)" in response.content
        assert b"alert(" not in response.content


def test_a_large_group_opens(owner: User, signed_in: SignedIn):
    page = signed_in(owner).get(ROWS, {"where": "channel = 'web'"}).content.decode()
    assert "rows behind Net Promoter Score" in page


def test_a_filter_by_a_person_is_refused_with_its_reason(owner: User, signed_in: SignedIn):
    response = signed_in(owner).get(ROWS, {"where": "customer = 'c1'"})
    assert response.status_code == 422
    assert b"single out" in response.content


def test_an_agent_may_look_and_not_take_away(workspace: Workspace, signed_in: SignedIn):
    from auricle.web.platform.models import Membership

    agent = User.objects.create_user("agent@example.com", "correct horse battery")
    Membership.objects.create(user=agent, workspace=workspace, role="agent")
    page = signed_in(agent).get(ROWS)
    assert page.status_code == 200
    assert b"rows/export/" not in page.content
    assert signed_in(agent).get(f"{ROWS}export/").status_code == 403


def test_no_cell_of_a_file_is_a_formula(analyst: User, signed_in: SignedIn, workspace: Workspace):
    text = sent(signed_in(analyst), ROWS, format="csv")
    assert text.startswith(b"\xef\xbb\xbf")
    lines = list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"))))
    assert len(lines) == 85
    assert f"'{FORMULA}" in {line["text"] for line in lines}
    assert not [cell for line in lines for cell in line.values() if cell.startswith(("=", "@", "+"))]
    assert AuditEntry.objects.of(workspace).get().verb == "exported rows"


def test_parquet_has_all_rows_as_they_are(analyst: User, signed_in: SignedIn):
    table = pq.read_table(io.BytesIO(sent(signed_in(analyst), ROWS, format="parquet")))
    assert table.num_rows == 85
    assert FORMULA in table.column("text").to_pylist()


def test_both_kinds_of_rows_of_a_rate_can_be_looked_at(owner: User, signed_in: SignedIn):
    address = "/w/acme/measures/complaint_rate/rows/"
    assert "20 rows behind" in signed_in(owner).get(address, {"side": "among"}).content.decode()
    assert signed_in(owner).get(address).status_code == 403  # no complaint at all is fewer than five
