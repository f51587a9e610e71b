"""What a record keeps of the way it was written down."""

from app.actions.nominate import nominate
from app.database import Store
from app.domain.draft import read_values
from app.domain.nomination import NominationDraft
from app.queries.contribution_lists import people_on
from tests.world import NOW, World


def test_people_stand_in_the_order_in_which_they_were_named(store: Store):
    world = World.make(store)
    order = ["PEER2", "SUBJECT", "TEAMMATE2", "MGRX", "TEAMMATE", "PEER"]
    values = {
        "title": "Moved the ledger",
        "words": "No outage since.",
        "contributors": [{"person": world.ids[part]} for part in order],
    }
    with store.write() as db:
        made = nominate(db, by=world.viewer("NOMINATOR"), draft=read_values(NominationDraft, values), now=NOW)
        id_ = made.nomination.contribution_id
    with store.read() as db:
        assert [one.id for one in people_on(db, [id_])[id_]] == [world.ids[part] for part in order]
