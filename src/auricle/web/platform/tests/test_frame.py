import re
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from django.test import Client

from auricle.query.tests.facts import batch
from auricle.store.store import StoreBusy
from auricle.web.platform.facts import close, facts_of, reopen
from auricle.web.platform.models import AuditEntry, User, Workspace

SignedIn = Callable[[User | None], Client]
PAGE = "/w/acme/dictionary/"


def test_a_stranger_finds_no_workspace(workspace: Workspace, stranger: User, signed_in: SignedIn):
    assert signed_in(stranger).get(PAGE).status_code == 404


def test_nobody_is_asked_to_sign_in(workspace: Workspace, signed_in: SignedIn):
    response = signed_in(None).get(PAGE)
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


def test_a_teammate_sees_the_page_and_its_policy(teammate: User, signed_in: SignedIn):
    response = signed_in(teammate).get(PAGE)
    assert response.status_code == 200
    assert "unsafe" not in response["Content-Security-Policy"]
    assert b"<script>" not in response.content
    assert b"style=" not in response.content


def test_the_way_home_has_a_name_where_the_rail_shows_its_sign_only(owner: User, signed_in: SignedIn):
    assert 'aria-label="Auricle"' in signed_in(owner).get(PAGE).content.decode()


def test_the_period_and_segment_stay_in_every_link_of_the_rail(owner: User, signed_in: SignedIn):
    body = signed_in(owner).get(PAGE + "?from=2018-01-01&to=2018-12-31&segment=gold").content.decode()
    assert "/w/acme/dictionary/?from=2018-01-01&amp;to=2018-12-31&amp;segment=gold" in body


@pytest.mark.parametrize(("segment", "title"), [("gold", "金卡"), ("silver", "银卡")])
def test_segments_are_called_by_their_titles_in_the_readers_language(
    own_home: Path, owner: User, workspace: Workspace, signed_in: SignedIn, segment: str, title: str
):
    facts = facts_of("acme")  # of one name and one version both times, and not the same
    (facts.folder / "labels.yaml").write_text(f"segment: {{{segment}: {{en: A card, zh-hans: {title}}}}}", "utf-8")
    facts.add(batch({"customers": [{"customer": "c1", "segment": segment}, {"customer": "c2", "segment": "plain"}]}))
    page = signed_in(owner).get(f"{PAGE}?segment={segment}", headers={"accept-language": "zh-CN"})
    body = page.content.decode()
    assert f'<span class="wide-only sr-phone">{title}</span>' in body
    assert re.search(rf'segment={segment}[^>]*aria-current="true">{title}</a>', body)
    assert re.search(r"segment=plain[^>]*>plain</a>", body)


NO_PERIODS = ("from=yesterday", "from=2018-02-30", "from=2018-12-31&to=2018-01-01", "from=0001-01-01", "to=9999-12-31")


@pytest.mark.parametrize("query", NO_PERIODS)
def test_a_period_that_is_none_is_explained(owner: User, signed_in: SignedIn, query: str):
    assert signed_in(owner).get(f"{PAGE}?{query}").status_code == 400


def test_the_front_page_leads_to_the_only_workspace(owner: User, signed_in: SignedIn):
    response = signed_in(owner).get("/", follow=True)
    assert response.redirect_chain[0][0] == "/w/acme/"
    assert response.status_code == 200


@pytest.mark.parametrize(
    ("asked", "given"),
    [("zh-CN", "zh-hans"), ("zh-TW", "zh-hant"), ("zh-HK", "zh-hant"), ("zh-Hant-HK", "zh-hant"), ("fr", "en")],
)
def test_the_browser_chooses_the_language(db: None, asked: str, given: str):
    assert Client(headers={"accept-language": asked}).get("/accounts/login/")["Content-Language"] == given


def test_a_chosen_language_is_kept(owner: User, signed_in: SignedIn):
    client = signed_in(owner)
    response = client.post("/language/", {"language": "zh-hant", "next": "https://evil.example/"})
    assert response["Location"] == "/"
    owner.refresh_from_db()
    assert owner.language == "zh-hant"
    assert client.get(PAGE)["Content-Language"] == "zh-hant"


def test_times_are_those_of_the_workspace(owner: User, own_home: Path, signed_in: SignedIn, workspace: Workspace):
    settings = own_home / "workspaces" / "acme" / "auricle.yaml"
    settings.write_text(settings.read_text().replace("UTC", "Asia/Shanghai"))
    reopen("acme")
    at = datetime(2026, 3, 4, 20, 30, tzinfo=UTC)
    AuditEntry.objects.create(workspace=workspace, who="ana", verb="invited", at=at)
    assert "5 Mar 2026, 04:30" in signed_in(owner).get("/w/acme/audit/").content.decode()


def test_what_was_done_after_the_last_facts_is_in_the_log_of_the_period_that_reaches_to_them(
    owner: User, signed_in: SignedIn, workspace: Workspace
):
    last = facts_of("acme").last_day
    at = datetime.combine(last, time(12), UTC) + timedelta(days=2)
    AuditEntry.objects.create(workspace=workspace, who="ana", verb="invited", at=at)
    shown = [
        signed_in(owner).get("/w/acme/audit/", {"from": "2020-01-01", "to": day}).content.decode()
        for day in (last, last - timedelta(days=1))
    ]
    assert ["ana</td>" in page for page in shown] == [True, False]


def test_facts_held_elsewhere_are_said_not_broken(
    owner: User, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch, workspace: Workspace
):
    def busy(slug: str) -> None:
        raise StoreBusy("facts.duckdb is open in process 7")

    monkeypatch.setattr("auricle.web.platform.screen.facts_of", busy)
    page = signed_in(owner).get(PAGE)
    assert page.status_code == 503
    assert "process 7" in page.content.decode()


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("floor: five", "acme/auricle.yaml:1：floor 应当是整数，而不是文字"),
        ("zone: Mars/Base", "acme/auricle.yaml:1：&#x27;Mars/Base&#x27; 不是时区"),
        ("colour: red", "acme/auricle.yaml:1：这里没有 &#x27;colour&#x27; 这一项"),
        ("dimensions:\n  a: {entity: orders, expression: amont}", "acme/auricle.yaml:2："),
        ("store: {engine: oracle}", "没有引擎 &#x27;oracle&#x27;"),
    ],
)
def test_a_mistake_in_a_workspaces_own_file_is_told_in_the_readers_language_until_it_is_mended(
    owner: User, signed_in: SignedIn, own_home: Path, said: str, told: str
):
    settings = own_home / "workspaces" / "acme" / "auricle.yaml"
    before = settings.read_text()
    close("acme")
    settings.write_text(said)
    page = signed_in(owner).get(PAGE, headers={"accept-language": "zh-CN"})
    assert (page.status_code, told in page.content.decode()) == (503, True), page.content.decode()
    assert ("改正后，再刷新本页。" in page.content.decode()) is not said.startswith("store")
    settings.write_text(before)
    assert signed_in(owner).get(PAGE).status_code == 200
