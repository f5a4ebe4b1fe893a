"""`python -m benchmarks`: lists the benchmarks, or runs the one that is named."""

import argparse
import sys

from benchmarks import assess, audit, chaos, desk, extract, fuzz, hostile, match, newsroom, origins, poll, replay

BENCHMARKS = {
    "assess": assess,
    "audit": audit,
    "chaos": chaos,
    "desk": desk,
    "extract": extract,
    "fuzz": fuzz,
    "hostile": hostile,
    "match": match,
    "newsroom": newsroom,
    "origins": origins,
    "poll": poll,
    "replay": replay,
}


def main() -> int:
    """The exit status of the benchmark named on the command line; 0 after listing them."""
    parser = argparse.ArgumentParser(prog="bin/bench", description=__doc__)
    commands = parser.add_subparsers(dest="name", metavar="BENCHMARK")
    for name, module in BENCHMARKS.items():
        command = commands.add_parser(name, help=module.SUMMARY, description=module.__doc__)
        command.formatter_class = argparse.RawDescriptionHelpFormatter
        module.add_arguments(command)
    options = parser.parse_args()
    if options.name is None:
        parser.print_help()
        return 0
    status: int = BENCHMARKS[options.name].run(options)
    return status


if __name__ == "__main__":
    sys.exit(main())
