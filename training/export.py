"""From the fine-tuned weights to what the tracker ships: `model.onnx` with few bits a weight, and `tokenizer.json`.

The second reader's layers have 4 bits in blocks, and a table of 8 bits; the others' have 8 bits, activations too.
"""

import argparse
import hashlib
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.matmul_nbits_quantizer import DefaultWeightOnlyQuantConfig, MatMulNBitsQuantizer
from transformers import AutoModelForSequenceClassification

from .examples import tokenizer_of
from .network import BertNetwork, MpnetNetwork
from .readers import READERS

OPSET = 17
LARGEST = {"first": 25_000_000, "second": 95_000_000, "languages": 95_000_000}
"""Bytes a model may take in the repository."""

BLOCK = 128
"""Weights that share one scale where they have 4 bits: with fewer, a pair takes a quarter longer."""

IN_BYTES = 4
"""onnxruntime's `accuracy_level` at which it multiplies in 8 bits: the fastest."""


def export(weights: Path, checkpoint: Path, out: Path, reader: str) -> None:
    """Write both files to `out`. Raises ValueError where the model is larger than the repository takes."""
    out.mkdir(parents=True, exist_ok=True)
    model = AutoModelForSequenceClassification.from_pretrained(weights, attn_implementation="eager")
    network = (MpnetNetwork if reader == "second" else BertNetwork)(model).eval()
    whole = out / "whole.onnx"
    write_onnx(network, whole)
    (in_four_bits if reader == "second" else in_eight_bits)(whole, out / "model.onnx")
    whole.unlink()
    tokenizer_of(checkpoint).save(str(out / "tokenizer.json"), pretty=False)
    content = (out / "model.onnx").read_bytes()
    if len(content) > LARGEST[reader]:
        raise ValueError(f"model.onnx takes {len(content)} bytes, more than {LARGEST[reader]}")
    print(f"model.onnx: {len(content)} bytes, sha256 {hashlib.sha256(content).hexdigest()}")


def write_onnx(network: BertNetwork | MpnetNetwork, path: Path) -> None:
    """With weights of 32 bits."""
    example = torch.ones((1, 16), dtype=torch.long)
    torch.onnx.export(
        network,
        tuple(example.clone() for _ in network.inputs),
        str(path),
        input_names=list(network.inputs),
        output_names=["logits"],
        dynamic_axes={name: {1: "token"} for name in network.inputs},
        opset_version=OPSET,
        dynamo=False,
    )


def in_eight_bits(whole: Path, out: Path) -> None:
    """Seven are used: eight overflow in the sums of processors that lack VNNI."""
    quantize_dynamic(str(whole), str(out), per_channel=True, reduce_range=True, weight_type=QuantType.QInt8)


def in_four_bits(whole: Path, out: Path) -> None:
    """The weights of the layers alone."""
    config = DefaultWeightOnlyQuantConfig(block_size=BLOCK, is_symmetric=True, accuracy_level=IN_BYTES)
    quantizer = MatMulNBitsQuantizer(onnx.load(str(whole)), algo_config=config)
    quantizer.process()
    onnx.save(quantizer.model.model, str(out))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, required=True, help="folder that the training wrote")
    parser.add_argument("--checkpoint", type=Path, required=True, help="folder of the checkpoint, for its tokenizer")
    parser.add_argument("--reader", choices=READERS, default="first")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    export(options.weights, options.checkpoint, options.out, options.reader)


if __name__ == "__main__":
    main()
