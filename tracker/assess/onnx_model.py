"""Any ONNX sequence-classification model in a directory: two texts in, the chances of the three stances out."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from .judge_files import model_file, read_json
from .labels import columns_of
from .types import STANCES

BATCH = 32
LENGTH = 512
"""Tokens of a pair where the tokenizer names no sane limit of its own: what nearly every such model was made for."""

_SLOWER = ["SkipLayerNormFusion"]
"""On a processor its one step takes three times as long as the two it stands for."""

_INTEGERS = {"tensor(int32)": np.int32}
_INPUTS = frozenset({"input_ids", "attention_mask", "token_type_ids"})

Floats = NDArray[np.float32]


class OnnxClassifier:
    """A loaded model. Raises ValueError, naming the file at fault, for a directory that cannot be one."""

    def __init__(self, directory: Path, *, file: str = "", threads: int = 1) -> None:
        config = read_json(directory / "config.json")
        self.columns = columns_of(config)
        names = config["id2label"]
        self.labels = tuple("" if column is None else str(names[str(column)]) for column in self.columns)
        self._length = _length(directory)
        self._tokenizer = _tokenizer(directory, self._length)
        self._pad = int(config.get("pad_token_id") or 0)
        path = model_file(directory, file)
        self._session = open_session(path, threads=threads)
        # Most models count tokens in 64 bits, some in 32.
        self._inputs = {given.name: _INTEGERS.get(given.type, np.int64) for given in self._session.get_inputs()}
        if "input_ids" not in self._inputs or (unknown := self._inputs.keys() - _INPUTS):
            odd = ", ".join(sorted(unknown)) if "input_ids" in self._inputs else "no input_ids"
            raise ValueError(f"{path.name} wants {odd}; known inputs are {', '.join(sorted(_INPUTS))}")
        outputs = [out.name for out in self._session.get_outputs()]
        self._output = "logits" if "logits" in outputs else outputs[0]

    def probabilities(self, first: Sequence[str], second: Sequence[str]) -> Floats:
        """The chances of `STANCES`, one row per pair of texts; a stance that the model never takes has 0.

        A pair that is too long loses words at the end of its longer text. Raises ValueError where the output is not
        one number per label.
        """
        found = self._tokenizer.encode_batch(list(zip(first, second, strict=True)))
        out = np.zeros((len(found), len(STANCES)), dtype=np.float32)
        order = sorted(range(len(found)), key=lambda i: len(found[i].ids))
        for start in range(0, len(order), BATCH):
            places = order[start : start + BATCH]
            out[places] = self._run([found[i] for i in places])
        return out

    def _run(self, pairs: Sequence[Encoding]) -> Floats:
        width = max(len(pair.ids) for pair in pairs)
        arrays = {
            "input_ids": padded([pair.ids for pair in pairs], width, self._pad),
            "attention_mask": padded([[1] * len(pair.ids) for pair in pairs], width, 0),
            "token_type_ids": padded([pair.type_ids for pair in pairs], width, 0),
        }
        [logits] = self._session.run(
            [self._output], {name: arrays[name].astype(kind) for name, kind in self._inputs.items()}
        )
        taken = [column for column in self.columns if column is not None]
        if logits.shape != (len(pairs), len(taken)):
            raise ValueError(
                f"the model's output {self._output!r} has the shape {logits.shape} for {len(pairs)} pairs; "
                f"config.json names {len(taken)} labels"
            )
        chances = softmax(logits.astype(np.float32))
        out = np.zeros((len(pairs), len(STANCES)), dtype=np.float32)
        for place, column in enumerate(self.columns):
            if column is not None:
                out[:, place] = chances[:, column]
        return out


def _tokenizer(directory: Path, length: int) -> Tokenizer:
    """The bundled tokenizer, with the padding and truncation of its training taken off and our own limit on."""
    path = directory / "tokenizer.json"
    if not path.is_file():
        raise ValueError(f"{path} is missing; a model without it cannot be read (save a “fast” tokenizer)")
    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # the library raises no narrower class
        raise ValueError(f"{path} is not a tokenizer: {error}") from None
    tokenizer.no_padding()
    tokenizer.no_truncation()
    tokenizer.enable_truncation(length, strategy="longest_first")
    return tokenizer


def _length(directory: Path) -> int:
    """The tokenizer's own limit, unless it is missing or the astronomical number that stands for "none"."""
    path = directory / "tokenizer_config.json"
    limit = read_json(path).get("model_max_length") if path.is_file() else None
    return int(limit) if isinstance(limit, int | float) and 16 <= limit <= 8192 else LENGTH


def open_session(path: Path, *, threads: int) -> Any:
    """An inference session on the processor that never spins while it waits. Raises ValueError naming the file."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"], disabled_optimizers=_SLOWER
        )
    except Exception as error:  # the library's errors share no base class
        raise ValueError(f"{path} cannot be loaded: {error}") from None


def softmax(values: Floats) -> Floats:
    """Row by row."""
    shifted: Floats = np.exp(values - values.max(axis=1, keepdims=True))
    total: Floats = shifted.sum(axis=1, keepdims=True)
    return shifted / total


def padded(rows: Sequence[Sequence[int]], width: int, filler: int) -> NDArray[np.int64]:
    out = np.full((len(rows), width), filler, dtype=np.int64)
    for place, row in enumerate(rows):
        out[place, : len(row)] = row
    return out
