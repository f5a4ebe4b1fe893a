"""What a trained network answers to every row of the recipe, for a smaller one to learn from (`train.py --teacher`)."""

import argparse
from pathlib import Path

import torch
from transformers import AutoModelForSequenceClassification

from .examples import examples_of, tokenizer_of
from .readers import READERS
from .recipe import build
from .train import Config, logits_of


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--weights", type=Path, nargs="+", required=True, help="folders; of several, the mean is taken")
    parser.add_argument("--checkpoint", type=Path, required=True, help="folder of their checkpoint, for its tokenizer")
    parser.add_argument("--reader", choices=READERS, default="second")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    options = parser.parse_args()
    reader = READERS[options.reader]
    rows, _ = build(options.data, Config.seed)
    encoded = [e.encoded for e in examples_of(rows, tokenizer_of(options.checkpoint), reader)]
    answers = []
    for folder in options.weights:
        model = AutoModelForSequenceClassification.from_pretrained(folder, attn_implementation="eager")
        answers.append(logits_of(model.to(options.device), encoded, reader, options.device))
    torch.save(torch.stack(answers).mean(dim=0), options.out)


if __name__ == "__main__":
    main()
