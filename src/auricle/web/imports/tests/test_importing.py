from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from auricle.sources import parse_mapping
from auricle.web.imports.looking import shown
from auricle.web.imports.mapping_form import edited, parts
from auricle.web.imports.models import ImportRun
from auricle.web.platform.models import User, Workspace
from auricle.web.platform.public import facts_of, folder_of, in_words

SignedIn = Callable[[User | None], Client]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_home")]

VISITS = (
    b"id,when,who,channel,seconds\n"
    b"1,2026-01-05 10:00,C1,web,30\n"
    b"2,2026-01-05 11:00,C2,shop,\n"
    b"3,yesterday,C1,web,12\n"
    b"2,2026-01-05 11:00,C2,shop,\n"
)
MAPPING = """\
name: visits
files: {visits: "visits*.csv"}
entities:
  interactions:
    columns:
      interaction: id
      at: when
      customer: who
      channel: channel
      activity: {is: visit}
"""


@pytest.fixture
def sent(owner: User, own_home: Path, signed_in: SignedIn, workspace: Workspace) -> ImportRun:
    (own_home / "workspaces/acme/sources/visits.yaml").write_text(MAPPING)
    files = SimpleUploadedFile("visits 2026.csv", VISITS)
    answer = signed_in(owner).post("/w/acme/imports/upload/", {"files": files, "mapping": "visits"})
    assert answer.status_code == 302, answer.content.decode()
    return ImportRun.objects.of(workspace).get()


SURVEY = (
    "response_id,submitted,customer_id,How likely are you to recommend us? (0-10),comment\n"
    + "".join(f"r{n},2026-02-{n + 1:02} 09:00,C{n},{n % 11},fine\n" for n in range(20))
).encode()


def test_a_file_nobody_described_is_understood_and_the_reasons_are_shown(
    owner: User, signed_in: SignedIn, workspace: Workspace
):
    client = signed_in(owner)
    sent = client.post("/w/acme/imports/upload/", {"files": SimpleUploadedFile("survey.csv", SURVEY)})
    page = client.get(sent["Location"]).content.decode()
    made = ImportRun.objects.of(workspace).get()
    assert "nps" in made.mapping
    assert any(in_words(reason) in page for reason in made.reasons.values())
    client.post(f"/w/acme/imports/{made.pk}/mapping/", {"then": "run", "keep": "yes"})
    assert facts_of("acme").measure("nps").total.n == 20
    assert (folder_of("acme") / "sources" / "survey.yaml").exists()


def test_what_was_understood_is_shown_before_anything_is_stored(sent: ImportRun, owner: User, signed_in: SignedIn):
    page = signed_in(owner).get(f"/w/acme/imports/{sent.pk}/").content.decode()
    assert "csv" in page
    assert "<td>C2</td>" in page
    assert '<td class="date">5 Jan 2026, 10:00</td>' in page
    assert '<th scope="col">Channel</th>' in page
    assert "yesterday" in page
    assert facts_of("acme").count("interactions") == 0


def test_every_row_is_accounted_for_and_a_second_time_changes_nothing(
    sent: ImportRun, owner: User, signed_in: SignedIn, workspace: Workspace
):
    client = signed_in(owner)
    client.post(f"/w/acme/imports/{sent.pk}/mapping/", {"then": "run", "interactions.duration_seconds": "seconds"})
    sent.refresh_from_db()
    assert (sent.state, sent.trouble) == ("done", "")
    assert sent.totals == {"read": 4, "stored": 2, "duplicate": 1, "quarantined": 1}
    assert list(sent.folder.parent.iterdir()) == [], "neither files nor the rows shown of them are kept"
    report = client.get(f"/w/acme/imports/{sent.pk}/", headers={"accept-language": "zh-CN"}).content.decode()
    assert "互动" in report
    assert "CSV、UTF-8、" in report
    assert "interactions" not in report.partition("<details")[0].partition("<h1")[2]
    rows = facts_of("acme").facts("interactions").to_pylist()
    assert [(row["channel"], row["duration_seconds"]) for row in rows] == [("web", 30.0), ("shop", None)]
    client.post(
        "/w/acme/imports/upload/", {"files": SimpleUploadedFile("visits 2026.csv", VISITS), "mapping": "visits"}
    )
    again = ImportRun.objects.of(workspace).first()
    client.post(f"/w/acme/imports/{again.pk}/mapping/", {"then": "run", "interactions.duration_seconds": "seconds"})
    again.refresh_from_db()
    assert again.totals["stored"] == 0


def test_times_are_shown_by_the_clock_of_the_workspace():
    moment = datetime(2026, 1, 1, 2, tzinfo=UTC)
    assert shown(moment, ZoneInfo("Asia/Shanghai")) == "2026-01-01 10:00:00+08:00"


def test_the_form_changes_what_was_chosen_and_keeps_what_was_written(sent: ImportRun, owner: User, signed_in: SignedIn):
    posted = {
        "then": "look",
        "interactions.channel": "",
        "interactions.session": "who",
        "interactions.activity": "=kept",
    }
    signed_in(owner).post(f"/w/acme/imports/{sent.pk}/mapping/", posted)
    sent.refresh_from_db()
    columns = sent.preview["entities"][0]["columns"]
    assert "channel" not in columns
    assert {"session", "activity"} <= set(columns)
    assert "is: visit" in sent.mapping


@pytest.mark.parametrize("pattern", ["../../elsewhere/*", "/etc/passwd", "..\\x"])
def test_a_mapping_reads_no_other_file_than_those_sent(sent: ImportRun, owner: User, signed_in: SignedIn, pattern: str):
    text = MAPPING.replace("visits*.csv", pattern.replace("\\", "\\\\"))
    page = signed_in(owner).post(f"/w/acme/imports/{sent.pk}/mapping/", {"mapping": text, "then": "run"})
    assert page.status_code == 422
    assert "leads out of the folder" in page.content.decode()
    sent.refresh_from_db()
    assert sent.mapping == MAPPING


def test_a_wrong_mapping_is_refused_by_line_and_kept_to_be_mended(sent: ImportRun, owner: User, signed_in: SignedIn):
    text = MAPPING.replace("channel: channel", "chanel: channel")
    page = signed_in(owner).post(f"/w/acme/imports/{sent.pk}/mapping/", {"mapping": text, "then": "look"})
    assert "line 9" in page.content.decode()
    assert "chanel: channel" in page.content.decode()


def test_a_file_without_rows_is_refused_beside_its_field_and_leaves_nothing(
    owner: User, own_home: Path, signed_in: SignedIn, workspace: Workspace
):
    (own_home / "workspaces/acme/sources/visits.yaml").write_text(MAPPING)
    files = SimpleUploadedFile("visits.csv", b"id,when\n")
    page = signed_in(owner).post("/w/acme/imports/upload/", {"files": files, "mapping": "visits"})
    assert page.status_code == 422
    assert "visits.csv" in page.content.decode()
    assert not ImportRun.objects.of(workspace).exists()
    assert not any((own_home / "workspaces/acme/imports").iterdir())


def test_a_file_name_leads_nowhere(owner: User, own_home: Path, signed_in: SignedIn, workspace: Workspace):
    from auricle.web.imports.naming import kept_name, source_name

    assert kept_name("../../etc/passwd") == "passwd"
    assert kept_name("..\\..\\boot.ini") == "boot.ini"
    assert kept_name("客户 反馈.csv") == "客户 反馈.csv"
    assert (source_name("客户.csv"), source_name("？.csv")) == ("客户", "import")


def test_what_waits_in_quarantine_is_seen_exported_and_dismissed(sent: ImportRun, owner: User, signed_in: SignedIn):
    client = signed_in(owner)
    client.post(f"/w/acme/imports/{sent.pk}/mapping/", {"then": "run"})
    page = client.get("/w/acme/imports/quarantine/").content.decode()
    assert "visits 2026.csv : 4" in page
    assert "yesterday" in page
    file = b"".join(client.get("/w/acme/imports/quarantine/export/")).decode("utf-8-sig")
    assert "yesterday" in file
    client.post("/w/acme/imports/quarantine/dismiss/", {"reason": ""})
    assert facts_of("acme").facts("quarantine").to_pylist()[0]["state"] == "dismissed"
    assert "yesterday" not in client.get("/w/acme/imports/quarantine/").content.decode()


def test_a_mended_row_comes_back_and_waits_no_longer(sent: ImportRun, owner: User, signed_in: SignedIn):
    client = signed_in(owner)
    client.post(f"/w/acme/imports/{sent.pk}/mapping/", {"then": "run"})
    file = b"".join(client.get("/w/acme/imports/quarantine/mend/?source=visits")).decode("utf-8-sig")
    header, line = csv.reader(file.splitlines())
    mended = io.StringIO()
    csv.writer(mended).writerows(
        [header, {**dict(zip(header, line, strict=True)), "when": "2026-01-06 09:00"}.values()]
    )
    back = {"source": "visits", "file": SimpleUploadedFile("mended.csv", mended.getvalue().encode())}
    sent_back = client.post("/w/acme/imports/quarantine/replay/", back)
    assert "1 of 1 rows are stored" in client.get(sent_back["Location"]).content.decode()
    assert facts_of("acme").count("interactions") == 3
    assert facts_of("acme").count("quarantine", where="state = 'waiting'") == 0


def test_a_file_that_is_no_export_is_refused_beside_its_field(sent: ImportRun, owner: User, signed_in: SignedIn):
    client = signed_in(owner)
    client.post(f"/w/acme/imports/{sent.pk}/mapping/", {"then": "run"})
    back = {"source": "visits", "file": SimpleUploadedFile("other.csv", VISITS)}
    page = client.post("/w/acme/imports/quarantine/replay/", back)
    assert page.status_code == 422
    assert "_row" in page.content.decode()


def test_a_viewer_imports_nothing(sent: ImportRun, teammate: User, signed_in: SignedIn):
    client = signed_in(teammate)
    for path in ("", f"{sent.pk}/", "quarantine/"):
        assert client.get(f"/w/acme/imports/{path}").status_code == 403
    assert client.post(f"/w/acme/imports/{sent.pk}/mapping/", {"then": "run"}).status_code == 403


@pytest.mark.parametrize(
    ("mapping", "told"),
    [
        (MAPPING.replace("entities", "entitys").encode(), "ours.yaml, line 3: there is no key"),
        (b"\xff\xfe", "ours.yaml, line 1: not UTF-8"),
    ],
)
def test_a_mistake_in_a_mapping_that_was_sent_is_told_by_the_name_of_its_file(
    mapping: bytes, told: str, owner: User, signed_in: SignedIn, workspace: Workspace
):
    files = [SimpleUploadedFile("ours.yaml", mapping), SimpleUploadedFile("visits 2026.csv", VISITS)]
    page = signed_in(owner).post("/w/acme/imports/upload/", {"files": files})
    assert told in page.content.decode()
    assert not ImportRun.objects.of(workspace).exists()


def test_a_mapping_that_leaves_out_some_rows_of_a_file_is_chosen_in_fields_like_any_other() -> None:
    mapping = (
        "name: x\nfiles: {export: export.csv}\nentities:\n  feedback:\n    {rows}\n"
        "    columns: {feedback: ResponseId, at: EndDate, kind: {is: survey}}\n"
    )
    some = mapping.replace("{rows}", "select: SELECT * FROM \"export\" WHERE Status <> 'Survey Preview'")
    joined = mapping.replace("{rows}", "select: SELECT 1 AS x FROM export JOIN export AS e USING (ResponseId)")
    preview = {"files": [{"alias": "export", "headers": ["ResponseId", "EndDate", "Status", "RecordedDate"]}]}
    [shown], [beyond] = parts(some, preview, {}), parts(joined, preview, {})
    assert (shown.is_selected, beyond.is_selected) == (False, True)
    assert "RecordedDate" in shown.headers
    kept = edited(some, {"feedback.at": "RecordedDate"})
    rule = parse_mapping(kept).entities["feedback"]
    assert (rule.rule("at").from_, rule.select) == ("RecordedDate", parse_mapping(some).entities["feedback"].select)
    left = parse_mapping(edited(joined, {"feedback.at": "RecordedDate"})).entities["feedback"]
    assert left.rule("at").from_ == "EndDate"
