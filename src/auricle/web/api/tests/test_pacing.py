"""A key that asks too often waits; another does not."""

from __future__ import annotations

from typing import Any

import pytest

from auricle.web.api.callers import made_key
from auricle.web.api.pacing import Pace, TooFast
from auricle.web.platform.models import User, Workspace


def test_a_tenth_of_a_minute_at_once_then_one_at_a_time(settings: Any) -> None:
    settings.API_REQUESTS_A_MINUTE, now = 60, [0.0]
    pace = Pace(lambda: now[0])
    for _ in range(6):
        pace.step(1)
    with pytest.raises(TooFast) as refused:
        pace.step(1)
    assert refused.value.wait_seconds == 1
    pace.step(2)
    now[0] = 1.0
    pace.step(1)
    with pytest.raises(TooFast):
        pace.step(1)


def test_a_program_is_told_when_to_come_back(workspace: Workspace, owner: User, client: Any, settings: Any) -> None:
    settings.API_REQUESTS_A_MINUTE = 10
    _, secret = made_key(workspace, owner, "hasty", ["see numbers"])
    headers = {"Authorization": f"Bearer {secret}"}
    assert client.get("/api/v1/measures", headers=headers).status_code == 200
    response = client.get("/api/v1/measures", headers=headers)
    assert (response.status_code, response["Retry-After"]) == (429, "6")
    assert response["Content-Type"] == "application/problem+json"
    assert "10 times a minute" in response.json()["detail"]
