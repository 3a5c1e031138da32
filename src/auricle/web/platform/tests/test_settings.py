from collections.abc import Callable

import pytest
from django.test import Client

from auricle.model.settings import read_settings
from auricle.web.platform.facts import folder_of
from auricle.web.platform.models import AuditEntry, User, Workspace
from auricle.web.platform.settings_file import with_key

pytestmark = pytest.mark.usefixtures("own_home")
SignedIn = Callable[[User | None], Client]
PAGE = "/w/acme/settings/"


def test_only_the_named_key_changes_and_comments_stay():
    text = "# ours\nname: Acme\noverview:\n  - nps\n  - csat\nfloor: 5  # the law\n"
    assert with_key(text, "overview", ["ces"]) == '# ours\nname: Acme\noverview: ["ces"]\nfloor: 5  # the law\n'
    assert with_key(text, "currency", "CNY").endswith('# the law\ncurrency: "CNY"\n')


def test_settings_are_kept_in_the_folder_for_the_command_line_too(
    owner: User, workspace: Workspace, signed_in: SignedIn
):
    followed = read_settings(folder_of("acme")).overview
    answer = signed_in(owner).post(PAGE, {"name": "Acme 茶", "currency": "EUR", "floor": "7", "keep_days": "30"})
    assert answer.status_code == 302
    settings = read_settings(folder_of("acme"))
    assert (settings.name, settings.currency, settings.floor, settings.overview) == ("Acme 茶", "EUR", 7, followed)
    assert (settings.collector.keep_days, settings.collector.late_days) == (30, 365)
    entry = AuditEntry.objects.of(workspace).get()
    assert (entry.verb, entry.detail["floor"]) == ("changed settings", 7)


def test_a_wrong_value_is_said_beside_its_field_and_changes_nothing(owner: User, signed_in: SignedIn):
    before = (folder_of("acme") / "auricle.yaml").read_text()
    page = signed_in(owner).post(PAGE, {"name": "Acme", "currency": "euro", "floor": "0", "keep_days": "-1"})
    assert "id_currency_error" in page.content.decode()
    assert "id_floor_error" in page.content.decode()
    assert "id_keep_days_error" in page.content.decode()
    assert (folder_of("acme") / "auricle.yaml").read_text() == before
