"""Mail over a real connection: what each way to fail becomes, and that nothing is ever said in plain text unasked."""

from collections.abc import Iterator
from dataclasses import replace
from socket import create_server

import pytest

from app.connectors.outbox import OutboxCarrier
from app.connectors.smtp import Server, SmtpCarrier
from app.domain import DeliveryState, Letter, Verdict
from tests.mail_server import BREAK, CERTIFICATE, HANG, MailServer, mail_server

DATA = b"From: a@sender.example\r\nSubject: one\r\n\r\nSGVsbG8=\r\n"
LETTER = Letter("019e0000-0000-7000-8000-000000000001", "digest@sender.example", "hana@company.example", DATA)


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


def carrier_for(server: MailServer, **more: object) -> SmtpCarrier:
    where = Server("127.0.0.1", server.port, security="none", answer_seconds=5, final_answer_seconds=1)
    return SmtpCarrier(replace(where, **more))  # type: ignore[arg-type]


def carried(carrier: SmtpCarrier, letter: Letter = LETTER) -> Verdict:
    try:
        return carrier.offer(letter) or carrier.hand_over(letter)
    finally:
        carrier.close()


def test_a_letter_arrives_byte_for_byte(server: MailServer):
    assert carried(carrier_for(server)).state == DeliveryState.SENT
    assert [(one.recipient, one.data) for one in server.taken] == [(LETTER.recipient, DATA)]


def test_a_hundred_letters_share_one_connection(server: MailServer):
    carrier = carrier_for(server)
    for number in range(100):
        letter = replace(LETTER, recipient=f"p{number}@company.example")
        assert (carrier.offer(letter) or carrier.hand_over(letter)).state == DeliveryState.SENT
    carrier.close()
    assert (len(server.taken), server.connections) == (100, 1)


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ("451 try later", DeliveryState.RETRY_AT),
        ("552 too much", DeliveryState.FAILED),
        (BREAK, DeliveryState.UNCERTAIN),
        (HANG, DeliveryState.UNCERTAIN),
    ],
)
def test_the_answer_to_the_last_dot_decides(server: MailServer, answer: str, state: DeliveryState):
    server.at_dot = lambda _: answer
    verdict = carried(carrier_for(server))
    assert (verdict.state, verdict.bounced, verdict.whole_channel) == (state, False, False)


@pytest.mark.parametrize(
    ("answer", "state", "bounced", "channel"),
    [
        ("450 mailbox busy", DeliveryState.RETRY_AT, False, False),
        ("550 no such user", DeliveryState.FAILED, True, False),
        ("421 closing", DeliveryState.RETRY_AT, False, True),
        (BREAK, DeliveryState.RETRY_AT, False, True),
    ],
)
def test_the_answer_to_the_address_never_doubts(
    server: MailServer, answer: str, state: DeliveryState, bounced: bool, channel: bool
):
    server.at_rcpt = lambda _: answer
    verdict = carried(carrier_for(server))
    assert (verdict.state, verdict.bounced, verdict.whole_channel) == (state, bounced, channel)
    assert server.dots == 0


def test_one_refused_address_leaves_the_others_alone(server: MailServer):
    server.at_rcpt = lambda address: "550 no such user" if address.startswith("p1@") else "250 ok"
    carrier = carrier_for(server)
    states = [
        (carrier.offer(letter) or carrier.hand_over(letter)).state
        for letter in (replace(LETTER, recipient=f"p{number}@company.example") for number in range(3))
    ]
    carrier.close()
    assert states == [DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.SENT]


def test_a_connection_that_ended_between_two_letters_is_opened_anew(server: MailServer):
    carrier = carrier_for(server)
    assert carrier.offer(LETTER) is None
    assert carrier.hand_over(LETTER).state == DeliveryState.SENT
    carrier._wire.sock.shutdown(2)  # type: ignore[union-attr]
    assert carried(carrier).state == DeliveryState.SENT
    assert server.connections == 2


def test_a_server_that_is_not_there_is_tried_again_later():
    with create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    verdict = carried(SmtpCarrier(Server("127.0.0.1", port, security="none")))
    assert (verdict.state, verdict.whole_channel) == (DeliveryState.RETRY_AT, True)
    assert "ConnectionRefusedError" in verdict.reason


def test_a_server_that_says_nothing_is_not_waited_for_for_ever():
    with create_server(("127.0.0.1", 0)) as silent:
        where = Server("127.0.0.1", silent.getsockname()[1], security="none", connect_seconds=0.3)
        verdict = carried(SmtpCarrier(where))
    assert (verdict.state, verdict.whole_channel) == (DeliveryState.RETRY_AT, True)


def test_starttls_that_is_not_offered_means_that_nothing_is_said(server: MailServer):
    verdict = carried(carrier_for(server, security="starttls"))
    assert (verdict.state, verdict.whole_channel) == (DeliveryState.RETRY_AT, True)
    assert "STARTTLS" in verdict.reason
    assert server.taken == []


def test_a_certificate_of_a_stranger_is_refused_and_a_known_one_taken():
    with mail_server(tls=True) as server:
        stranger = carried(carrier_for(server, security="starttls"))
        known = carried(carrier_for(server, security="starttls", certificates=CERTIFICATE))
        wrong_name = carried(carrier_for(server, security="starttls", certificates=CERTIFICATE, host="127.0.0.2"))
    assert (stranger.state, stranger.whole_channel) == (DeliveryState.RETRY_AT, True)
    assert "CERTIFICATE_VERIFY_FAILED" in stranger.reason
    assert known.state == DeliveryState.SENT
    assert wrong_name.state == DeliveryState.RETRY_AT


def test_signing_in_with_the_right_password_and_with_a_wrong_one():
    with mail_server(tls=True, login=("unsung", "right")) as server:
        secure = {"security": "starttls", "certificates": CERTIFICATE, "user": "unsung"}
        right = carried(carrier_for(server, password="right", **secure))
        wrong = carried(carrier_for(server, password="wrong-and-secret", **secure))
    assert right.state == DeliveryState.SENT
    assert (wrong.state, wrong.whole_channel) == (DeliveryState.RETRY_AT, True)
    assert "535" in wrong.reason
    assert "wrong-and-secret" not in wrong.reason


@pytest.mark.parametrize("address", ["a@b.example\r\nRCPT TO:<c@d.example>", "a b@company.example"])
def test_an_address_that_hides_a_command_is_refused_before_a_word_of_it_leaves(server: MailServer, address: str):
    verdict = carried(carrier_for(server), replace(LETTER, recipient=address))
    assert verdict.state == DeliveryState.FAILED
    assert server.taken == []


def test_without_a_server_letters_are_whole_files(tmp_path):
    carrier = OutboxCarrier(tmp_path / "outbox")
    assert carrier.offer(LETTER) is None
    assert carrier.hand_over(LETTER).state == DeliveryState.SENT
    assert [(file.name, file.read_bytes()) for file in (tmp_path / "outbox").iterdir()] == [(f"{LETTER.id}.eml", DATA)]
    assert carrier.offer(replace(LETTER, id="dropped")) is None
    carrier.drop()
    assert len(list((tmp_path / "outbox").iterdir())) == 1
