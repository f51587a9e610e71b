"""Eighteen months of Data: three people, the warehouse and its pipelines."""

from app.cli.lanternfish.effects import billed, counted, hours, said
from app.cli.lanternfish.shapes import Fire, Fix, TeamWork

WORK = TeamWork(
    team="Data",
    services=("warehouse", "change-feed"),
    fires=(
        Fire(
            "Monday's sales report counted Sunday twice", "warehouse", 260, 0,
            ("a late file was loaded beside the first one",),
            "Corrected the report before the board meeting",
            (Fix("Late files replace what they repeat", "reliability", "warehouse"),),
        ),
        Fire(
            "The change feed stopped after a column was renamed", "change-feed", 190, 0,
            ("the feed followed names, not numbers of columns",),
            "Restarted the change feed without a gap",
            (Fix("Schema changes are tried on the feed before they ship", "testing", "change-feed",
                 said("Renamed columns ship without a stop")),),
            ("Write down who reads the feed",),
        ),
    ),
    fixes=(
        Fix("Warehouse tables with an owner and a promise", "documentation", "warehouse"),
        Fix("Nightly load in two hours instead of seven", "performance", "warehouse",
            hours("Reports are there when people arrive", 12, 30, 200)),
        Fix("Personal data masked before it reaches the warehouse", "security", "change-feed"),
        Fix("Unused dashboards retired", "cost", "warehouse",
            billed("Query costs fell to USD 1,900 a month from 3,300", "USD", 3300, 1900, "Warehouse invoices")),
        Fix("Checks for numbers that jump", "observability", "warehouse",
            counted("Wrong figures found by readers fell from 11 to 2", 11, 2, 13, "Data questions channel",
                "figures")),
        Fix("A course in queries for product managers", "mentoring", "warehouse",
            hours("Simple questions are answered by those who ask", 6, 40, 90)),
        Fix("Definitions of active customer brought together", "documentation", "warehouse"),
        Fix("Old exports replaced by one table", "refactoring", "warehouse"),
        Fix("Feed that can start again from any day", "reliability", "change-feed"),
        Fix("Test warehouse with a hundredth of the rows", "testing", "warehouse"),
        Fix("Time zones of shops kept with every sale", "reliability", "warehouse"),
        Fix("Lineage from a figure back to its table", "observability", "warehouse"),
    ),
)  # fmt: skip
