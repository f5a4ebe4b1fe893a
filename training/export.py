"""From the fine-tuned weights to the files the tracker ships: `model.onnx` with 8-bit weights, and `tokenizer.json`."""

import argparse
import hashlib
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer
from transformers import AutoModelForSequenceClassification

OPSET = 17
LARGEST = 25_000_000
"""Bytes the model may take in the repository."""


class Logits(torch.nn.Module):
    """The model with plain tensors in and out, as the exporter wants it."""

    def __init__(self, model: torch.nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids: torch.Tensor, token_type_ids: torch.Tensor, attention_mask: torch.Tensor) -> object:
        return self.model(input_ids=input_ids, token_type_ids=token_type_ids, attention_mask=attention_mask).logits


def export(weights: Path, checkpoint: Path, out: Path) -> None:
    """Write both files to `out`. Raises ValueError where the model is larger than the repository takes."""
    out.mkdir(parents=True, exist_ok=True)
    model = AutoModelForSequenceClassification.from_pretrained(weights, attn_implementation="eager").eval()
    names = ["input_ids", "token_type_ids", "attention_mask"]
    example = torch.ones((2, 16), dtype=torch.long)
    whole = out / "whole.onnx"
    torch.onnx.export(
        Logits(model),
        (example, torch.zeros_like(example), example),
        str(whole),
        input_names=names,
        output_names=["logits"],
        dynamic_axes={name: {0: "pair", 1: "token"} for name in names} | {"logits": {0: "pair"}},
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
