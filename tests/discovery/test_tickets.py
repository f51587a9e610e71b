"""Tickets that say the same thing again are one signal; the same words elsewhere, or five of them, are not."""

from datetime import UTC, datetime, timedelta

from app.discovery.tickets import ticket_clusters
from app.domain.signal import Ticket

TITLES = ["export times out", "CSV export times out again", "export of orders times out"] * 2
OTHERS = [
    "cannot change my address",
    "invoice shows the wrong currency",
    "coupon not accepted",
    "picture is upside down",
]


def ticket(number: int, title: str, *, component: str = "export", labels: tuple[str, ...] = ()) -> Ticket:
    created = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=number)
    return Ticket(
        external_id=f"T-{number:03d}", project="SHOP", component=component, title=title, created=created, labels=labels
    )


def test_six_tickets_that_say_the_same_are_one_cluster_in_whatever_order_they_come() -> None:
    same = [ticket(at, title) for at, title in enumerate(TITLES)]
    others = [ticket(20 + at, title) for at, title in enumerate(OTHERS)]
    assert ticket_clusters(same + others) == [tuple(same)]
    assert ticket_clusters((others + same)[::-1]) == [tuple(same)]


def test_five_are_too_few_and_another_component_is_another_matter() -> None:
    same = [ticket(at, title) for at, title in enumerate(TITLES)]
    assert ticket_clusters(same[:5]) == []
    assert ticket_clusters([*same[:5], ticket(9, TITLES[0], component="import")]) == []


def test_a_chosen_label_joins_what_titles_do_not() -> None:
    titles = [*OTHERS, "page is slow", "wrong font"]
    assert ticket_clusters([ticket(at, title) for at, title in enumerate(titles)]) == []
    (cluster,) = ticket_clusters([ticket(at, title, labels=("recurring",)) for at, title in enumerate(titles)])
    assert len(cluster) == 6
