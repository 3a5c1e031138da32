"""Bodies that have broken collectors: each with a name, so that a failure says which."""

from __future__ import annotations

import gzip
import json
import random
import zlib
from collections.abc import Iterator

EVENT = {"type": "track", "event": "Bought", "userId": "u1", "messageId": "m", "properties": {"price": 1.5}}


def poison() -> Iterator[tuple[str, bytes]]:
    """Every named body, to be sent to any route."""
    yield from _not_json()
    yield from _deep_and_large()
    yield from _wrong_types()
    yield from _strange_values()
    yield from _compressed()


def mutations(seed: int, rounds: int) -> Iterator[tuple[str, bytes]]:
    """Sound bodies with bytes changed, cut, doubled or put in, the same for the same seed."""
    chance = random.Random(seed)
    sound = _batch([{**EVENT, "messageId": f"f{seed}-{i}"} for i in range(5)])
    for number in range(rounds):
        body = bytearray(sound)
        for _ in range(chance.randint(1, 8)):
            at = chance.randrange(len(body))
            match chance.randrange(4):
                case 0:
                    body[at] = chance.randrange(256)
                case 1:
                    del body[at : at + chance.randint(1, 40)]
                case 2:
                    body[at:at] = body[at : at + chance.randint(1, 200)]
                case _:
                    body[at:at] = chance.choice((b"\x00", b"\xff", b"\\ud800", b"1e999", b"null", b"{", b"]", b'"'))
        yield f"mutation {number} of {seed}", bytes(body)


def _batch(events: list[object], **more: object) -> bytes:
    return json.dumps({"batch": events, "sentAt": "2026-01-05T08:00:00Z", **more}).encode()


def _not_json() -> Iterator[tuple[str, bytes]]:
    yield "nothing", b""
    yield "blank", b"   \n"
    yield "a letter", b"x"
    yield "zeros", b"\x00" * 100
    yield "all bytes", bytes(range(256)) * 4
    yield "cut", _batch([EVENT])[:-10]
    yield "two documents", _batch([EVENT]) * 2
    yield "a mark before it", b"\xef\xbb\xbf" + _batch([EVENT])
    yield "UTF-16", _batch([EVENT]).decode().encode("utf-16")
    yield "a comment", b"/* */" + _batch([EVENT])
    yield "a form", b"data=eyJldmVudCI6ICJ4In0%3D"


def _deep_and_large() -> Iterator[tuple[str, bytes]]:
    yield "100,000 lists deep", b"[" * 100_000
    yield "50,000 objects deep", b'{"batch":' * 50_000
    yield "deep in a property", _batch([EVENT])[:-1].replace(b"1.5", b"[" * 10_000 + b"]" * 10_000) + b"}"
    yield "100,000 keys", _batch([{**EVENT, "properties": {f"k{i}": i for i in range(100_000)}}])
    yield "3,000 keys", _batch([{**EVENT, "properties": {f"k{i}": i for i in range(3_000)}}])
    yield "a key of 20,000 letters", _batch([{**EVENT, "properties": {"k" * 20_000: 1}}])
    yield "an event of 33 KB", _batch([{**EVENT, "messageId": "large", "properties": {"text": "x" * 33_000}}])
    yield "2,501 events", _batch([{"type": "track", "event": "e", "messageId": f"n{i}"} for i in range(2_501)])
    yield "600 KB", _batch([{**EVENT, "messageId": f"w{i}", "properties": {"t": "x" * 20_000}} for i in range(30)])


def _wrong_types() -> Iterator[tuple[str, bytes]]:
    values: list[object] = [None, True, 0, -1, 1.5, "", "text", [], [1], {}, {"a": 1}, [[]], [None]]
    for value in values:
        yield f"the body is {value!r}", json.dumps(value).encode()
        yield f"the batch is {value!r}", json.dumps({"batch": value}).encode()
        yield f"an event is {value!r}", _batch([value])
        for name in ("type", "event", "userId", "anonymousId", "messageId", "timestamp", "sentAt", "originalTimestamp",
                     "properties", "traits", "context", "previousId", "groupId", "name", "integrations"):  # fmt: skip
            yield f"{name} is {value!r}", _batch([{**EVENT, "messageId": f"t-{name}-{value!r}", name: value}])
        yield f"sentAt of the batch is {value!r}", _batch([EVENT], sentAt=value)


def _strange_values() -> Iterator[tuple[str, bytes]]:
    raw = {
        "NaN": b"NaN",
        "infinity": b"-Infinity",
        "1e999": b"1e999",
        "-1e-999": b"-1e-999",
        "a long number": b"9" * 5_000,
        "a long fraction": b"0." + b"3" * 5_000,
        "2^64": b"18446744073709551616",
        "a lone surrogate": b'"\\ud800"',
        "a pair the wrong way round": b'"\\udc00\\ud800"',
        "a zero letter": b'"a\\u0000b"',
        "bytes not UTF-8": b'"\xff\xfe"',
        "an overlong letter": b'"\xc0\xaf"',
        "a letter from the right": '"\u202egnp.exe"'.encode(),
        "a formula": b'"=1+1"',
        "markup": b'"<script>alert(1)</script>"',
        "a control letter": b'"\x01"',
        "an escape too short": b'"\\u12"',
    }
    for name, value in raw.items():
        for place in (b'"Bought"', b"1.5", b'"u1"', b'"m"'):
            yield f"{name} for {place.decode()}", _batch([EVENT]).replace(place, value)
    times = ("", "yesterday", "0000-00-00", "9999-12-31T23:59:59Z", "-1", "2026-13-45T99:99:99Z", "1e300",
             "2026-01-05T08:00:00+99:00", "0001-01-01T00:00:00Z", "2026-01-05T08:00:00.123456789Z")  # fmt: skip
    for time in times:
        yield f"the time {time!r}", _batch([{**EVENT, "messageId": f"at-{time}", "timestamp": time}])
        yield f"sent at {time!r}", _batch([{**EVENT, "messageId": f"sent-{time}"}], sentAt=time)
    yield "the same key twice", b'{"batch":[{"type":"track","type":"page","event":"a","event":"b"}]}'
    yield "the same id twice", _batch([{**EVENT, "messageId": "twin"}, {**EVENT, "messageId": "twin", "event": "Sold"}])


def _compressed() -> Iterator[tuple[str, bytes]]:
    yield "a sound gzip", gzip.compress(_batch([{**EVENT, "messageId": "zipped"}]))
    yield "a bomb", gzip.compress(b"0" * 50_000_000)
    yield "a bomb of events", gzip.compress(_batch([EVENT] * 40_000))
    yield "a bomb in a bomb", gzip.compress(gzip.compress(b"0" * 50_000_000))
    yield "a cut gzip", gzip.compress(_batch([EVENT]))[:-12]
    yield "a gzip with a wrong sum", gzip.compress(_batch([EVENT]))[:-8] + b"\x00" * 8
    yield "only the head of a gzip", b"\x1f\x8b\x08"
    yield "two gzips", gzip.compress(_batch([EVENT])) + gzip.compress(b"more")
    yield "deflate", zlib.compress(_batch([EVENT]))
