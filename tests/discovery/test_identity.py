"""Two addresses of one person are one hand, and two people never are."""

from app.discovery.identity import hand_of, is_bot, with_hands_joined, written_hand
from app.domain.sighting import Change, Hand


def test_the_hidden_address_of_a_host_is_its_login():
    assert hand_of("Ada", "4711+Ada@users.noreply.host.example").handle == "ada"
    assert hand_of("Ada", "ada@users.noreply.host.example").handle == "ada"
    assert hand_of("Ada", "4711-ada@users.noreply.host.example").handle == "ada"
    assert hand_of("Ada", " ADA@Company.example ").handle == "ada@company.example"


def test_a_hand_without_an_address_goes_by_its_name_and_without_both_is_unknown():
    assert hand_of("Ada  Éxample", "") == Hand("ada example", "Ada Éxample")
    assert hand_of("", "ada@company.example") == Hand("ada@company.example", "ada")
    assert hand_of("", "").handle == "unknown"


def test_a_trailer_may_be_written_in_any_way():
    assert written_hand("Ada Example <ada@company.example>") == ("Ada Example", "ada@company.example")
    assert written_hand("Ada Example <ada@company.example") == ("Ada Example", "ada@company.example")
    assert written_hand("Ada Example") == ("Ada Example", "")
    assert written_hand("<ada@company.example>") == ("", "ada@company.example")
    assert written_hand(" <> ") is None


def change(*hands: Hand) -> Change:
    return Change(external_id="x", author=hands[0], co_authors=hands[1:])


def test_a_full_name_joins_two_addresses_and_a_single_word_does_not():
    at_work, at_home = Hand("ada@company.example", "Ada Example"), Hand("ada@home.example", "ada EXAMPLE")
    root, other_root = Hand("root@one.example", "root"), Hand("root@two.example", "root")
    found = list(with_hands_joined([change(at_work, at_home), change(at_home), change(root), change(other_root)]))
    assert [one.author for one in found] == [at_work, at_work, root, other_root]
    assert found[0].co_authors == ()


def test_one_address_with_two_names_is_one_hand():
    long, short = Hand("ada@company.example", "Ada Example"), Hand("ada@company.example", "ada")
    assert [one.author for one in with_hands_joined([change(short), change(long)])] == [short, short]


def test_marks_of_hosts_tell_a_bot_by_its_handle_too():
    assert is_bot(Hand("renovate[bot]", "Renovate"))
    assert not is_bot(Hand("ada", "Ada Example"))
