"""The pairs written for newsrooms: families of near-misses, each around one invented page."""

from collections.abc import Iterator
from pathlib import Path

from .rows import Row, read_jsonl


def read_written(path: Path) -> Iterator[tuple[str, Row]]:
    """Family and pair of each row `{family, title, before, passage, claim, kind, label, passage_language,
    claim_language}` whose passage and claim are English.
    """
    for r in read_jsonl(path):
        if r["passage_language"] == r["claim_language"] == "en":
            yield (
                r["family"],
                Row(
                    claim=r["claim"],
                    passage=r["passage"],
                    label=r["label"],
                    set=r["set"],
                    title=r["title"],
                    before=r["before"],
                    kind=r["kind"],
                ),
            )
