"""HTTP as clients speak it, to the last corner that one of them uses."""

from __future__ import annotations

import socket

from auricle.collector.conftest import Running, basic

EVENT = b'{"event":"x","userId":"u1"}'


def asked(collector: Running, body: bytes = EVENT, *more: str, version: str = "1.1", path: str = "/v1/track") -> bytes:
    headers = [f"authorization: {basic(collector.secret)['Authorization']}", "host: here", *more]
    if not any(each.startswith("transfer-encoding") for each in more):
        headers.append(f"content-length: {len(body)}")
    return "\r\n".join([f"POST {path} HTTP/{version}", *headers]).encode() + b"\r\n\r\n" + body


def told(connection: socket.socket, n: int = 1) -> list[tuple[int, bytes]]:
    """The status and the body of each of the next answers."""
    answers, held = [], b""
    while len(answers) < n:
        head, found, rest = held.partition(b"\r\n\r\n")
        length = next(
            (int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0
        )
        if found and len(rest) >= length:
            answers.append((int(head.split()[1]), rest[:length]))
            held = rest[length:]
        elif part := connection.recv(65536):
            held += part
        else:
            raise AssertionError(f"the connection ended after {held!r}")
    return answers


def test_requests_that_are_sent_ahead_are_answered_in_their_order(collector: Running) -> None:
    before = collector.received()
    with collector.connect() as connection:
        connection.sendall(asked(collector) * 20 + asked(collector, path="/nowhere") + asked(collector))
        assert [status for status, _ in told(connection, 22)] == [200] * 20 + [404, 200]
    assert collector.received() == before + 21


def test_a_client_that_asks_whether_to_go_on_is_told_to(collector: Running) -> None:
    request = asked(collector, EVENT, "expect: 100-continue")
    with collector.connect() as connection:
        connection.sendall(request[: -len(EVENT)])
        assert told(connection)[0][0] == 100
        connection.sendall(EVENT)
        assert told(connection)[0][0] == 200


def test_a_body_may_come_in_pieces(collector: Running) -> None:
    pieces = b"".join(b"%x\r\n%b\r\n" % (1, EVENT[i : i + 1]) for i in range(len(EVENT))) + b"0\r\n\r\n"
    request = asked(collector, pieces, "transfer-encoding: chunked")
    with collector.connect() as connection:
        for i in range(0, len(request), 40):
            connection.sendall(request[i : i + 40])
        assert told(connection)[0][0] == 200
    [latest] = collector.latest(1)
    assert latest.event
    assert latest.event.name == "x"


def test_a_body_nobody_asked_for_is_passed_over(collector: Running) -> None:
    with collector.connect() as connection:
        connection.sendall(asked(collector, b"x" * 1_000_000, path="/nowhere") + asked(collector))
        assert [status for status, _ in told(connection, 2)] == [404, 200]


def test_an_old_client_and_one_that_says_so_are_hung_up_on_after_the_answer(collector: Running) -> None:
    for request in (asked(collector, version="1.0"), asked(collector, EVENT, "connection: close")):
        with collector.connect() as connection:
            connection.sendall(request)
            assert told(connection)[0][0] == 200
            assert connection.recv(10) == b""


def test_a_head_is_answered_without_a_body(collector: Running) -> None:
    with collector.connect() as connection:
        connection.sendall(b"HEAD /health HTTP/1.1\r\nhost: here\r\nconnection: close\r\n\r\n")
        answer = b""
        while part := connection.recv(65536):
            answer += part
    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.endswith(b"\r\n\r\n")


def test_what_is_no_http_is_refused(collector: Running) -> None:
    with collector.connect() as connection:
        connection.sendall(b"\x16\x03\x01 hello\r\n\r\n")
        assert told(connection)[0][0] == 400


def test_who_hangs_up_in_the_middle_leaves_nothing_behind(collector: Running) -> None:
    before = collector.received()
    with collector.connect() as connection:
        connection.sendall(asked(collector)[:-5])
    assert collector.send("/v1/track", {"event": "x", "userId": "u1"}).status == 200
    assert collector.received() == before + 1
