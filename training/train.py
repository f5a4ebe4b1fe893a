"""Fine-tune a checkpoint on the recipe's rows: a cross-encoder over claim and passage with three outputs.

Besides cross-entropy, pairs of one batch that share their claim are ranked: the passage that supports it must score
above the one that does not, as before and after a revision. With a teacher, a larger network's logits on the same rows
(`teach.py`), the network learns to answer as that one does, too. The weights kept are a running average (EMA).

Run again with the same arguments after a cut, it goes on from the last state that it saved.
"""

import argparse
import copy
import gc
import json
import math
import random
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from transformers import AutoModelForSequenceClassification

from tracker.assess.encoding import Encoded

from . import batches
from .examples import Example, collate, examples_of, tokenizer_of
from .readers import READERS, Reader
from .recipe import build
from .rows import LABELS, read_pairs

WATCHED = "vitaminc_real"
"""The set whose accuracy is shown while it trains."""

CHECKS = 4
"""How often in all."""

MEAN_OF = 2
"""Of so many last checks the mean of the weights is taken."""

SAVED_EVERY = 250
"""Steps between two saved states: what is lost at most when training is cut."""


@dataclass(frozen=True)
class Config:
    """Everything that decides the result besides data and code. `taught` is the share of the teacher's word."""

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
    taught: float = 0.7
    temperature: float = 2.0


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
def logits_of(model: nn.Module, encoded: Sequence[Encoded], reader: Reader, device: str, size: int = 64) -> Tensor:
    """One row of three outputs per pair, in order."""
    model.eval()
    order = sorted(range(len(encoded)), key=lambda i: len(encoded[i].ids))
    out = torch.zeros((len(encoded), len(LABELS)))
    for start in range(0, len(order), size):
        places = order[start : start + size]
        with torch.autocast(device, dtype=torch.bfloat16):
            logits = model(**collate([encoded[i] for i in places], reader, device)).logits
        out[places] = logits.float().cpu()
    return out


def start(checkpoint: Path, reader: Reader) -> nn.Module:
    """The checkpoint with three new outputs. Raises ValueError where it is not the one that the reader starts from."""
    if reader.sha256 and sha256((checkpoint / "model.safetensors").read_bytes()).hexdigest() != reader.sha256:
        raise ValueError(f"{checkpoint}/model.safetensors is not the checkpoint that this reader starts from")
    names = dict(enumerate(LABELS))
    model: nn.Module = AutoModelForSequenceClassification.from_pretrained(
        checkpoint,
        num_labels=len(LABELS),
        id2label=names,
        label2id={v: k for k, v in names.items()},
        hidden_dropout_prob=reader.dropout,
        attention_probs_dropout_prob=0.0,
        attn_implementation="eager",  # on a CPU its backward pass takes a third of the fused one's time
    )
    if reader.frozen:
        model.get_input_embeddings().requires_grad_(requires_grad=False)
    return model


def optimiser_of(config: Config, model: nn.Module) -> torch.optim.Optimizer:
    """AdamW; biases and norms are not decayed."""
    learnt = [p for p in model.parameters() if p.requires_grad]
    groups = [
        {"params": [p for p in learnt if p.ndim > 1], "weight_decay": config.weight_decay},
        {"params": [p for p in learnt if p.ndim <= 1], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=config.lr, betas=(0.9, 0.98), fused=True)


def mean_of(states: Sequence[dict[str, Tensor]]) -> dict[str, Tensor]:
    """The mean of several weights of one network (Wortsman et al., "Model soups", ICML 2022)."""
    return {name: torch.stack([state[name].float() for state in states]).mean(dim=0) for name in states[0]}


class Training:
    """One network on its way: everything that is saved, so that a run can be cut and go on as if it had not been."""

    def __init__(self, config: Config, reader: Reader, model: nn.Module, steps: int, device: str) -> None:
        self.config, self.reader, self.device, self.steps = config, reader, device, steps
        self.model = model.to(device)
        self.average = copy.deepcopy(self.model)
        self.optimiser = optimiser_of(config, self.model)
        warm = max(1.0, config.warmup * steps)
        self.schedule = torch.optim.lr_scheduler.LambdaLR(
            self.optimiser, lambda step: min(1.0, (step + 1) / warm) * max(0.02, 1 - step / steps)
        )
        self.step, self.running = 0, 0.0
        self.kept: list[dict[str, Tensor]] = []

    def learn(self, batch: Sequence[Example], teacher: Tensor | None) -> None:
        """One step."""
        self.step += 1
        torch.manual_seed(self.config.seed * 1_000_003 + self.step)  # dropout's masks, whenever the step is taken
        self.model.train()
        loss = self._loss(batch, teacher)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimiser.step()
        self.schedule.step()
        keep = min(self.config.ema, (1 + self.step) / (10 + self.step))
        with torch.no_grad():
            torch._foreach_lerp_(list(self.average.parameters()), list(self.model.parameters()), 1 - keep)
        self.running += (float(loss.detach()) - self.running) * 0.01

    def _loss(self, batch: Sequence[Example], teacher: Tensor | None) -> Tensor:
        """Cross-entropy, the teacher's word and ranking; the reader's signals are withheld from some pairs."""
        config = self.config
        rng = random.Random(f"{config.seed}:{self.step}")
        shown = [e.bare if rng.random() < config.signals_dropped else e.encoded for e in batch]
        with torch.autocast(self.device, dtype=torch.bfloat16):
            logits = self.model(**collate(shown, self.reader, self.device)).logits
        logits = logits.float()
        target = torch.tensor([e.label for e in batch], device=self.device)
        loss = nn.functional.cross_entropy(logits, target, label_smoothing=config.smoothing)
        if teacher is not None:
            told = teacher[[e.place for e in batch]].to(self.device) / config.temperature
            said = (logits / config.temperature).log_softmax(dim=1)
            apart = nn.functional.kl_div(said, told.softmax(dim=1), reduction="batchmean") * config.temperature**2
            loss = (1 - config.taught) * loss + config.taught * apart
        return loss + config.ranking * ranking_loss(logits, batch)

    def save(self, path: Path) -> None:
        """Write the state; a cut in the middle leaves the last one whole."""
        parts = {name: getattr(self, name).state_dict() for name in ("model", "average", "optimiser", "schedule")}
        part = path.with_suffix(".part")
        torch.save({**parts, "step": self.step, "steps": self.steps, "running": self.running, "kept": self.kept}, part)
        part.replace(path)

    def go_on(self, path: Path) -> None:
        """Take up a saved state. Raises ValueError where it is of a run of another length."""
        found: dict[str, Any] = torch.load(path, map_location=self.device, weights_only=True)
        if found["steps"] != self.steps:
            raise ValueError(f"{path} is of a run of {found['steps']} steps, not {self.steps}; remove it to begin anew")
        for name in ("model", "average", "optimiser", "schedule"):
            getattr(self, name).load_state_dict(found[name])
        self.step, self.running, self.kept = found["step"], found["running"], found["kept"]


def accuracy(run: Training, examples: Sequence[Example]) -> float:
    found = logits_of(run.average, [e.encoded for e in examples], run.reader, run.device).argmax(dim=1)
    return float((found == torch.tensor([e.label for e in examples])).float().mean())


def train(
    run: Training, examples: list[Example], dev: dict[str, list[Example]], out: Path, teacher: Tensor | None
) -> None:
    """Fine-tune to the end; writes the running average at each check, and to `out` the mean of those of the last."""
    state, size = out / "state.pt", run.config.batch
    if state.exists():
        run.go_on(state)
        print(f"goes on after step {run.step}", flush=True)
    checks = [round(run.steps * part / CHECKS) for part in range(1, CHECKS + 1)]
    gc.collect()
    gc.freeze()  # the examples are millions of objects; looking through them again and again halves the speed
    began, first = time.monotonic(), run.step
    order = batches.endless(examples, size, run.config.seed, skipped=run.step)
    while run.step < run.steps:
        run.learn(next(order), teacher)
        if run.step % 50 == 0 or run.step == run.steps:
            rate = (run.step - first) * size / (time.monotonic() - began)
            print(f"step {run.step}/{run.steps} loss {run.running:.3f} {rate:.0f} pairs/s", flush=True)
        if run.step in checks:
            scores = {name: round(accuracy(run, rows), 4) for name, rows in dev.items()}
            print(f"step {run.step} {json.dumps(scores)}", flush=True)
            run.average.save_pretrained(out / f"step-{run.step}")
            run.kept = [*run.kept, copy.deepcopy(run.average.state_dict())][-MEAN_OF:]
        if run.step % SAVED_EVERY == 0 or run.step in checks:
            run.save(state)
    run.average.load_state_dict(mean_of(run.kept))
    run.average.save_pretrained(out)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--checkpoint", type=Path, required=True, help="folder of the checkpoint to start from")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--reader", choices=READERS, default="first")
    parser.add_argument("--epochs", type=float, default=Config.epochs)
    parser.add_argument("--batch", type=int, default=Config.batch)
    parser.add_argument("--rows", type=int, help="train on the first so many rows alone")
    parser.add_argument("--teacher", type=Path, help="logits that training.teach wrote for the same rows")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    options = parser.parse_args()
    reader = READERS[options.reader]
    config = Config(epochs=options.epochs, lr=reader.lr, batch=options.batch)
    options.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(config.seed)
    model = start(options.checkpoint, reader)
    tokenizer = tokenizer_of(options.checkpoint)
    rows, held = build(options.data, config.seed, foreign=reader.foreign)
    rows = rows[: options.rows]
    print(f"{len(rows)} rows to train on, {len(held)} held out", flush=True)
    examples = examples_of(rows, tokenizer, reader)
    watched = {"held out": held, "dev": read_pairs(options.data / "pairs-dev.jsonl.gz")}
    dev = {
        name: examples_of([r for r in rows if r.set == WATCHED], tokenizer, reader) for name, rows in watched.items()
    }
    teacher = torch.load(options.teacher, weights_only=True) if options.teacher else None
    if teacher is not None and len(teacher) < len(rows):
        parser.error(
            f"--teacher: {options.teacher} answers {len(teacher)} rows, not {len(rows)}; ask it for these rows"
        )
    (options.out / "training.json").write_text(json.dumps(asdict(config), indent=2) + "\n")
    per_epoch = len(batches.epoch(examples, config.batch, config.seed, 0))
    run = Training(config, reader, model, math.ceil(config.epochs * per_epoch), options.device)
    train(run, examples, dev, options.out, teacher)


if __name__ == "__main__":
    main()
