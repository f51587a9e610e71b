"""Verify the audit log: exit status 0 where every row follows from the one before."""

import argparse

from app.cli.terminal import Terminal
from app.queries.audit_events import verify

HELP = "Verify the chain of the audit log, row by row, and that its end was not cut off."
BROKEN = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=["verify"])


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    del args
    with terminal.wiring().store.stream() as connection:
        verdict = verify(connection)
    if not verdict.holds:
        print(f"The audit log is broken: {verdict.reason}. Restore a backup, and keep this file for those who look.")
        return BROKEN
    print(f"The audit log holds: {verdict.rows} rows, head {verdict.head[:16]}.")
    return 0
