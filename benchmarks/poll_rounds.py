"""Rounds of polling, pair by pair: what is compared is measured one right after the other, again and again, so that
what else the machine does falls on both. Figures are medians of rounds; ratios are medians of each round's ratio.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.origin import Origin, etag_of
from benchmarks.poll_databases import Databases, settings
from benchmarks.poll_process import Part

EVERY = 20  # one page in twenty has a new edition: 95% unchanged
Round = Mapping[str, float]
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class World:
    """What every measurement stands on."""

    origin: Origin
    databases: Databases
    folder: Path
    say: Say

    def worker(self, stack: ExitStack, name: str, database: str) -> Part:
        return stack.enter_context(
            Part("poll_worker", environment=settings(self.folder / name, database, origin=self.origin))
        )

    def change(self, number: int, first: int, last: int) -> None:
        """Before round `number`: new editions of 5% of the pages from `first` up to `last`."""
        self.origin.ask("change", first=first, last=last, every=EVERY, offset=number % EVERY)


def rate(measured: Round) -> float:
    """Checks per second by the clock."""
    return measured["done"] / measured["wall_s"]


def rate_per_cpu_s(measured: Round) -> float:
    """Checks per second of the process's own CPU time."""
    return measured["done"] / measured["cpu_s"]


def middle(rounds: Sequence[Round], figure: Callable[[Round], float]) -> float:
    return median(map(figure, rounds))


def ratio(ours: Sequence[Round], theirs: Sequence[Round], figure: Callable[[Round], float]) -> float:
    """Ours over theirs, round by round; the median."""
    return median(figure(one) / figure(other) for one, other in zip(ours, theirs, strict=True))


def against_bare(world: World, *, pages: int, rounds: int) -> dict[str, float | None]:
    """The bare client, and our engine on both databases; the same again from an origin without ETags."""
    with ExitStack() as stack:
        bare = stack.enter_context(Part("poll_bare"))
        urls, etags = [world.origin.url(n) for n in range(pages)], [etag_of(n, 0) for n in range(pages)]
        bare.ask("watch", urls=urls, etags=etags)
        workers = {
            "postgres": world.worker(stack, "pair-postgres", world.databases.postgresql("pair")),
            "sqlite": world.worker(stack, "pair-sqlite", world.databases.sqlite("pair")),
        }
        for worker in workers.values():
            worker.ask("stage", first=0, last=pages, hosts=world.origin.hosts, port=world.origin.port)
        found = _pairs(world, bare, workers, pages=pages, rounds=rounds)
        figures = _figures(found)
        figures |= _processing(world, workers, pages=pages, rounds=rounds)
        world.origin.ask("etags", on=0)
        without = _pairs(world, bare, workers, pages=pages, rounds=rounds)
        world.origin.ask("etags", on=1)
        figures |= {f"no_etag_{name}": value for name, value in _figures(without).items() if name in _PRINTED_TWICE}
        for name, worker in workers.items():
            figures[f"failed_{name}"] = worker.ask("state")["failed"]
    return figures


_PRINTED_TWICE = ("bare_client", "ours_postgres", "ours_sqlite", "ratio_to_bare_per_cpu_s", "cpu_ms_per_check")


def _pairs(
    world: World, bare: Part, workers: Mapping[str, Part], *, pages: int, rounds: int
) -> dict[str, list[dict[str, float]]]:
    found: dict[str, list[dict[str, float]]] = {name: [] for name in ("bare", *workers)}
    for number in range(rounds + 1):
        world.change(number, 0, pages)
        for worker in workers.values():
            worker.ask("due")
        answers = {"bare": bare.ask("poll")}
        answers |= {name: worker.ask("poll") for name, worker in workers.items()}
        if number == 0:  # the first warms up: connections, robots.txt, the tables in memory
            continue
        for name, answer in answers.items():
            found[name].append(answer)
        world.say(" · ".join(f"{name} {rate(answer):,.0f}/s" for name, answer in answers.items()))
    return found


def _figures(found: Mapping[str, Sequence[Round]]) -> dict[str, float | None]:
    bare, postgres, sqlite = found["bare"], found["postgres"], found["sqlite"]
    return {
        "bare_client": middle(bare, rate),
        "ours_postgres": middle(postgres, rate),
        "ours_sqlite": middle(sqlite, rate),
        "bare_client_per_cpu_s": middle(bare, rate_per_cpu_s),
        "ours_postgres_per_cpu_s": middle(postgres, rate_per_cpu_s),
        "ours_sqlite_per_cpu_s": middle(sqlite, rate_per_cpu_s),
        "ratio_to_bare_per_cpu_s": ratio(postgres, bare, rate_per_cpu_s),
        "ratio_to_bare_by_the_clock": ratio(postgres, bare, rate),
        "cpu_ms_per_check": middle(postgres, lambda one: 1000 * one["cpu_s"] / one["done"]),
        "statements_per_check": middle(postgres, lambda one: one["statements"] / one["done"]),
        "peak_mb": max(one["peak_mb"] for one in postgres),
        "peak_mb_sqlite": max(one["peak_mb"] for one in sqlite),
    }


def _processing(world: World, workers: Mapping[str, Part], *, pages: int, rounds: int) -> dict[str, float | None]:
    """The changed pages of the rounds through extraction, in workers that have polled: first as pages that are new and
    that no claim watches, then the same pages in their next edition, and a claim watches every source.
    """
    first = {name: worker.ask("process", most=pages) for name, worker in workers.items()}
    for worker in workers.values():
        worker.ask("watch")
    for number in range(rounds + 1):
        world.change(number, 0, pages)
        for worker in workers.values():
            worker.ask("due")
            worker.ask("poll")
    again = {name: worker.ask("process", most=pages) for name, worker in workers.items()}
    postgres = again["postgres"]
    return {
        "pages_per_cpu_s": rate_per_cpu_s(postgres),
        "pages_per_cpu_s_sqlite": rate_per_cpu_s(again["sqlite"]),
        "new_pages_per_cpu_s": rate_per_cpu_s(first["postgres"]),
        "new_pages_per_cpu_s_sqlite": rate_per_cpu_s(first["sqlite"]),
        "pages_per_s": rate(postgres),
        "statements_per_page": postgres["statements"] / postgres["done"],
        "peak_mb_processing": postgres["peak_mb"],
    }


def several_workers(world: World, *, pages: int, rounds: int, counts: Sequence[int]) -> dict[str, float | None]:
    """Return the rate of several processes that share one PostgreSQL, all together (checks per second), and how many
    pages were asked for twice in a round, in which each is due once: the origin counts.
    """
    database = world.databases.postgresql("workers")
    found: dict[int, list[dict[str, float]]] = {count: [] for count in counts}
    polled_twice = 0
    with ExitStack() as stack:
        workers = [world.worker(stack, "workers", database) for _ in range(max(counts))]
        workers[0].ask("stage", first=0, last=pages, hosts=world.origin.hosts, port=world.origin.port)
        for number in range(rounds + 1):
            for count in counts:
                world.change(number, 0, pages)
                workers[0].ask("due")
                world.origin.ask("repeated")
                together = _together(workers[:count])
                polled_twice += world.origin.ask("repeated")
                if number:
                    found[count].append(together)
                    world.say(f"{count} workers: {rate(together):,.0f}/s")
    figures: dict[str, float | None] = {f"workers_{count}": middle(each, rate) for count, each in found.items()}
    return figures | {"polled_twice": polled_twice}


def _together(workers: Sequence[Part]) -> dict[str, float]:
    """Let all workers poll until nothing is due; return checks and CPU seconds in sum, and the slowest one's time."""
    for worker in workers:
        worker.tell("poll")
    answers = [worker.hear() for worker in workers]
    done, cpu_s = (sum(answer[name] for answer in answers) for name in ("done", "cpu_s"))
    return {"done": done, "wall_s": max(answer["wall_s"] for answer in answers), "cpu_s": cpu_s}


def growth(world: World, *, sizes: Mapping[str, int], window: int, rounds: int) -> dict[str, float | None]:
    """Return the rate of the same `window` of checks where many more resources are due, over that at the first size.

    Each size is a database of its own with pages of its own, of which the next `window` fall due in each round.
    """
    first = 0
    spans: dict[str, range] = {}
    for name, size in sizes.items():
        spans[name] = range(first, first + size)
        first += size
    found: dict[str, list[dict[str, float]]] = {name: [] for name in sizes}
    with ExitStack() as stack:
        workers = {name: world.worker(stack, f"growth-{name}", world.databases.postgresql(name)) for name in sizes}
        for name, span in spans.items():
            hosts, port = world.origin.hosts, world.origin.port
            workers[name].ask("stage", first=span.start, last=span.stop, hosts=hosts, port=port)
            world.say(f"{len(span):,} resources staged")
        for number in range(rounds + 1):
            # Every other round goes the other way: what else the machine does falls on no size more than on another.
            for name, span in list(spans.items())[:: 1 if number % 2 else -1]:
                start = number * window % len(span)
                page = span.start + start
                world.change(number, page, page + window)
                workers[name].ask("due", first=start, last=start + window)
                answer = workers[name].ask("poll")
                if number:
                    found[name].append(answer)
            if number:
                said = [f"{size:,}: {rate(found[name][-1]):,.0f}/s" for name, size in sizes.items()]
                world.say(" · ".join(said))
    base, *others = sizes
    return {f"growth_{name}": ratio(found[name], found[base], rate) for name in others}
