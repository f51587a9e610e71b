"""Payments before the last twelve weeks: all of it has had a word, since its manager reads her digest."""

from app.cli.lanternfish.effects import avoided, bad, hours, risk, said
from app.cli.lanternfish.shapes import Fire, Fix, TeamWork

WORK = TeamWork(
    team="Payments",
    services=("checkout", "card-gateway", "refunds", "settlement"),
    fires=(
        Fire(
            "Cards from two countries were refused", "card-gateway", 75, 4,
            ("a list of countries was read from an old file",),
            "Opened the two countries again",
            (Fix("Country lists come with the day they were made", "reliability", "card-gateway"),),
        ),
        Fire(
            "Checkout showed the wrong currency for a visitor abroad", "checkout", 130, 2,
            ("the currency followed the address of the network",),
            "Put the currency back to what the basket says",
            (Fix("The basket decides the currency", "reliability", "checkout",
                 said("Nobody has been asked to pay in a currency they did not choose")),),
        ),
        Fire(
            "Refunds failed for closed cards", "refunds", 400, 1,
            ("the bank's answer for a closed card was read as a time-out",),
            "Paid refunds out by bank transfer",
            (),
            ("Ask for an account when a card is closed",),
        ),
        Fire(
            "Settlement files arrived empty", "settlement", 180, 0,
            ("the disk of the transfer host was full",),
            "Sent the settlement files before the banks closed",
            (Fix("Settlement files go through the object store", "reliability", "settlement",
                 risk("A full disk no longer stops settlement", (60, 180, 30, 3), (5, 20, 30, 1))),),
        ),
        Fire(
            "Three-step verification looped on one phone model", "checkout", 220, 3,
            ("the bank's page opened a window that the phone blocks",),
            "Led the affected phones around the blocked window",
            (),
        ),
        Fire(
            "Checkout slow during the winter sale", "checkout", 95, 30,
            ("sessions were kept in one place",),
            "Kept the winter sale open with half of the extras off",
            (Fix("Sessions spread over four stores", "capacity", "checkout",
                 bad("The next sale ran without a slow hour", 95, 30, 10, "Winter sale, both years")),),
        ),
    ),
    fixes=(
        Fix("Terminal keys renewed without a visit", "tooling", "card-gateway",
            hours("Nobody drives to a shop to renew a key", 2, 180, 60)),
        Fix("Duplicate payments found by the shape of the basket", "reliability", "checkout",
            avoided("Fewer customers pay twice and call", "EUR", 45, 320)),
        Fix("Payment tests that run without the bank's sandbox", "testing", "card-gateway"),
        Fix("Introduction to payments for new colleagues", "mentoring", "checkout",
            said("New colleagues take their first on-call week after a month")),
    ),
)  # fmt: skip
