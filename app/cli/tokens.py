"""Make an API token from the terminal. It prints the token and nothing else, so that it can be piped."""

import argparse

from app.actions.issue_token import issue_token
from app.cli.terminal import Terminal
from app.domain.draft import read_values
from app.domain.token_draft import TokenDraft
from app.kit.errors import Code, Invalid
from app.queries.people_named import by_email

HELP = "Make an API token for a person. The token is printed once and cannot be shown again."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="create")
    create = actions.add_parser("create", help="make a token and print it")
    create.add_argument("--person", required=True, metavar="EMAIL", help="whose rights the token carries")
    create.add_argument("--scopes", default="read,write", help="read, write or both (default %(default)s)")
    create.add_argument("--name", default="from the terminal", help="what the owner sees in the list of tokens")


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    wiring = terminal.wiring()
    scopes = [scope.strip() for scope in args.scopes.split(",") if scope.strip()]
    draft = read_values(TokenDraft, {"name": args.name, "scopes": scopes})
    with wiring.store.write() as db:
        person = next(iter(by_email(db, [args.person]).values()), None)
        if person is None:
            raise Invalid.one("--person", Code.PERSON_UNKNOWN, f"Nobody has the address {args.person}.")
        issued = issue_token(db, person_id=person.id, by=None, draft=draft, now=wiring.clock())
    print(issued.token)
    return 0
