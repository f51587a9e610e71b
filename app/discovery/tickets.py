"""Tickets that come again and again: clusters of one project and component, by title or by a chosen label."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from math import log, sqrt

from app.discovery.linkage import Clusters
from app.discovery.vocabulary import words_of
from app.domain.signal import Ticket

CUT = 0.2  # of likeness: 0.8 of text distance
FEWEST = 6
LATEST_OF_A_WORD = 50


def ticket_clusters(tickets: Sequence[Ticket]) -> list[tuple[Ticket, ...]]:
    """Clusters of 6 or more, oldest first: titles within 0.8 of cosine distance on the mean, or a shared label."""
    by_place: dict[tuple[str, str], list[Ticket]] = defaultdict(list)
    for one in sorted(tickets, key=lambda one: (one.created, one.external_id)):
        by_place[one.project, one.component].append(one)
    found = []
    for _, ours in sorted(by_place.items()):
        clusters = Clusters(len(ours))
        labelled: dict[str, list[int]] = defaultdict(list)
        for item, one in enumerate(ours):
            for label in one.labels:
                labelled[label].append(item)
        for items in labelled.values():
            clusters.unite(items)
        clusters.connect(_alike([Counter(words_of(one.title)) for one in ours]))
        clusters.join(CUT, CUT)
        found += [
            tuple(ours[item] for item in sorted(held)) for held in clusters.members.values() if len(held) >= FEWEST
        ]
    return sorted(found, key=lambda cluster: (cluster[0].created, cluster[0].external_id))


def _alike(titles: Sequence[Counter[str]]) -> Iterator[tuple[int, int, float]]:
    """Cosines of TF-IDF, towards the latest 50 earlier tickets of each word."""
    held = Counter(word for title in titles for word in title)
    rows = []
    for title in titles:
        weights = {word: (1 + log(n)) * (log((1 + len(titles)) / (1 + held[word])) + 1) for word, n in title.items()}
        length = sqrt(sum(weight**2 for weight in weights.values())) or 1.0
        rows.append({word: weight / length for word, weight in weights.items()})
    of_word: dict[str, list[int]] = defaultdict(list)
    for item, row in enumerate(rows):
        near = sorted({other for word in row for other in of_word[word][-LATEST_OF_A_WORD:]})
        for other in near:
            yield item, other, sum(weight * rows[other].get(word, 0.0) for word, weight in row.items())
        for word in row:
            of_word[word].append(item)
