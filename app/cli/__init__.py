"""THE TERMINAL'S DOOR: a table of commands; only the module of the one asked for is loaded.

May know: everything. A command module offers `HELP`, `add_arguments(parser)` and `run(args, terminal) -> int`.
Never here: a rule of the product, a transaction left open, a stack trace for a mistake of the operator.
"""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

from app import __version__
from app.cli.terminal import Terminal
from app.kit.errors import Fault
from app.settings import BadSettings

COMMANDS = {
    "serve": ("app.cli.serve", "serve the pages and the API, with the worker as a supervised child"),
    "work": ("app.cli.work", "run due work: digests, exports, clean-up"),
    "demo": ("app.cli.demo", "load the demo company, or remove it without trace"),
    "doctor": ("app.cli.doctor", "check configuration and data, all problems at once"),
    "import": ("app.cli.imports", "bring in people, teams, services, incidents, contributions, recognitions"),
    "export": ("app.cli.exports", "write a file for HR"),
    "discover": ("app.cli.discover", "find slow fixes in a git clone that nobody proposed"),
    "digest": ("app.cli.digest", "show a manager's edition without sending it"),
    "token": ("app.cli.tokens", "make an API token"),
    "person": ("app.cli.people", "add a person, or send a new sign-in link"),
    "migrate": ("app.cli.migrate", "bring the schema up to date"),
    "backup": ("app.cli.backups", "write a consistent copy, under load too"),
    "restore": ("app.cli.restores", "bring a copy back into an empty place"),
    "audit": ("app.cli.audit", "verify the chain of the audit log"),
    "measure": ("app.cli.measure", "measure what a change did to a metric, from a file or from Prometheus"),
    "classify": ("app.cli.classify", "say what type each change in a file is, and what it is about"),
    "group": ("app.cli.group", "say which changes in a file are one effort"),
    "data-map": ("app.cli.data_map", "print every field with its purpose, readers and retention"),
}
BAD_SETTINGS = 78
FAULT = 2
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    given = list(sys.argv[1:] if arguments is None else arguments)
    name = given[0] if given else ""
    if name not in COMMANDS:
        return _overview(name)
    module = importlib.import_module(COMMANDS[name][0])
    parser = argparse.ArgumentParser(prog=f"unsung {name}", description=module.HELP)
    module.add_arguments(parser)
    args = parser.parse_args(given[1:])
    terminal = Terminal(os.environ)
    try:
        return int(module.run(args, terminal))
    except BadSettings as error:
        print(error, file=sys.stderr)
        return BAD_SETTINGS
    except Fault as fault:
        for line in [fault.message] if not fault.errors else [f"{one.field}: {one.message}" for one in fault.errors]:
            print(line, file=sys.stderr)
        return FAULT
    except BrokenPipeError:
        return 0
    except KeyboardInterrupt:
        return INTERRUPTED
    finally:
        terminal.close()


def _overview(name: str) -> int:
    if name == "--version":
        print(__version__)
        return 0
    asked = name in ("", "-h", "--help", "help")
    out = sys.stdout if asked else sys.stderr
    if not asked:
        print(f"unsung: there is no command {name!r}.\n", file=out)
    print("unsung COMMAND [ARGUMENTS]; `unsung COMMAND --help` tells more.\n", file=out)
    for command, (_, purpose) in COMMANDS.items():
        print(f"  {command:<10} {purpose}", file=out)
    return 0 if asked else FAULT
