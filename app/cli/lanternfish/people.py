"""Who works at Lanternfish: nine teams in two divisions, names of many scripts, five time zones."""

from dataclasses import dataclass

DOMAIN = "lanternfish.example"
DIVISIONS = {
    "Product Engineering": ("Payments", "Billing", "Mobile", "Web", "Growth"),
    "Infrastructure": ("Platform", "Storage", "Security", "Data"),
}
OSLO, LISBON, NAIROBI, TOKYO, TORONTO, LONDON, KYIV, KOLKATA = (
    "Europe/Oslo", "Europe/Lisbon", "Africa/Nairobi", "Asia/Tokyo", "America/Toronto", "Europe/London", "Europe/Kyiv",
    "Asia/Kolkata",
)  # fmt: skip


@dataclass(frozen=True)
class Member:
    name: str
    login: str
    zone: str
    team: str = ""
    manager: str = ""
    roles: tuple[str, ...] = ("member",)
    left: bool = False

    @property
    def email(self) -> str:
        return f"{self.login}@{DOMAIN}"


# The first of each team leads it.
TEAMS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "Payments": (
        ("Ines Moreau", "ines.moreau", OSLO),
        ("Hana Sato", "hana.sato", OSLO),
        ("Jun Park", "jun.park", OSLO),
        ("Priya Nair", "priya.nair", KOLKATA),
        ("Olga Petrova", "olga.petrova", OSLO),
        ("Chidi Eze", "chidi.eze", LONDON),
        ("Tove Berg", "tove.berg", OSLO),
        ("Rosa Lindqvist", "rosa.lindqvist", OSLO),
        ("Mateus Araújo", "mateus.araujo", LISBON),
    ),
    "Billing": (
        ("Ulrike Weiß", "ulrike.weiss", OSLO),
        ("Łukasz Żak", "lukasz.zak", OSLO),
        ("陳美玲", "meiling.chen", TOKYO),
        ("Beatriz Nóbrega", "beatriz.nobrega", LISBON),
        ("Omar Siddiqui", "omar.siddiqui", LONDON),
        ("Siobhán O'Connor", "siobhan.oconnor", LONDON),
        ("Jens Aaberg", "jens.aaberg", OSLO),
    ),
    "Mobile": (
        ("Tomás Herrera", "tomas.herrera", TORONTO),
        ("김민준", "minjun.kim", TOKYO),
        ("Aaliyah Johnson", "aaliyah.johnson", TORONTO),
        ("Nguyễn Thị Lan", "lan.nguyen", TOKYO),
        ("Wiktor Zieliński", "wiktor.zielinski", OSLO),
        ("Esi Boateng", "esi.boateng", LONDON),
        ("Rémi Girard", "remi.girard", OSLO),
    ),
    "Web": (
        ("Grace Wanjiru", "grace.wanjiru", NAIROBI),
        ("Ελένη Παππά", "eleni.pappa", OSLO),
        ("David Ferreira", "david.ferreira", LISBON),
        ("Þóra Jónsdóttir", "thora.jonsdottir", OSLO),
        ("Maya Goldberg", "maya.goldberg", TORONTO),
        ("आरव शर्मा", "aarav.sharma", KOLKATA),
        ("Linus Holm", "linus.holm", OSLO),
    ),
    "Growth": (
        ("Farid Rahimi", "farid.rahimi", LONDON),
        ("Çağla Yılmaz", "cagla.yilmaz", OSLO),
        ("Noah Tremblay", "noah.tremblay", TORONTO),
        ("Amara Okonkwo", "amara.okonkwo", LONDON),
        ("Suharti", "suharti", TOKYO),
        ("Ida Nygård", "ida.nygard", OSLO),
    ),
    "Platform": (
        ("田中 愛子", "aiko.tanaka", TOKYO),
        ("Kofi Mensah", "kofi.mensah", LONDON),
        ("Дмитро Коваленко", "dmytro.kovalenko", KYIV),
        ("María del Carmen Fernández de Córdoba y Quiñones", "carmen.fernandez", LISBON),
        ("Björn Ekström", "bjorn.ekstrom", OSLO),
        ("Leila Mansouri", "leila.mansouri", OSLO),
        ("Patrick Mbeki", "patrick.mbeki", NAIROBI),
    ),
    "Storage": (
        ("Marcus Adeyemi", "marcus.adeyemi", OSLO),
        ("Erik Nyman", "erik.nyman", OSLO),
        ("Wanjiku Kamau", "wanjiku.kamau", NAIROBI),
        ("Søren Kjær", "soren.kjaer", OSLO),
        ("Yuki Mori", "yuki.mori", TOKYO),
        ("Clara Vogt", "clara.vogt", OSLO),
        ("Rafael Ibáñez", "rafael.ibanez", LISBON),
    ),
    "Security": (
        ("Ирина Волкова", "irina.volkova", KYIV),
        ("Zoë Brandt", "zoe.brandt", OSLO),
        ("Tariq Hussain", "tariq.hussain", LONDON),
        ("נועה לוי", "noa.levi", LONDON),
        ("Malin Sjöberg", "malin.sjoberg", OSLO),
    ),
    "Data": (
        ("Samuel Lindholm", "samuel.lindholm", OSLO),
        ("Nadia Benali", "nadia.benali", OSLO),
        ("สมชาย ใจดี", "somchai.jaidee", TOKYO),
    ),
}
TOP = (
    Member("ليلى حداد", "layla.haddad", OSLO),
    Member("Dana Whitfield", "dana.whitfield", OSLO, manager="layla.haddad"),
    Member("Petra Novak", "petra.novak", OSLO, manager="layla.haddad", roles=("hr",)),
    Member("Sam Okafor", "sam.okafor", OSLO, manager="dana.whitfield", roles=("admin",)),
)
# Gone, and still named on what they did.
LEAVERS = (
    Member("Henrik Solberg", "henrik.solberg", OSLO, "Payments", "ines.moreau", left=True),
    Member("Valentina Rossi", "valentina.rossi", OSLO, "Web", "grace.wanjiru", left=True),
)
PERSONAS = {
    "hana.sato": "engineer, Payments",
    "jun.park": "engineer, Payments",
    "priya.nair": "engineer, Payments",
    "kofi.mensah": "engineer, Platform",
    "erik.nyman": "engineer, Storage",
    "ines.moreau": "manager, Payments",
    "marcus.adeyemi": "manager, Storage",
    "dana.whitfield": "CTO",
    "petra.novak": "HR",
    "sam.okafor": "administrator",
}


def everybody() -> list[Member]:
    """Whoever leads stands before those who follow."""
    found = list(TOP)
    for team, rows in TEAMS.items():
        lead = rows[0][1]
        for name, login, zone in rows:
            found.append(Member(name, login, zone, team, "dana.whitfield" if login == lead else lead))
    return [*found, *LEAVERS]


def lead_of(team: str) -> str:
    return TEAMS[team][0][1]


def engineers_of(team: str) -> list[str]:
    return [login for _name, login, _zone in TEAMS[team][1:]]


def first_name(login: str) -> str:
    """As colleagues call them: the first part of a name in Latin letters, else the whole of it."""
    name = next(one.name for one in everybody() if one.login == login)
    return name.split(" ")[0] if name[0].isascii() or name[0] in "ÇŁÞ" else name
