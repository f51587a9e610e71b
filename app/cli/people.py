"""Add a person from the terminal, or send somebody a new sign-in link. It prints the link."""

import argparse

from app.actions.enrol import enrol
from app.actions.sign_in import find_by_email, make_link
from app.cli.terminal import Terminal
from app.domain.draft import read_values
from app.domain.person_draft import PersonDraft
from app.kit.errors import Code, Invalid

HELP = "Add a person, or make a new one-time sign-in link for somebody who is here."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="add|link")
    add = actions.add_parser("add", help="add a person and print a one-time sign-in link")
    add.add_argument("--email", required=True)
    add.add_argument("--name", help="default: the part of the address before the @")
    add.add_argument("--role", action="append", choices=["member", "hr", "admin"], help="may be given again")
    add.add_argument("--manager", default="", metavar="EMAIL")
    add.add_argument("--team", default="", metavar="NAME")
    link = actions.add_parser("link", help="print a new one-time sign-in link")
    link.add_argument("--email", required=True)


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    wiring = terminal.wiring()
    now = wiring.clock()
    with wiring.store.write() as db:
        if args.action == "add":
            person_id = enrol(db, by=None, draft=_draft(args), now=now).id
        else:
            person = find_by_email(db, email=args.email)
            if person is None:
                raise Invalid.one("--email", Code.PERSON_UNKNOWN, f"Nobody active has the address {args.email}.")
            person_id = person.id
        secret = make_link(db, person_id=person_id, by=None, now=now)
    print(f"{wiring.settings.base_url}/sign-in/{secret}")
    return 0


def _draft(args: argparse.Namespace) -> PersonDraft:
    values = {
        "name": args.name or args.email.partition("@")[0],
        "email": args.email,
        "roles": args.role or ["member"],
        "manager": args.manager,
        "team": args.team,
    }
    return read_values(PersonDraft, values)
