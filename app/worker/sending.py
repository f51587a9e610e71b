"""Letters go out here: claimed in batches, read and worded, then handed over one by one.

What came of a letter is written together with the beginning of the next, so that each costs one commit. However the
process ends, a letter whose sending was written down is never sent again by any worker.
"""

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from sqlmodel import Session

from app.actions import carry
from app.actions.carry import Held
from app.domain import DeliveryState, Letter, Verdict
from app.domain.act_link import Sealer
from app.kit.clock import Clock
from app.queries import deliveries
from app.wiring import Wiring
from app.worker.contents import read_contents, word_letter
from app.worker.leases import lease_kept

BATCH = 50
log = logging.getLogger("unsung.worker")
# Runs what words one letter; a fault in it becomes a verdict, and stops no other letter.
Safely = Callable[[Callable[[], Letter]], Letter | Verdict]
Outcomes = list[tuple[Held, Verdict]]


class Post:
    """One channel of one worker. Its carrier keeps its connection from one batch to the next."""

    def __init__(self, wiring: Wiring, channel: str, *, clock: Clock, safely: Safely) -> None:
        self._wiring = wiring
        self._channel = channel
        self._carrier = wiring.carriers[channel]()
        self._clock = clock
        self._safely = safely

    def send_due(self, ending: threading.Event | None = None) -> int:
        """Everything that is due; ends early where the channel itself fails. Returns how many were dealt with."""
        ending = ending or threading.Event()
        count = 0
        while not ending.is_set():
            held = self._claim()
            if not held:
                break
            done, channel_holds = self._carry(held, ending)
            count += done
            if not channel_holds:
                break
        return count

    def close(self) -> None:
        self._carrier.close()

    def _claim(self) -> list[Held]:
        now = self._clock()
        with self._wiring.store.read() as db:
            if not deliveries.anything_due(db, channel=self._channel, now=now):
                return []
        with self._wiring.store.write() as db:
            if doubtful := carry.recover_letters(db, now=now):
                log.warning("letters_uncertain count=%s", doubtful)
            return carry.claim_letters(db, channel=self._channel, limit=BATCH, now=now)

    def _carry(self, held: Sequence[Held], ending: threading.Event) -> tuple[int, bool]:
        """Hands over a batch; says for how many it is known what came of it, and whether the channel holds."""
        waiting = {one.id: one for one in held}
        outcomes: Outcomes = []
        count, holds = 0, True
        with lease_kept(self._wiring, lambda db: carry.renew_letters(db, held=[*waiting.values()], now=self._clock())):
            for one, letter in self._worded(held):
                if ending.is_set() or not holds:
                    break
                verdict = self._hand_over(one, letter, outcomes)
                del waiting[one.id]
                if verdict is None:
                    continue
                outcomes.append((one, verdict))
                count += 1
                if verdict.whole_channel:
                    holds = False
                    outcomes += [(other, verdict) for other in waiting.values()]
                    waiting.clear()
            with self._wiring.store.write() as db:
                self._settle(db, outcomes)
                carry.release_letters(db, held=list(waiting.values()))
        return count, holds

    def _hand_over(self, held: Held, letter: Letter | Verdict, outcomes: Outcomes) -> Verdict | None:
        """None where another worker has taken the letter over: then nothing is said."""
        if isinstance(letter, Verdict):
            return letter
        refused = self._carrier.offer(letter)
        if refused is not None:
            return refused
        with self._wiring.store.write() as db:
            self._settle(db, outcomes)
            mine = carry.begin_sending(db, held=held, now=self._clock())
        outcomes.clear()
        if mine:
            return self._carrier.hand_over(letter)
        self._carrier.drop()
        return None

    def _settle(self, db: Session, outcomes: Outcomes) -> None:
        for one, verdict in outcomes:
            if verdict.state not in (DeliveryState.SENT, DeliveryState.SKIPPED):
                log.warning("letter state=%s channel=%s id=%s", verdict.state.value, self._channel, one.id)
            if not carry.settle_letter(db, held=one, verdict=verdict, now=self._clock()):
                log.warning("letter_taken_over id=%s", one.id)

    def _worded(self, held: Sequence[Held]) -> Iterator[tuple[Held, Letter | Verdict]]:
        """Each letter, or the reason why it is not to leave. Worded when its turn comes, so that memory holds one."""
        now, head = self._clock(), self._wiring.letterhead
        with self._wiring.store.read() as db:
            contents = read_contents(db, held, now=now)
        sealer = Sealer(head.key, now.date())
        for one in held:
            content = contents[one.id]
            if isinstance(content, str):
                yield one, Verdict(DeliveryState.SKIPPED, content)
            else:
                yield one, self._safely(partial(word_letter, one, content, head=head, sealer=sealer, now=now))
