"""A real ONNX model, made on the spot: a bag of words that is fitted to the sanity pairs exactly."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, pre_tokenizers

from tracker.assess.sanity import PAIRS
from tracker.assess.types import STANCES

NLI = ("entailment", "contradiction", "neutral")


def make_model(
    directory: Path,
    *,
    labels: Sequence[str] = NLI,
    meaning: Sequence[int] | None = None,
    file: str = "model.onnx",
    types: bool = False,
    integers: int = TensorProto.INT64,
    judge: object = None,
) -> Path:
    """A directory with a model whose output i is named `labels[i]` and means stance `meaning[i]` (that of its place
    by default). `types` has it ask for token types too, `integers` is how it wants numbers.
    `judge` goes to `judge.json`.
    """
    words = sorted({word for pair in PAIRS for word in _words(f"{pair.passage} {pair.claim}")})
    vocabulary = {word: i for i, word in enumerate(["[PAD]", "[UNK]", *words])}
    weights = _fitted(vocabulary, meaning or range(len(labels)))
    (directory / file).parent.mkdir(parents=True, exist_ok=True)
    onnx.save(_graph(weights, types=types, integers=integers), str(directory / file))
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    # As hubs ship them: padded and cut for a training that is over.
    tokenizer.enable_padding(length=64, pad_id=1)
    tokenizer.enable_truncation(8)
    tokenizer.save(str(directory / "tokenizer.json"))
    config = {"id2label": {str(i): label for i, label in enumerate(labels)}, "pad_token_id": 0}
    (directory / "config.json").write_text(json.dumps(config))
    (directory / "tokenizer_config.json").write_text(json.dumps({"model_max_length": int(1e30)}))
    if judge is not None:
        (directory / "judge.json").write_text(json.dumps(judge))
    return directory


def _words(text: str) -> list[str]:
    return [word for word, _ in pre_tokenizers.Whitespace().pre_tokenize_str(text)]


def _fitted(vocabulary: dict[str, int], meaning: Sequence[int]) -> np.ndarray:
    """Weights per word and label that give each sanity pair a logit of 8 for what it is, by least squares."""
    counts = np.zeros((len(PAIRS), len(vocabulary)))
    wanted = np.zeros((len(PAIRS), len(meaning)))
    for row, pair in enumerate(PAIRS):
        for word in _words(f"{pair.passage} {pair.claim}"):
            counts[row, vocabulary[word]] += 1
        truth = STANCES.index(pair.stance)
        wanted[row, meaning.index(truth) if truth in meaning else meaning.index(2)] = 8
    weights = np.linalg.lstsq(counts, wanted, rcond=None)[0].astype(np.float32)
    weights[vocabulary["[PAD]"]] = 100  # an answer that counted padding would be far off
    return weights


def _graph(weights: np.ndarray, *, types: bool, integers: int) -> onnx.ModelProto:
    """logits = sum over the tokens of weights[token], those of the mask only."""
    ids = ["input_ids", "attention_mask", *(["token_type_ids"] if types else [])]
    inputs = [helper.make_tensor_value_info(name, integers, ["batch", "length"]) for name in ids]
    nodes = [
        helper.make_node("Gather", ["weights", "input_ids"], ["rows"]),
        helper.make_node("Cast", ["attention_mask"], ["mask"], to=TensorProto.FLOAT),
        helper.make_node("Unsqueeze", ["mask", "last"], ["column"]),
        helper.make_node("Mul", ["rows", "column"], ["kept"]),
        helper.make_node("ReduceSum", ["kept", "second"], ["logits"], keepdims=0),
    ]
    graph = helper.make_graph(
        nodes,
        "bag of words",
        inputs,
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", weights.shape[1]])],
        [
            numpy_helper.from_array(weights, "weights"),
            numpy_helper.from_array(np.array([2]), "last"),
            numpy_helper.from_array(np.array([1]), "second"),
        ],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(made)
    return made
