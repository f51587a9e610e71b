"""Run due work: all the time, or once."""

import argparse
from datetime import datetime

from app.cli.terminal import Terminal
from app.kit.addresses import is_loopback
from app.kit.clock import fixed_clock
from app.kit.errors import Code, Invalid
from app.kit.log import configure
from app.worker.loop import run_due, run_forever

HELP = "Run due work: digests, notices, exports, clean-up. Ends after the job in hand when it is asked to stop."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--once", action="store_true", help="run what is due and exit")
    parser.add_argument("--child-of", type=int, metavar="PID", help="end when this parent process is gone")
    parser.add_argument("--now", metavar="ISO", help="with --once: the time to act at, for example 2026-05-18T08:05Z")


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    configure(terminal.settings.log)
    if args.now is not None:
        if not args.once:
            raise Invalid.one("--now", Code.BAD_TIME, "A named time goes with --once.")
        terminal.clock = fixed_clock(_moment(args.now, terminal.settings.base_url))
    wiring = terminal.wiring()
    if not args.once:
        run_forever(wiring, parent=args.child_of)
        return 0
    done = run_due(wiring, wiring.clock())
    print(f"{done} {'job' if done == 1 else 'jobs'} done.")
    return 0


def _moment(text: str, base_url: str) -> datetime:
    """Only where nobody but the operator lives: a clock of one's own would send letters early."""
    if not is_loopback(base_url):
        raise Invalid.one("--now", Code.BAD_TIME, "A named time is for an installation on a loopback address alone.")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise Invalid.one("--now", Code.BAD_TIME, "Write a time with its zone, for example 2026-05-18T08:05:00+02:00.")
    return moment
