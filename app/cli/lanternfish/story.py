"""What the company is told for: the repair that nobody thanked, the fire that everybody did, and single facts."""

from app.cli.lanternfish.calendar import at
from app.cli.lanternfish.effects import growth, said, series
from app.cli.lanternfish.lines import FIX, RESPONSE, Line, thanked
from app.cli.lanternfish.shapes import Episode, FollowUpPlan
from app.domain import ImpactKind

ERIK, MARCUS, DANA, LAYLA = "erik.nyman", "marcus.adeyemi", "dana.whitfield", "layla.haddad"
INC_1, INC_1042 = "INC-1", "INC-1042"
REPAIR, FIRE = "Database slow every afternoon", "Brought half of the customers back"
RUNBOOK_FOLLOW_UP = "Maintenance scripts are checked before they run"
RESTART_FOLLOW_UP = "Instances restart when their settings change"
LEDGER_MOVE = "Ledger move"
PASSED_UP = "Time limits on every statement from the web"

LINES = {
    "Storage": (
        Line(REPAIR, FIX, "performance", "orders-db", (ERIK,), "2026-03-20", "2026-05-13 16:20", started="2026-01-16",
            pull=318, prevents=INC_1,
            effect=series("Afternoons with the database slow went from every working day to none",
                ImpactKind.BAD_MINUTES, (12_400, 16_300, 20_900),
                "Series p95_query_ms and minutes of degraded service, daily, 16 weeks before and 8 after",
                before="8 weeks with trouble every working day", after="none in 8 weeks"),
            summary="For eight weeks the product came close to unusable every afternoon, and the move of new customers"
            " to the shared service had been stopped. 23 changes over nine weeks: plans of the slowest queries, one"
            " index a week, reports and scripts on connections of their own, and limits that keep a share of the"
            " database for customers whatever else runs."),
        Line(FIRE, RESPONSE, "on-call", "orders-db", (ERIK, "wanjiku.kamau", "soren.kjaer"), "2026-02-24",
            "2026-02-25 09:10", fire="Half of the customers were away for three hours", shared_with="company",
            effect=said("Half of the customers were back after three hours", ImpactKind.CUSTOMER_TIME),
            thanks=(
                thanked(MARCUS, "2026-02-25 10:30",
                    "Erik, Wanjiku, Søren: you stayed with it for three hours and brought every instance back by hand."
                    " Congratulations and thank you."),
                thanked(DANA, "2026-02-25 15:20",
                    "Half of our customers were away and the three of you had them back before the day ended. Thank"
                    " you, Erik, Wanjiku and Søren."),
                thanked(LAYLA, "2026-02-26 09:00",
                    "Erik, Wanjiku and Søren, thank you for how you handled Tuesday. I told the board about it this"
                    " morning."))),
    ),
    "Platform": (
        Line("Certificates renew by themselves", FIX, "security", "cluster", ("kofi.mensah",), "2026-04-17",
            "2026-04-20 10:10", pull=207, started="2026-03-02", shared_with="company",
            effect=said("Nobody renews a certificate by hand"),
            summary="Certificates of every gateway are renewed two weeks before they end, and a page lists the last day"
            " of each."),
        Line(RUNBOOK_FOLLOW_UP, FIX, "tooling", "deploy", ("kofi.mensah",), "2026-03-26", "2026-03-30 13:00", pull=199,
            follows=INC_1, shared_with="company",
            summary="The deploy tool reads a script's settings first and refuses those that no service knows."),
        Line(RESTART_FOLLOW_UP, FIX, "reliability", "cluster", ("dmytro.kovalenko",), "2026-04-14", "2026-04-16 09:40",
            pull=205, follows=INC_1, shared_with="company",
            summary="A setting that would only show after the next restart shows at once, on one instance first."),
    ),
    "Billing": (
        Line(LEDGER_MOVE, FIX, "reliability", "ledger", ("lukasz.zak",), "2026-04-30", "2026-05-14 11:00", pull=233,
            reviewer="chidi.eze", recorder="ulrike.weiss", started="2026-02-09",
            effect=said("Ledger move shipped without an outage"),
            summary="The ledger lives in a database of its own. Entries were written to both places for three weeks.",
            thanks=(
                thanked("ulrike.weiss", "2026-05-15 09:30",
                    "Łukasz, the ledger moved house and nobody noticed. That is the best thing I can say of a move."
                    " Thank you.", "lukasz.zak"),)),
    ),
}  # fmt: skip
SECOND_EFFECTS = {
    REPAIR: growth(
        "New customers can move to the shared service again", 8, 14, 20, "Sales, list of moves held back in January"
    )
}


def episodes() -> list[Episode]:
    """The incidents that single lines speak of, with their own times."""
    half = Episode(
        "Half of the customers were away for three hours", "orders-db", "Storage", at("2026-02-24 10:05"), 180, 50,
        ("no validation in the script that was run", "none in the code that reads the setting",
         "instances were not restarted, so that the fault slept", "gaps in observability"),
        (ERIK, "wanjiku.kamau", "soren.kjaer"), ref=INC_1,
        summary="A setting written by a maintenance script took effect when instances began to restart.",
    )  # fmt: skip
    half.follow_ups = [
        FollowUpPlan(RUNBOOK_FOLLOW_UP, "kofi.mensah"),
        FollowUpPlan(RESTART_FOLLOW_UP, "dmytro.kovalenko"),
        FollowUpPlan("Settings are validated where they are read", "clara.vogt"),
        FollowUpPlan("Alert when instances run with different settings", "leila.mansouri"),
    ]
    return [half, *(_payments(*row) for row in _PAYMENTS)]


def _payments(
    title: str, service: str, started: str, minutes: int, percent: int, factor: str, who: str, ref: str = ""
) -> Episode:
    return Episode(
        title,
        service,
        "Payments",
        at(started),
        minutes,
        percent,
        tuple(factor.split("; ")),
        tuple(who.split()),
        ref=ref,
    )


_PAYMENTS = (
    ("Refunds were two days late", "refunds", "2026-02-26 08:20", 410, 3,
        "a worker waited for an answer that never came", "olga.petrova tove.berg"),
    ("Checkout timed out for half of customers", "checkout", "2026-03-12 09:12", 44, 50,
        "one caller could take every connection; the nightly index ran into the morning",
        "jun.park priya.nair hana.sato", INC_1042),
    ("Terminals in shops lost their gateway", "card-gateway", "2026-03-31 11:40", 52, 9,
        "the gateway closed an address it had announced for May", "chidi.eze"),
    ("Card payments of one bank were refused", "card-gateway", "2026-04-02 16:05", 95, 6,
        "the bank renewed a certificate that we had pinned", "rosa.lindqvist mateus.araujo"),
    ("Yen amounts were rounded to hundreds", "settlement", "2026-04-17 13:15", 240, 1,
        "a library changed its default for currencies without decimals", "hana.sato rosa.lindqvist"),
    ("Refund confirmations were not sent", "refunds", "2026-04-21 10:00", 300, 1,
        "a queue was paused during a test and stayed so", "olga.petrova"),
    ("Some cards were authorised twice", "card-gateway", "2026-04-29 14:30", 58, 2,
        "the gateway answered after we had asked again", "priya.nair"),
    ("The settlement run waited for a lock", "settlement", "2026-05-05 13:10", 145, 0,
        "a session opened for a check had been left open", "mateus.araujo tove.berg"),
    ("Merchants could not log in", "merchant-portal", "2026-05-09 18:02", 38, 18,
        "the session store restarted without its settings", "priya.nair olga.petrova"),
)  # fmt: skip
