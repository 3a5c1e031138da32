"""auricle.js and its second file, the way a company's own pages load them: kept for a day, then asked for by tag."""

from __future__ import annotations

import gzip
import hashlib
from functools import cache
from pathlib import Path

from .answers import Answer, Headers, Refusal

BUILT = Path(__file__).resolve().parents[1] / "static" / "auricle.js"
SCRIPTS = ("/auricle.js", "/survey.js")


def script(path: str, asked: dict[bytes, bytes]) -> Answer:
    """One of ``SCRIPTS``, or 304 when the browser has this one.

    Raises
        Refusal: it was not built (404).
    """
    packed, tag = _built(path[1:])
    said: Headers = [
        (b"content-type", b"text/javascript; charset=utf-8"),
        (b"cache-control", b"public, max-age=86400, stale-while-revalidate=604800"),
        (b"etag", tag),
        (b"vary", b"accept-encoding, origin"),
        (b"cross-origin-resource-policy", b"cross-origin"),
        (b"x-content-type-options", b"nosniff"),
    ]
    if tag in asked.get(b"if-none-match", b""):
        return Answer(304, b"", said)
    if b"gzip" in asked.get(b"accept-encoding", b""):
        said, body = [*said, (b"content-encoding", b"gzip")], packed
    else:
        body = gzip.decompress(packed)
    return Answer(200, body, [*said, (b"content-length", str(len(body)).encode())])


@cache
def _built(name: str) -> tuple[bytes, bytes]:
    try:
        packed = BUILT.with_name(f"{name}.gz").read_bytes()
    except FileNotFoundError:
        raise Refusal(404, "not_built", f"{name} was not built here; run make assets") from None
    return packed, b'W/"%s"' % hashlib.sha256(packed).hexdigest()[:16].encode()
