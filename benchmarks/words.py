"""Names and sentences of the synthetic company: engineering words, some beyond ASCII as in real texts."""

from __future__ import annotations

from benchmarks.chance import Chance

FIRST_NAMES = tuple(
    """
    Ada Amara Ana Anil Asha Björn Carla Chen Dmitri Efua Eva Farid Grace Hana Håkon Inés Ingrid Jamal João José Kaori
    Kenji Lars Leïla Linus Łukasz Mara Mei Mohan Nadia Ngozi Nikos Olga Oğuz Paula Priya Rosa Rúna Sami Søren Tariq
    Tove Uma Yuki Zoë Žofia Олена Ирина さくら 小明 محمد נועה
    """.split()
)
LAST_NAMES = tuple(
    """
    Abebe Almeida Andersen Banerjee Berg Castillo Çelik Chukwu Costa Dahl Diallo Eriksen Fernández Gupta Haddad Hansen
    Ibrahim Ito Jansson Kaya Kim Kowalski Kraus Larsen Li Lindqvist Mensah Müller Nakamura Nguyễn Novák Okafor Olsen
    Petrov Quispe Rao Rojas Sato Schmidt Silva Singh Suzuki Šimić Tanaka Torres Vargas Wójcik Yılmaz Zhang Ångström
    """.split()
)

# 64 words, so that one byte of random bits picks each equally often.
WORDS = tuple(
    """
    alert audit backlog backup batch billing breaker broker budget build cache canary capacity certificate checkout
    cluster config consumer cron database deadlock deploy disk drain export failover firmware gateway handler index
    ingest invoice kernel latency ledger limit lock login memory metric migration mirror network node outage paging
    partition pipeline pool quota queue region replica retry rollback router schema search session shard storage
    timeout token webhook
    """.split()
)
FOREIGN_WORDS = ("Überlast", "réplica", "średnia", "naïve", "größer", "día", "данные", "障害", "façade", "ångrat")
RESPONSE_VERBS = ("Restored", "Mitigated", "Contained", "Recovered", "Diagnosed", "Rolled back", "Failed over")
FIX_VERBS = ("Removed", "Hardened", "Capped", "Automated", "Rewrote", "Simplified", "Guarded", "Retired", "Split")

_BY_BYTE = WORDS * 4


def sentence(chance: Chance, longest: int) -> str:
    """Whole words up to `longest` characters; 12 % begin with a word that is not ASCII."""
    count = longest // 5 + 2
    drawn = chance.bits(8 * count).to_bytes(count, "little")
    text = " ".join(map(_BY_BYTE.__getitem__, drawn))
    if chance.unit() < 0.12:
        text = f"{chance.one_of(FOREIGN_WORDS)} {text}"
    return text if len(text) <= longest else text[: text.rfind(" ", 0, longest + 1)]


def person_name(chance: Chance) -> str:
    return f"{chance.one_of(FIRST_NAMES)} {chance.one_of(LAST_NAMES)}"


def title(chance: Chance, verbs: tuple[str, ...]) -> str:
    """A verb, then 24 to 70 characters."""
    return f"{chance.one_of(verbs)} {sentence(chance, 36 + chance.below(35))}"


def summary(chance: Chance) -> str:
    return sentence(chance, min(4000, max(40, int(chance.lognormal(5.6, 0.7)))))


def note(chance: Chance) -> str:
    return sentence(chance, 52 + chance.below(20))
