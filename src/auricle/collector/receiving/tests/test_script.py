"""What pages load: auricle.js, what it asks, and what they may read of an answer."""

from __future__ import annotations

import gzip
import urllib.request

import pytest

from auricle.collector.conftest import WORKSPACE, Answered, Running
from auricle.collector.public import Demands, create_key
from auricle.collector.receiving import script

pytestmark = pytest.mark.skipif(not script.BUILT.exists(), reason="auricle.js is not built: run make assets")


def test_the_script_is_kept_for_a_day_and_then_asked_for_by_its_tag(collector: Running):
    first = collector.send("/auricle.js", b"", "GET", Accept="*/*")
    assert (first.status, first.body) == (200, script.BUILT.read_text())
    assert first.headers["content-type"] == "text/javascript; charset=utf-8"
    assert "max-age=86400" in first.headers["cache-control"]
    again = collector.send("/auricle.js", b"", "GET", If_None_Match=first.headers["etag"])
    assert (again.status, again.body) == (304, "")
    assert collector.send("/auricle.js", b"", "GET", If_None_Match='W/"another"').status == 200


def test_the_script_travels_small(collector: Running):
    asked = urllib.request.Request(f"{collector.address}/auricle.js", headers={"Accept-Encoding": "br, gzip"})
    with urllib.request.urlopen(asked, timeout=10) as answer:
        packed = answer.read()
        assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed) == script.BUILT.read_bytes()


@pytest.mark.parametrize("demands", [Demands(), Demands(consent_required=True), Demands(strict=True)])
def test_a_key_says_what_the_script_keeps_to(collector: Running, demands: Demands):
    key = create_key(collector.home, WORKSPACE, "pages", demands=demands).secret
    asked: Answered = collector.send(f"/v1/projects/{key}/settings", b"", "GET", Origin="https://shop.example")
    said = asked.body["auricle"]
    assert said == {"consentRequired": demands.consent_required, "strict": demands.strict}
    assert asked.headers["access-control-allow-origin"] == "https://shop.example"


def test_pages_may_read_how_long_to_wait(collector: Running):
    refused = collector.send("/v1/b", {"batch": []}, Origin="https://shop.example")
    assert refused.headers["access-control-expose-headers"] == "retry-after"
