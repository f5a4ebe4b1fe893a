"""Rows as a network reads them: token ids, and tensors of several together."""

from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing import Pool
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor

from tracker.assess.encoding import Encoded, encode
from tracker.assess.signals import SIGNALS
from tracker.assess.symbolic import SymbolicReader
from tracker.assess.types import ClaimText, PassageText

from .readers import Reader
from .rows import LABELS, Row


@dataclass(frozen=True, slots=True)
class Example:
    """A row as token ids, with and without the reader's signals, and where it is among the rows."""

    encoded: Encoded
    bare: Encoded
    label: int
    claim: str
    place: int

    @property
    def length(self) -> int:
        return len(self.encoded.ids)


def signals_of(row: Row) -> tuple[int, ...]:
    """What the symbolic reader noticed, as places in `SIGNALS`."""
    passage = PassageText(row.passage, title=row.title, before=row.before)
    verdict, _ = SymbolicReader().read(ClaimText(row.claim, row.kind), passage)
    return tuple(SIGNALS.index(name) for name in verdict.signals)


def examples_of(rows: Sequence[Row], tokenizer: Tokenizer, reader: Reader) -> list[Example]:
    """Each row as the network reads it."""
    noticed: list[tuple[int, ...]] = [()] * len(rows)
    if reader.signals:
        with Pool() as pool:
            noticed = pool.map(signals_of, rows, chunksize=500)
    ids = [
        [e.ids for e in tokenizer.encode_batch([getattr(r, part) for r in rows], add_special_tokens=False)]
        for part in ("claim", "passage", "title", "before")
    ]
    return [
        Example(
            encode(seen, *texts, layout=reader.layout),
            encode((), *texts, layout=reader.layout),
            LABELS.index(row.label),
            row.family or row.claim,
            place,
        )
        for place, (row, seen, texts) in enumerate(zip(rows, noticed, zip(*ids, strict=True), strict=True))
    ]


def collate(encoded: Sequence[Encoded], reader: Reader, device: str) -> dict[str, Tensor]:
    """The model's inputs, padded to the longest, in steps of 8: few shapes, so that few kernels are compiled."""
    longest = max(len(each.ids) for each in encoded)
    shape = len(encoded), -(-longest // 8) * 8
    ids = torch.full(shape, reader.layout.pad)
    types = torch.zeros(shape, dtype=torch.long)
    mask = torch.zeros(shape, dtype=torch.long)
    for row, each in enumerate(encoded):
        end = len(each.ids)
        ids[row, :end] = torch.tensor(each.ids)
        types[row, each.split : end] = 1
        mask[row, :end] = 1
    inputs = {"input_ids": ids, "attention_mask": mask}
    if reader.types:
        inputs["token_type_ids"] = types
    return {name: tensor.to(device) for name, tensor in inputs.items()}


def tokenizer_of(checkpoint: Path) -> Tokenizer:
    """Of the checkpoint, without padding or truncation."""
    tokenizer = Tokenizer.from_file(str(checkpoint / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer
