"""From the fine-tuned weights to the files the tracker ships: `model.onnx` with 8-bit weights, and `tokenizer.json`."""

import argparse
import hashlib
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer
from transformers import AutoModelForSequenceClassification

from .network import Network

OPSET = 17
LARGEST = 25_000_000
"""Bytes the model may take in the repository."""


def export(weights: Path, checkpoint: Path, out: Path) -> None:
    """Write both files to `out`. Raises ValueError where the model is larger than the repository takes."""
    out.mkdir(parents=True, exist_ok=True)
    model = AutoModelForSequenceClassification.from_pretrained(weights, attn_implementation="eager")
    names = ["input_ids", "token_type_ids"]
    example = torch.ones((1, 16), dtype=torch.long)
    whole = out / "whole.onnx"
    torch.onnx.export(
        Network(model).eval(),
        (example, torch.zeros_like(example)),
        str(whole),
        input_names=names,
        output_names=["logits"],
        dynamic_axes={name: {1: "token"} for name in names},
        opset_version=OPSET,
        dynamo=False,
    )
    # Seven bits: eight overflow in the sums of processors that lack VNNI.
    quantize_dynamic(
        str(whole), str(out / "model.onnx"), per_channel=True, reduce_range=True, weight_type=QuantType.QInt8
    )
    whole.unlink()
    tokenizer = Tokenizer.from_file(str(checkpoint / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    tokenizer.save(str(out / "tokenizer.json"), pretty=False)
    content = (out / "model.onnx").read_bytes()
    if len(content) > LARGEST:
        raise ValueError(f"model.onnx takes {len(content)} bytes, more than {LARGEST}")
    print(f"model.onnx: {len(content)} bytes, sha256 {hashlib.sha256(content).hexdigest()}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, required=True, help="folder that the training wrote")
    parser.add_argument("--checkpoint", type=Path, required=True, help="folder of the checkpoint, for its tokenizer")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    export(options.weights, options.checkpoint, options.out)


if __name__ == "__main__":
    main()
