"""Payments, written out by hand: what waits for Ines Moreau this week, what is kept for her, and what she has thanked.

Of the last twelve weeks 5 of 9 responses and 3 of 21 fixes have had a word. Older work is settled.
"""

from app.cli.lanternfish.effects import avoided, bad, counted, hours, risk, said, saved, series
from app.cli.lanternfish.lines import FIX, RESPONSE, Line, thanked
from app.domain import ImpactKind

INES, DANA, LAYLA = "ines.moreau", "dana.whitfield", "layla.haddad"
HANA, JUN, PRIYA, OLGA = "hana.sato", "jun.park", "priya.nair", "olga.petrova"
CHIDI, TOVE, ROSA, MATEUS = "chidi.eze", "tove.berg", "rosa.lindqvist", "mateus.araujo"
FACTOR_POOL = ("the pool had no limit for one caller", "the nightly index ran into the morning")

WAITING = (
    Line("Checkout timeouts at the card gateway", FIX, "performance", "checkout", (HANA,), "2026-05-12",
        "2026-05-13 10:20",
        effect=series("Checkout timeouts fell from 41 a day to none", ImpactKind.BAD_MINUTES, (1_150, 2_390, 3_400),
            "Series checkout_timeouts, daily, 12 weeks before and 6 days after", before="41 a day", after="0 a day"),
        started="2026-04-20", pull=455,
        summary="The gateway answers slowly for one card in two hundred. Checkout now waits for each bank as long as"
        " that bank needs, and asks once more instead of giving up."),
    Line("Connection pool limits and the nightly index", FIX, "reliability", "checkout", (JUN,), "2026-03-27",
        "2026-05-12 15:05", started="2026-03-13", pull=461, follows="INC-1042",
        effect=risk("A caller that asks too much can no longer stop checkout", (12, 32, 50, 4), (12, 32, 5, 2),
            "INC-1042 and two game days"),
        summary="Each caller of the checkout database has its own limit of connections, and the index is built after"
        " the last settlement file instead of before the first customer."),
    Line("Restored logins in 38 minutes", RESPONSE, "on-call", "merchant-portal", (PRIYA, OLGA), "2026-05-09",
        "2026-05-11 11:30", fire="Merchants could not log in",
        effect=said("Merchants could log in again after 38 minutes", ImpactKind.CUSTOMER_TIME)),
    Line("Deploy runbook", FIX, "documentation", "checkout", (TOVE,), "2026-02-16", "2026-05-14 16:40", recorder=ROSA,
        words="The runbook saved my first on-call week.", started="2026-02-02"),
    Line("Nightly settlement rewrite", FIX, "refactoring", "settlement", (HANA, JUN), "2026-03-20", "2026-05-13 10:45",
        effect=counted("Pages from nightly settlement fell from 14 in eight weeks to none", 14, 0, 8,
            "Pager export, eight weeks before and after"), started="2026-01-12", pull=402, shared_with="private",
        shares=(60, 40), summary="The settlement run reads each file once and can be started again where it stopped."),
)  # fmt: skip
KEPT = (
    Line("Delivered 312 refund confirmations that a queue had held back", RESPONSE, "on-call", "refunds", (OLGA,),
        "2026-04-21", "2026-04-22 09:30", fire="Refund confirmations were not sent"),
    Line("Brought card payments of one bank back", RESPONSE, "on-call", "card-gateway", (ROSA, MATEUS), "2026-04-02",
        "2026-04-03 10:00", fire="Card payments of one bank were refused",
        effect=said("Customers of that bank could pay again before the weekend", ImpactKind.CUSTOMER_TIME)),
    Line("Stopped double authorisations within the hour", RESPONSE, "on-call", "card-gateway", (PRIYA,), "2026-04-29",
        "2026-04-30 08:50", fire="Some cards were authorised twice"),
    Line("Card errors in words that customers understand", FIX, "other", "checkout", (TOVE,), "2026-04-09",
        "2026-04-10 13:15",
        effect=hours("Support no longer translates card errors", 2, 12, 400, "Tickets with the tag card-error"),
        recorder=PRIYA, words="I used to keep a list of card errors beside my keyboard. I have thrown it away.",
        pull=470),
    Line("Settlement files checked before they are sent", FIX, "reliability", "settlement", (MATEUS,), "2026-03-24",
        "2026-03-26 14:00", effect=said("Banks no longer return settlement files")),
    Line("Replay of gateway answers in tests", FIX, "testing", "card-gateway", (CHIDI,), "2026-04-16",
        "2026-04-17 11:10", effect=hours("Gateway changes are tested without the gateway", 8, 30, 45), recorder=OLGA,
        words="Chidi recorded a week of answers by hand so that none of us has to wait for the sandbox.", pull=474),
    Line("Refund rules in one table", FIX, "refactoring", "refunds", (ROSA,), "2026-04-23", "2026-04-24 15:20",
        effect=said("Support reads a refund rule without asking an engineer"), recorder=MATEUS,
        words="There were six places to look, and now there is one.", pull=476),
    Line("Alert on slow banks", FIX, "observability", "card-gateway", (PRIYA,), "2026-05-07", "2026-05-08 09:40",
        effect=counted("Hours in which a bank was slow and nobody knew fell from 6 to 1", 6, 1, 12,
            "Gateway latency by bank", "hours"), pull=479),
    Line("Receipts without personal data in their addresses", FIX, "security", "checkout", (OLGA,), "2026-04-14",
        "2026-04-15 16:00", pull=472),
    Line("Practice page for wallet payments", FIX, "testing", "checkout", (TOVE,), "2026-05-05", "2026-05-06 10:30",
        pull=478),
    Line("Gateway keys read once a minute instead of once a request", FIX, "performance", "card-gateway", (HANA,),
        "2026-05-06", "2026-05-12 09:10", effect=said("Calls to the vault are no longer what checkout waits for"),
        recorder=JUN,
        words="I saw the vault's graphs before I saw the change. They look like somebody turned down the volume.",
        pull=477),
    Line("Settlement night shown on one page", FIX, "observability", "settlement", (JUN,), "2026-04-24",
        "2026-05-15 13:30", effect=hours("The morning check takes five minutes", 1, 25, 240)),
)  # fmt: skip
THANKED = (
    Line("Opened checkout again for half of our customers", RESPONSE, "on-call", "checkout", (JUN, PRIYA, HANA),
        "2026-03-12", "2026-03-13 09:00", fire="Checkout timed out for half of customers", started="2026-03-12",
        thanks=(
            thanked(INES, "2026-03-13 14:10",
                "Jun, Priya, Hana: you found the pool and had checkout open by ten. The calm updates every ten minutes"
                " made my morning possible."),
            thanked(DANA, "2026-03-13 16:30",
                "Half of checkout was away and you had it back in 44 minutes, with notes I could read. Thank you, all"
                " three."),
            thanked(LAYLA, "2026-03-16 09:05",
                "I read the review of the checkout incident. Thank you for the way you looked at the system and wrote"
                " it down for the rest of us."))),
    Line("Cleared the backlog of delayed refunds", RESPONSE, "on-call", "refunds", (OLGA, TOVE), "2026-02-26",
        "2026-02-27 08:45", fire="Refunds were two days late",
        thanks=(
            thanked(INES, "2026-02-27 15:00",
                "Olga and Tove, 1,900 people have their money back because you stayed with that queue. Thank you."),)),
    Line("Moved terminals to the second gateway", RESPONSE, "on-call", "card-gateway", (CHIDI,), "2026-03-31",
        "2026-04-01 09:20", fire="Terminals in shops lost their gateway",
        thanks=(
            thanked(INES, "2026-04-02 10:30",
                "Chidi, shops kept selling because you moved the terminals before the queue formed. Thank you."),)),
    Line("Repaired the rounding of yen amounts", RESPONSE, "on-call", "settlement", (HANA, ROSA), "2026-04-17",
        "2026-04-18 10:00", fire="Yen amounts were rounded to hundreds",
        effect=avoided("No shop in Japan was paid the wrong amount", "JPY", 1_800_000, 1,
            "Settlement file of 17 April"),
        thanks=(
            thanked(INES, "2026-04-20 09:15",
                "Hana and Rosa, the yen file went out right on the same day because you read it line by line. Thank"
                " you."),)),
    Line("Freed the settlement run from a stuck lock", RESPONSE, "on-call", "settlement", (MATEUS, TOVE), "2026-05-05",
        "2026-05-05 18:00", fire="The settlement run waited for a lock",
        thanks=(
            thanked(INES, "2026-05-06 09:40",
                "Mateus and Tove, the banks had their files before five because you saw which lock it was."
                " Thank you."),)),
    Line("Refund amounts compared with the first payment", FIX, "reliability", "refunds", (PRIYA,), "2026-03-03",
        "2026-03-05 11:00", effect=avoided("No refund is larger than its payment", "EUR", 900, 20), pull=431,
        thanks=(
            thanked(INES, "2026-03-30 08:40",
                "Priya, since your check no refund has gone out twice as large as it should. I should like everybody to"
                " know how quietly that happened."),)),
    Line("Wallet payments without a second tap", FIX, "performance", "checkout", (ROSA, MATEUS), "2026-03-30",
        "2026-04-01 13:00", effect=said("People who pay by wallet finish more often"), pull=466,
        thanks=(
            thanked(INES, "2026-04-07 09:10",
                "Rosa and Mateus, one tap less, and the wallet numbers show it. Thank you."),)),
    Line("Dispute letters answered from a template", FIX, "tooling", "refunds", (CHIDI,), "2026-04-21",
        "2026-04-22 12:00", effect=hours("A dispute takes ten minutes to answer", 2, 40, 180), pull=475,
        thanks=(
            thanked(INES, "2026-04-28 10:20",
                "Chidi, support told me that disputes no longer fill their Friday. That is your template."
                " Thank you."),)),
)  # fmt: skip
# Work on Payments' services whose people do not report to Ines, or no longer work here, or are Ines herself.
OF_OTHERS = (
    Line("Contract with a second card gateway", FIX, "capacity", "card-gateway", (INES,), "2026-03-06",
        "2026-03-09 10:00",
        effect=risk("One gateway's outage no longer closes the shop", (5, 90, 100, 1), (5, 8, 100, 1))),
    Line("Payment fees compared bank by bank", FIX, "cost", "settlement", (INES,), "2026-04-10", "2026-04-13 09:00",
        effect=saved("Three banks lowered their fee after the comparison", "EUR", 4_200)),
    Line("Idempotent card captures", FIX, "reliability", "card-gateway", ("henrik.solberg",), "2026-02-27",
        "2026-03-02 09:30", effect=bad("A repeated capture no longer charges twice", 50, 2, 24), pull=428),
    Line("Checkout released to one customer in twenty first", FIX, "tooling", "checkout", ("kofi.mensah",),
        "2026-03-18", "2026-03-20 10:00", pull=448,
        effect=bad("A faulty checkout release meets few customers", 25, 40, 6, "Release log of a year")),
    Line("Settlement tables kept by month", FIX, "performance", "settlement", ("wanjiku.kamau",), "2026-04-08",
        "2026-04-09 09:00"),
    Line("Card numbers kept out of every log", FIX, "security", "card-gateway", ("zoe.brandt",), "2026-05-12",
        "2026-05-13 09:30"),
)  # fmt: skip
LINES = (*WAITING, *KEPT, *THANKED, *OF_OTHERS)
SCHEDULED = "Delivered 312 refund confirmations that a queue had held back"
