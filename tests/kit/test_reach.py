"""Where outgoing requests may go, by the text of an address and by the number that is dialled."""

import ipaddress

import pytest

from app.kit.reach import Reach

LISTED = Reach.of(["prometheus.internal:9090", "10.1.2.3", "[::1]:9090", ""])
INSIDE = """
0.0.0.0 10.1.2.3 100.64.0.1 127.0.0.1 127.1.2.3 169.254.169.254 172.16.0.1 192.0.0.1 192.0.2.1 192.88.99.1
192.168.1.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 240.0.0.1 255.255.255.255 100.100.100.200 :: ::1
::127.0.0.1 ::ffff:127.0.0.1 ::ffff:169.254.169.254 2001:db8::1 2001::1 2002:7f00:1:: 2002:a00:1:: 3fff::1 5f00::1
64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b:1::1 fc00::1 fd00:ec2::254 fe80::1 fec0::1 ff02::1
""".split()


@pytest.mark.parametrize("number", INSIDE)
def test_no_number_inside_is_dialled_for_a_name_that_nobody_listed(number: str):
    assert not Reach().may_dial("innocent.example", 443, ipaddress.ip_address(number))


@pytest.mark.parametrize("number", ["8.8.8.8", "2606:4700::1111", "64:ff9b::808:808", "2002:808:808::"])
def test_a_public_number_is_dialled(number: str):
    assert Reach().may_dial("tool.example", 443, ipaddress.ip_address(number))


def test_the_list_holds_for_its_host_and_its_port_alone():
    inside = ipaddress.ip_address("10.9.9.9")
    assert LISTED.may_dial("prometheus.internal", 9090, inside)
    assert not LISTED.may_dial("prometheus.internal", 22, inside)
    assert not LISTED.may_dial("other.internal", 9090, inside)
    assert LISTED.may_dial("anything.example", 443, ipaddress.ip_address("10.1.2.3"))


@pytest.mark.parametrize(
    "url",
    [
        "https://tool.example/x?y=1", "https://TOOL.example./", "https://xn--bcher-kva.example", "http://prometheus.internal:9090",
        "http://10.1.2.3", "https://10.1.2.3/", "http://[::1]:9090/api",
    ],
)  # fmt: skip
def test_these_addresses_are_called(url: str):
    assert LISTED.refusal(url) is None


@pytest.mark.parametrize(
    "url",
    [
        "", "tool.example", "//tool.example", "http://tool.example", "https://tool.example:8443", "https://tool.example:0",
        "https://tool.example:99999", "ftp://tool.example", "file:///etc/passwd", "https://", "https://a..example",
        "https://user@tool.example", "https://user:word@tool.example", "https://:@tool.example", "https://tool.example#part",
        "https://tool.example\\@evil.example", "https://tool.example\n.evil.example", "https://tool.example /", "https://bücher.example",
        "https://localhost", "https://db.internal", "https://single", "https://127.0.0.1", "https://127.1", "https://2130706433",
        "https://0x7f000001", "https://0177.0.0.1", "https://[::1]", "https://[::ffff:10.1.2.3]", "http://[::ffff:10.1.2.3]",
        "http://10.1.2.3:22", "http://prometheus.internal", "https://prometheus.internal:9090.evil.example",
        "https://" + "a" * 2_048 + ".example",
    ],
)  # fmt: skip
def test_these_addresses_are_not(url: str):
    assert (LISTED.refusal(url) or "").endswith(".")


@pytest.mark.parametrize(
    "entry", ["http://x.example", "x.example/a", "x:0", "x:99999", "*", "*.example", "10.0.0.0/8", "a b", "u@x"]
)
def test_a_list_that_cannot_be_meant_is_refused(entry: str):
    with pytest.raises(ValueError, match=r".+"):
        Reach.of([entry])
