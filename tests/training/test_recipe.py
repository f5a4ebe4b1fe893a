"""What is taken from the data files to train on."""

import json
import random

from training.newsroom import read_written
from training.rows import Row
from training.variants import Variants

WRITTEN = {
    "set": "newsroom_en",
    "family": "w1-001",
    "title": "Kestrova buys Nordsilica",
    "before": "The deal was signed in May.",
    "passage": "It doubled its revenue from 3 to 6 million euros.",
    "claim": "Kestrova made 3 million euros more.",
    "kind": "quantity",
    "label": "supports",
    "passage_language": "en",
    "claim_language": "en",
}


def test_the_written_pairs_come_with_title_and_sentence_before_and_in_english_alone(tmp_path):
    file = tmp_path / "pairs.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in (WRITTEN, WRITTEN | {"passage_language": "de"})))
    [(family, row)] = read_written(file)
    assert (family, row.title, row.before, row.kind) == (
        "w1-001",
        "Kestrova buys Nordsilica",
        "The deal was signed in May.",
        "quantity",
    )


def test_a_variant_with_other_names_alone_keeps_the_figures_that_a_sum_is_made_of():
    row = Row(
        "Veltra Systems doubled its sales from 3 to 6 million.",
        "Its rival saw Veltra Systems sell 6 million units, not 3.",
        "supports",
        "newsroom_en",
        before="Norlux lost to Veltra Systems.",
    )
    other = Row("Hafen Logistics is large.", "Hafen Logistics is large.", "supports", "newsroom_en")
    for seed in range(20):
        varied = Variants([row, other], random.Random(seed)).renamed(row)
        if varied:
            assert "from 3 to 6 million" in varied.claim
            assert ("Hafen Logistics" in varied.claim) == ("Hafen Logistics" in varied.before)
