"""Whoever is erased is in no table of any room, under no id they ever had: from the page, and from the command."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from typer.testing import CliRunner

from auricle.cli import app
from auricle.identity.merging import merge
from auricle.web.api.models import Draft
from auricle.web.cases import public as cases
from auricle.web.cases.actions import comment
from auricle.web.cases.models import Case
from auricle.web.contacting.public import Approach, approach
from auricle.web.customers.forgetting import ROOMS
from auricle.web.customers.tests.facts import batch, order
from auricle.web.integrations import public as integrations
from auricle.web.platform.facts import close, facts_of
from auricle.web.platform.models import User, Workspace
from auricle.web.platform.scope import ScopedModel
from auricle.web.signals.models import Firing, Signal

NOW, BEFORE = "Zq-unheard-of-17", "Yk-unheard-of-23"
"""The id they go by, and the one they had before the two were merged."""


@pytest.fixture
def known(own_home: Path, workspace: Workspace, owner: User) -> None:
    """Somebody every room knows under both ids."""
    facts = facts_of("acme")
    facts.add(batch(orders=[order("o1", NOW), order("o2", BEFORE)]))
    rule = Signal.objects.create(workspace=workspace, name="quiet", document={"kind": "silence", "at_least": 9})
    for customer in (NOW, BEFORE):
        _leave_traces(workspace, owner, rule, customer)
    merge(facts.store, BEFORE, NOW)


def _leave_traces(workspace: Workspace, owner: User, rule: Signal, customer: str) -> None:
    fact = f"silence:{customer}@2026-02-01"
    opened = cases.open_case(workspace, cases.Opening(customer, f"signal:{rule.pk}:{fact}", words=f"I am {customer}"))
    comment(Case.objects.of(workspace).get(pk=opened.pk), f"called {customer}", owner)
    Firing.objects.create(
        workspace=workspace, signal=rule, fact=fact, key=f"{customer}/nps", customer=customer, said={"who": customer}
    )
    letter = integrations.Letter(
        "x@example.com", "Hello", customer, reference=f"t:{rule.pk}:{len(customer)}:{opened.pk}"
    )
    integrations.send(workspace, integrations.Letter(**{**_parts(letter), "customer": customer}))
    approach(workspace, Approach(customer, "x@example.com", "email", "message", "a test"))
    Draft.objects.create(workspace=workspace, kind="case", given={"customer": customer}, proposed_by="a program")


def _parts(letter: integrations.Letter) -> dict[str, Any]:
    return {name: getattr(letter, name) for name in letter.__dataclass_fields__}


def _from_the_page(home: Path, owner: User) -> None:
    client = Client()
    client.force_login(owner)
    assert client.post(f"/w/acme/customers/one/{NOW}/erase/", {"typed": NOW}).status_code == 302


def _by_the_command(home: Path, owner: User) -> None:
    (home / "app.db").touch()  # what a server leaves in its home
    close("acme")
    done = CliRunner().invoke(app, ["erase", str(home / "workspaces" / "acme"), BEFORE, "--yes"])
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize("erase", [_from_the_page, _by_the_command])
def test_nothing_of_an_erased_customer_is_left_in_any_table(
    known: None, own_home: Path, owner: User, erase: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AURICLE_HOME", "DJANGO_SETTINGS_MODULE"):
        monkeypatch.setenv(name, "set back at the end")
    assert len(set(_found())) >= 6  # the rooms know them
    erase(own_home, owner)
    assert _found() == []


def test_every_room_that_knows_customers_forgets_them() -> None:
    knowing = {m._meta.app_label for m in apps.get_models() if any(f.name == "customer" for f in m._meta.fields)}
    assert knowing - {forget.__module__.split(".")[2] for forget in ROOMS} == set()


def _found() -> list[str]:
    """Columns in which either id stands."""
    found = []
    for model in apps.get_models():
        rows = model._base_manager.all() if not issubclass(model, ScopedModel) else model.objects.across("a test looks")
        for row in rows.values():
            found += [f"{model._meta.label}.{name}" for name, value in row.items() if _names(value)]
    return found


def _names(value: object) -> bool:
    said = str(value)
    return NOW in said or BEFORE in said
