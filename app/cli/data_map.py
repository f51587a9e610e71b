"""Print every column of the database with its purpose, its readers and its retention, from the code itself."""

import argparse
import json
from dataclasses import asdict
from itertools import groupby

from app.cli.terminal import Terminal
from app.domain.data_map import data_map

HELP = "Print every field that is kept, with its purpose, who can see it and how long it stays."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="one JSON object on each line, one for each column")


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    del terminal
    fields = data_map()
    if args.json:
        for one in fields:
            print(json.dumps(asdict(one), ensure_ascii=False))
        return 0
    for table, of_table in groupby(fields, key=lambda one: one.table):
        columns = list(of_table)
        print(f"{table}: {columns[0].about}")
        print(f"  seen by: {columns[0].readers}")
        print(f"  stays: {columns[0].retention}")
        for one in columns:
            print(f"    {one.column:<20} {one.purpose}")
        print()
    return 0
