"""Answers that may not mean what they say, as a page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.test import Client

from auricle.query.tests.facts import batch
from auricle.understanding.tests.test_quality import COPIED, company
from auricle.web.platform.facts import facts_of
from auricle.web.platform.models import User

from .test_drivers_page import answered

SignedIn = Callable[[User | None], Client]
PAGE = "/w/acme/understanding/quality/"


def test_a_stranger_does_not_learn_that_the_page_is_there(stranger: User, workspace: Any, signed_in: SignedIn):
    assert signed_in(stranger).get(PAGE).status_code == 404


def test_the_page_says_how_many_look_careless_and_shows_nobodys_words(
    own_home: Path, teammate: User, signed_in: SignedIn, workspace: Any
):
    facts_of("acme").add(batch(company()))
    page = answered(signed_in(teammate), workspace, PAGE)
    assert "of the answers look careless; without them Net Promoter Score is" in page
    assert "The same words as another answer" in page
    assert COPIED not in page


def test_without_answers_it_says_so(teammate: User, signed_in: SignedIn, workspace: Any):
    assert "nobody answered nps here" in answered(signed_in(teammate), workspace, PAGE)
