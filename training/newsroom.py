"""The pairs written for newsrooms: families of near-misses, each around one invented page."""

from collections.abc import Iterator
from pathlib import Path

from .rows import Row, read_jsonl


def read_written(path: Path, *, foreign: bool = False) -> Iterator[tuple[str, Row]]:
    """Family and pair of each row `{family, title, before, passage, claim, kind, label, passage_language,
    claim_language}` whose passage and claim are English, or of any language with `foreign`.
    """
    for r in read_jsonl(path):
        if foreign or r["passage_language"] == r["claim_language"] == "en":
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
