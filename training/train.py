"""Fine-tune the checkpoint on the recipe's rows: a cross-encoder over claim and passage with three outputs.

Besides cross-entropy, pairs of one batch that share their claim are ranked: the passage that supports it must score
above the one that does not, as before and after a revision. The weights kept are a running average (EMA).
"""

import argparse
import copy
import gc
import json
import math
import random
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import count, islice
from multiprocessing import Pool
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import AutoModelForSequenceClassification

from tracker.assess.encoding import PAD, Encoded, encode
from tracker.assess.signals import SIGNALS
from tracker.assess.symbolic import SymbolicReader
from tracker.assess.types import ClaimText, PassageText

from .recipe import build
from .rows import LABELS, Row, read_pairs

WATCHED = "vitaminc_real"
"""The set whose accuracy is shown while it trains."""

CHECKS = 4
"""How often in an epoch."""

MEAN_OF = 2
"""Of so many last checks the mean of the weights is taken."""


@dataclass(frozen=True)
class Config:
    """Everything that decides the result besides data and code."""

    seed: int = 7
    epochs: float = 1.0
    lr: float = 1e-4
    batch: int = 48
    warmup: float = 0.06
    weight_decay: float = 0.01
    smoothing: float = 0.05
    ranking: float = 0.25
    signals_dropped: float = 0.12
    ema: float = 0.999


@dataclass(frozen=True, slots=True)
class Example:
    encoded: Encoded
    bare: Encoded
    label: int
    claim: str


def signals_of(row: Row) -> tuple[int, ...]:
    """What the symbolic reader noticed, as places in `SIGNALS`."""
    verdict, _ = SymbolicReader().read(ClaimText(row.claim), PassageText(row.passage, title=row.title))
    return tuple(SIGNALS.index(name) for name in verdict.signals)


def examples_of(rows: Sequence[Row], tokenizer: Tokenizer) -> list[Example]:
    """Each row as token ids, with and without the reader's signals."""
    with Pool() as pool:
        noticed = pool.map(signals_of, rows, chunksize=500)
    ids = [
        [e.ids for e in tokenizer.encode_batch([getattr(r, part) for r in rows], add_special_tokens=False)]
        for part in ("claim", "passage", "title")
    ]
    return [
        Example(encode(n, c, p, t), encode((), c, p, t), LABELS.index(row.label), row.family or row.claim)
        for row, n, c, p, t in zip(rows, noticed, *ids, strict=True)
    ]


def batches(examples: Sequence[Example], size: int, rng: random.Random) -> Iterator[list[Example]]:
    """One epoch of batches of like length; up to three pairs of one claim stay together."""
    by_claim: dict[str, list[Example]] = defaultdict(list)
    for example in examples:
        by_claim[example.claim].append(example)
    units: list[list[Example]] = []
    for group in by_claim.values():
        rng.shuffle(group)
        units += [group[i : i + 3] for i in range(0, len(group), 3)]
    rng.shuffle(units)
    made: list[list[Example]] = []
    for start in range(0, len(units), 40 * size):
        window = sorted(units[start : start + 40 * size], key=lambda u: max(len(e.encoded.ids) for e in u))
        batch: list[Example] = []
        for unit in window:
            batch += unit
            if len(batch) >= size:
                made.append(batch[:size])
                batch = batch[size:]
        if batch:
            made.append(batch)
    rng.shuffle(made)
    yield from made


def collate(encoded: Sequence[Encoded]) -> dict[str, Tensor]:
    """The model's inputs, padded to the longest, in steps of 8: few shapes, so that few kernels are compiled."""
    longest = max(len(each.ids) for each in encoded)
    shape = len(encoded), -(-longest // 8) * 8
    ids = torch.full(shape, PAD)
    types = torch.zeros(shape, dtype=torch.long)
    mask = torch.zeros(shape, dtype=torch.long)
    for row, each in enumerate(encoded):
        end = len(each.ids)
        ids[row, :end] = torch.tensor(each.ids)
        types[row, each.split : end] = 1
        mask[row, :end] = 1
    return {"input_ids": ids, "token_type_ids": types, "attention_mask": mask}


def ranking_loss(logits: Tensor, batch: Sequence[Example]) -> Tensor:
    """How far, within one claim, what supports it scores above what does not."""
    margin = logits[:, 0] - torch.logsumexp(logits[:, 1:], dim=1)
    places: dict[str, list[int]] = defaultdict(list)
    for i, example in enumerate(batch):
        places[example.claim].append(i)
    pairs = [
        (i, j) for group in places.values() for i in group for j in group if batch[i].label == 0 and batch[j].label != 0
    ]
    if not pairs:
        return logits.sum() * 0
    up, down = zip(*pairs, strict=True)
    return nn.functional.softplus(margin[list(down)] - margin[list(up)] + 1).mean()


@torch.no_grad()
def probabilities(model: nn.Module, encoded: Sequence[Encoded], size: int = 64) -> Tensor:
    """One row of `LABELS` probabilities per pair, in order."""
    model.eval()
    order = sorted(range(len(encoded)), key=lambda i: len(encoded[i].ids))
    out = torch.zeros((len(encoded), len(LABELS)))
    for start in range(0, len(order), size):
        places = order[start : start + size]
        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits = model(**collate([encoded[i] for i in places])).logits
        out[places] = logits.float().softmax(dim=1)
    return out


def accuracy(model: nn.Module, examples: Sequence[Example]) -> float:
    found = probabilities(model, [e.encoded for e in examples]).argmax(dim=1)
    return float((found == torch.tensor([e.label for e in examples])).float().mean())


def start(checkpoint: Path) -> nn.Module:
    """The checkpoint with three new outputs."""
    names = dict(enumerate(LABELS))
    return AutoModelForSequenceClassification.from_pretrained(
        checkpoint,
        num_labels=len(LABELS),
        id2label=names,
        label2id={v: k for k, v in names.items()},
        hidden_dropout_prob=0.0,  # dropout cost time and gained nothing: see the README
        attention_probs_dropout_prob=0.0,
        attn_implementation="eager",  # on a CPU its backward pass takes a third of the fused one's time
    )


def optimiser_of(config: Config, model: nn.Module) -> torch.optim.Optimizer:
    """AdamW; biases and norms are not decayed."""
    decayed = [p for p in model.parameters() if p.ndim > 1]
    plain = [p for p in model.parameters() if p.ndim <= 1]
    groups = [{"params": decayed, "weight_decay": config.weight_decay}, {"params": plain, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=config.lr, betas=(0.9, 0.98), fused=True)


def loss_of(config: Config, model: nn.Module, batch: Sequence[Example], rng: random.Random) -> Tensor:
    """Cross-entropy and ranking over one batch; the reader's signals are withheld from some pairs."""
    inputs = collate([e.bare if rng.random() < config.signals_dropped else e.encoded for e in batch])
    with torch.autocast("cpu", dtype=torch.bfloat16):
        logits = model(**inputs).logits
    logits = logits.float()
    target = torch.tensor([e.label for e in batch])
    loss = nn.functional.cross_entropy(logits, target, label_smoothing=config.smoothing)
    return loss + config.ranking * ranking_loss(logits, batch)


def mean_of(states: Sequence[dict[str, Tensor]]) -> dict[str, Tensor]:
    """The mean of several weights of one network (Wortsman et al., "Model soups", ICML 2022)."""
    return {name: torch.stack([state[name].float() for state in states]).mean(dim=0) for name in states[0]}


def train(
    config: Config, checkpoint: Path, examples: list[Example], dev: dict[str, list[Example]], out: Path
) -> nn.Module:
    """Fine-tune; writes the running average at each check, and to `out` the mean of those of the last checks, which it
    returns.
    """
    torch.manual_seed(config.seed)
    rng = random.Random(config.seed)
    model = start(checkpoint)
    average = copy.deepcopy(model)
    optimiser = optimiser_of(config, model)
    per_epoch = sum(1 for _ in batches(examples, config.batch, random.Random(0)))
    total = math.ceil(config.epochs * per_epoch)
    warm = config.warmup * total
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, (step + 1) / warm) * max(0.02, 1 - step / total)
    )
    averaged, learnt = list(average.parameters()), list(model.parameters())
    checks = [round(total * part / CHECKS) for part in range(1, CHECKS + 1)]
    kept: list[dict[str, Tensor]] = []
    gc.collect()
    gc.freeze()  # the examples are millions of objects; looking through them again and again halves the speed
    started, running = time.monotonic(), 0.0
    endless = (batch for _ in count() for batch in batches(examples, config.batch, rng))
    for step, batch in enumerate(islice(endless, total), start=1):
        model.train()
        loss = loss_of(config, model, batch, rng)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        with torch.no_grad():
            torch._foreach_lerp_(averaged, learnt, 1 - min(config.ema, (1 + step) / (10 + step)))
        running += (float(loss.detach()) - running) * 0.01
        if step % 50 == 0 or step == total:
            rate = step * config.batch / (time.monotonic() - started)
            print(f"step {step}/{total} loss {running:.3f} {rate:.0f} pairs/s", flush=True)
        if step in checks:
            scores = {name: round(accuracy(average, rows), 4) for name, rows in dev.items()}
            print(f"epoch {step / per_epoch:.2f} {WATCHED} {json.dumps(scores)}", flush=True)
            average.save_pretrained(out / f"epoch-{step / per_epoch:.2f}")
            if step >= checks[-MEAN_OF]:
                kept.append(copy.deepcopy(average.state_dict()))
    average.load_state_dict(mean_of(kept))
    average.save_pretrained(out)
    return average


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--checkpoint", type=Path, required=True, help="folder of the checkpoint to start from")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=float, default=Config.epochs)
    options = parser.parse_args()
    config = Config(epochs=options.epochs)
    options.out.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer.from_file(str(options.checkpoint / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    rows, held = build(options.data, config.seed)
    print(f"{len(rows)} rows to train on, {len(held)} held out", flush=True)
    examples = examples_of(rows, tokenizer)
    watched = {"held out": held, "dev": read_pairs(options.data / "pairs-dev.jsonl.gz")}
    dev = {name: examples_of([r for r in rows if r.set == WATCHED], tokenizer) for name, rows in watched.items()}
    (options.out / "training.json").write_text(json.dumps(asdict(config), indent=2) + "\n")
    train(config, options.checkpoint, examples, dev, options.out)


if __name__ == "__main__":
    main()
