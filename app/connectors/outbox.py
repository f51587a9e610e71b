"""Without a mail server: each letter becomes a file in a folder, to be looked at. Nothing leaves this machine."""

import os
from pathlib import Path

from app.domain import DeliveryState, Letter, Verdict


class OutboxCarrier:
    """`<id>.eml`, whole or not at all. A letter that is sent again writes the same file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._draft: Path | None = None

    def offer(self, letter: Letter) -> Verdict | None:
        """Written beside its name first."""
        draft = self._folder / f"{letter.id}.part"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            draft.write_bytes(letter.data)
        except OSError as error:
            return _full(error)
        self._draft = draft
        return None

    def hand_over(self, letter: Letter) -> Verdict:
        try:
            os.replace(self._folder / f"{letter.id}.part", self._folder / f"{letter.id}.eml")
        except OSError as error:
            return _full(error)
        self._draft = None
        return Verdict(DeliveryState.SENT)

    def drop(self) -> None:
        if self._draft is not None:
            self._draft.unlink(missing_ok=True)
            self._draft = None

    def close(self) -> None:
        self.drop()


def _full(error: OSError) -> Verdict:
    return Verdict(
        DeliveryState.RETRY_AT, f"the outbox folder took nothing: {error.strerror or error}", whole_channel=True
    )
