"""Meet every attack of tests/hostile as a worker does, and count: how each ends, the worst time, the most memory.

The servers run in a process of their own, the worker in this one; its reader is a child, as in production, and so are
all limits, unless --timeout shortens them. docs/security.md explains the figures.

Exits 1 where an attack ended otherwise than it must, a bound was passed, or a private address was asked.
"""

import argparse
import json
import sys

SUMMARY = "every attack a server can try: how it ends, how long it takes, how much memory"
_COLUMNS = ("group", "cases", "as_named", "worst_s", "worker_mb", "reader_mb", "slowest")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--group", action="append", help="only this group of attacks; may be given again")
    parser.add_argument("--timeout", type=float, default=30.0, help="seconds a request may take (30 in production)")
    parser.add_argument("--json", action="store_true", help="the figures as one JSON object on the last line")


def run(options: argparse.Namespace) -> int:
    """The exit status of the command."""
    # Late: these modules make bombs when they are loaded.
    from tests.hostile.report import report
    from tests.hostile.world import ATTACKS

    groups = dict.fromkeys(attack.group for attack in ATTACKS)
    wanted = set(options.group or groups)
    if options.timeout <= 0 or not wanted <= groups.keys():
        print(f"hostile: --timeout must be positive and --group one of {', '.join(groups)}", file=sys.stderr)
        return 2
    made = report(timeout_s=options.timeout, chosen=lambda attack: attack.group in wanted)
    rows = list(made.rows())
    for cells in (_COLUMNS, *([row[name] for name in _COLUMNS] for row in rows)):
        print("{:12} {:>6} {:>9} {:>8} {:>10} {:>10}  {}".format(*map(str, cells)))
    healthy = sum(ending.healthy for ending in made.endings)
    print(f"private addresses asked: {made.private_asked}; pages read beside the attacks: {healthy}")
    print("\n".join(made.faults), file=sys.stderr)
    if options.json:
        print(json.dumps({"groups": rows, "private_asked": made.private_asked, "healthy": healthy}))
    return 1 if made.faults else 0
