"""The one client, against a server on the loopback address: what it reads, refuses, tries again and keeps quiet."""

import gzip
import json
import logging
import socket
import time
from collections.abc import Iterator

import pytest

from app.connectors.http import Wire
from app.connectors.reading import Answer
from app.kit.errors import Code, ToolFailed
from app.kit.reach import Reach
from tests.connectors.loopback import Loopback, Reply, answer, loopback, raw

SECRET = "canary-5e1f-token"


@pytest.fixture
def server() -> Iterator[Loopback]:
    with loopback(answer()) as running:
        yield running


def wire_to(server: Loopback, **changes: object) -> tuple[Wire, list[float]]:
    """With the server on the operator's list, and pauses that are written down instead of waited for."""
    pauses: list[float] = []
    return Wire(Reach.of([server.host]), pause=pauses.append, **changes), pauses  # type: ignore[arg-type]


def fetched(server: Loopback, *replies: Reply, path: str = "/x", **changes: object) -> Answer:
    server.says(*replies)
    with wire_to(server, **changes)[0].call(server.url) as caller:
        return caller.get(path)


def failure(server: Loopback, *replies: Reply, **changes: object) -> ToolFailed:
    with pytest.raises(ToolFailed) as caught:
        fetched(server, *replies, **changes)
    return caught.value


def test_a_listed_host_is_asked_and_its_json_is_read(server: Loopback):
    server.says(answer(body='{"found": [1, 2]}'))
    with wire_to(server)[0].call(server.url, headers={"authorization": SECRET}, secrets=[SECRET]) as caller:
        assert caller.get("/api/v1/x", {"q": "a b&c", "many[]": ["1", "2"]}).json() == {"found": [1, 2]}
    assert server.seen[0].path == "/api/v1/x?q=a+b%26c&many%5B%5D=1&many%5B%5D=2"
    assert server.seen[0].headers["authorization"] == SECRET
    assert server.seen[0].headers["user-agent"] == "unsung"


def test_without_the_operators_word_nothing_inside_is_dialled(server: Loopback):
    for url in (
        server.url,
        f"http://localhost:{server.port}",
        "https://127.0.0.1",
        "https://[::1]",
        "https://10.0.0.1",
    ):
        with pytest.raises(ToolFailed) as caught, Wire().call(url) as caller:
            caller.get("/")
        assert (caught.value.code, caught.value.permanent) == (Code.ADDRESS_REFUSED, True)
    assert server.connections == 0


def test_a_public_name_that_leads_inside_is_not_dialled(server: Loopback, monkeypatch: pytest.MonkeyPatch):
    """What a name server says is the world's word, so it is the one thing that is replaced here."""
    real = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda _host, _port, **more: real("127.0.0.1", server.port, **more))
    with pytest.raises(ToolFailed) as caught, Wire().call("https://rebound.example") as caller:
        caller.get("/")
    assert caught.value.code is Code.ADDRESS_REFUSED
    assert server.connections == 0


def test_a_listed_name_reaches_inside_but_never_the_metadata_of_the_machine(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_asked, **_more: [(2, 1, 6, "", ("169.254.169.254", 80))])
    wire = Wire(Reach.of(["prometheus.internal:9090"]), pause=lambda _seconds: None)
    with pytest.raises(ToolFailed) as caught, wire.call("http://prometheus.internal:9090") as caller:
        caller.get("/")
    assert caught.value.code is Code.ADDRESS_REFUSED


def test_a_redirect_is_not_followed(server: Loopback):
    with loopback(answer()) as other:
        fault = failure(server, answer(302, location=other.url))
        assert (fault.code, fault.permanent, other.connections) == (Code.TOOL_REDIRECTED, True, 0)


def test_a_next_page_elsewhere_is_not_followed(server: Loopback):
    with loopback(answer()) as other, wire_to(server)[0].call(server.url) as caller:
        assert caller.get(f"{server.url}/page/2").status == 200
        for elsewhere in (
            f"{other.url}/page/2",
            "//evil.example/x",
            "https://evil.example/x",
            f"{server.url}@evil.example/",
        ):
            with pytest.raises(ToolFailed) as caught:
                caller.get(elsewhere)
            assert caught.value.code is Code.TOOL_REDIRECTED
        assert other.connections == 0


def test_proxies_of_the_environment_are_ignored(server: Loopback, monkeypatch: pytest.MonkeyPatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert fetched(server, answer()).status == 200


def test_the_operators_own_proxy_is_used(server: Loopback):
    server.says(answer(body='{"by": "proxy"}'))
    wire = Wire(Reach.of(["tool.internal:8080"]), proxy=server.url)
    with wire.call("http://tool.internal:8080") as caller:
        assert caller.get("/x").json() == {"by": "proxy"}
    assert server.seen[0].path == "http://tool.internal:8080/x"


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_broken_tool_is_asked_three_times(server: Loopback, status: int):
    fault = failure(server, answer(status))
    assert (fault.code, fault.permanent, len(server.seen)) == (Code.TOOL_BROKEN, False, 3)


def test_a_tool_that_recovers_has_answered(server: Loopback):
    assert fetched(server, answer(500), answer(body="[1]")).json() == [1]


@pytest.mark.parametrize(
    ("said", "waited"),
    [
        ({"retry_after": "7"}, 7),
        ({"retry_after": "Mon, 18 May 2026 08:00:09 GMT", "date": "Mon, 18 May 2026 08:00:00 GMT"}, 9),
    ],
)
def test_retry_after_is_waited_for(server: Loopback, said: dict[str, str], waited: int):
    server.says(answer(429, **said), answer())
    wire, pauses = wire_to(server)
    with wire.call(server.url) as caller:
        assert caller.get("/").status == 200
    assert pauses == [waited]


@pytest.mark.parametrize(("asked", "told"), [("120", 120), ("999999999999", 3600)])
def test_a_long_wait_is_left_to_a_later_run(server: Loopback, asked: str, told: int):
    fault = failure(server, answer(429, retry_after=asked))
    assert (fault.code, fault.wait, len(server.seen)) == (Code.TOOL_BUSY, told, 1)


@pytest.mark.parametrize("asked", ["-5", "soon", "Mon, 99 May"])
def test_a_retry_after_that_says_nothing_is_passed_over(server: Loopback, asked: str):
    wire, pauses = wire_to(server)
    server.says(answer(429, retry_after=asked), answer())
    with wire.call(server.url) as caller:
        caller.get("/")
    assert 0.5 <= pauses[0] <= 1.0


def test_the_breaker_opens_after_five_failures_and_leaves_other_tools_alone(server: Loopback):
    wire, _pauses = wire_to(server)
    server.says(answer(500))
    with loopback(answer()) as other, wire.call(server.url) as caller:
        wire.reach = Reach.of([server.host, other.host])
        for _ in range(2):
            with pytest.raises(ToolFailed):
                caller.get("/")
        with pytest.raises(ToolFailed) as caught:
            caller.get("/")
        assert len(server.seen) == 5
        assert "left alone for a minute" in caught.value.message
        assert caught.value.wait is not None
        with wire.call(other.url) as there:
            assert there.get("/").status == 200


def test_a_post_is_sent_once(server: Loopback):
    server.says(answer(500))
    with wire_to(server)[0].call(server.url) as caller, pytest.raises(ToolFailed):
        caller.post("/", b'{"text": "hello"}')
    assert [(seen.method, seen.body) for seen in server.seen] == [("POST", b'{"text": "hello"}')]


def test_silence_after_the_body_may_have_taken_effect(server: Loopback):
    server.says(lambda _seen, _to: time.sleep(1.5))
    with wire_to(server, whole_seconds=0.5)[0].call(server.url) as caller, pytest.raises(ToolFailed) as caught:
        caller.post("/", b"{}")
    assert (caught.value.code, caught.value.sent) == (Code.TOOL_SILENT, True)


def drip(head: bytes) -> Reply:
    def reply(_seen: object, to: socket.socket) -> None:
        to.sendall(head)
        for _ in range(60):
            to.sendall(b"x")
            time.sleep(0.05)

    return reply


@pytest.mark.parametrize("head", [b"HTTP/1.1 200 OK\r\nx-", b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n"])
def test_one_byte_at_a_time_ends_with_the_request(server: Loopback, head: bytes):
    started = time.monotonic()
    assert failure(server, drip(head), whole_seconds=0.6).code is Code.TOOL_SILENT
    assert time.monotonic() - started < 2


def test_a_body_without_end_is_cut_off(server: Loopback):
    def endless(_seen: object, to: socket.socket) -> None:
        to.sendall(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
        while True:
            to.sendall(b"10000\r\n" + b"x" * 65_536 + b"\r\n")

    fault = failure(server, endless)
    assert (fault.code, fault.message) == (Code.TOOL_TOO_LARGE, "127.0.0.1 answered with more than 10 MiB.")


def test_a_bomb_of_zeros_is_cut_off(server: Loopback):
    packed = gzip.compress(b"[" + b" " * (64 * 1024 * 1024), 9)
    assert failure(server, answer(body=packed, content_encoding="gzip")).code is Code.TOOL_TOO_LARGE


def test_a_packed_answer_is_read(server: Loopback):
    packed = gzip.compress(json.dumps({"a": "b" * 500_000}).encode())
    assert fetched(server, answer(body=packed, content_encoding="gzip")).json() == {"a": "b" * 500_000}


@pytest.mark.parametrize(
    "reply",
    [
        answer(body=gzip.compress(b"{}")[:-6], content_encoding="gzip"),
        answer(body=b"no gzip", content_encoding="gzip"),
        answer(body=b"{}", content_encoding="br"),
        raw(b"HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{"),
        raw(b"HTTP/1.1 200 OK\r\n" + b"".join(b"x-%d: y\r\n" % n for n in range(40_000)) + b"\r\n"),
        raw(b"220 mail.example ESMTP\r\n"),
        raw(b""),
    ],
    ids=["cut gzip", "no gzip", "unasked packing", "broken off", "flood of headers", "another protocol", "hung up"],
)
def test_what_is_no_whole_answer_is_said_to_be_broken(server: Loopback, reply: Reply):
    assert failure(server, reply).code is Code.TOOL_BROKEN


@pytest.mark.parametrize(
    "reply",
    [
        answer(body="<!doctype html><p>Sign in", media="text/html; charset=utf-8"),
        answer(body="{}", media=""),
        answer(body=""),
        answer(body='{"a": [1, 2'),
        answer(body="NaN"),
        answer(body=b"\xff\xfe{}"),
        answer(body="[" * 40 + "]" * 40),
    ],
    ids=["a page", "no type", "empty", "cut", "no number", "no UTF-8", "deep"],
)
def test_what_is_no_json_is_named(server: Loopback, reply: Reply):
    with pytest.raises(ToolFailed) as caught:
        fetched(server, reply).json()
    assert caught.value.code is Code.TOOL_NOT_JSON


def test_a_name_that_does_not_exist_is_named(server: Loopback):
    with (
        pytest.raises(ToolFailed) as caught,
        Wire(pause=lambda _seconds: None).call("https://no-such-host.invalid") as to,
    ):
        to.get("/")
    assert caught.value.code is Code.TOOL_UNREACHABLE
    assert "no-such-host.invalid" in caught.value.message


def test_secrets_and_queries_stay_out_of_errors_and_logs(server: Loopback, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.INFO)
    server.says(answer(500, f"you sent {SECRET}", "text/plain"))
    with wire_to(server)[0].call(server.url, headers={"x-key": SECRET}, secrets=[SECRET]) as caller:
        with pytest.raises(ToolFailed) as caught:
            caller.get(f"/hooks/{SECRET}", {"token": SECRET})
        assert caught.value.body == "you sent ..."
        said = f"{caught.value!r} {caught.value.message} {caught.value.body} {caught.value.__cause__} {caller!r}"
    assert SECRET not in said + caplog.text
