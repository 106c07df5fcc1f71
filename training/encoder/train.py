"""Trains the encoder: `python train.py --data DATA --corpus CORPUS --trunk model.safetensors --vocabulary vocab.txt …`

The sources of `--fold` are left out and scored at the end. Without it those of `sources.CALIBRATION` are: the weights
that ship are so measured and calibrated on sources that they have not seen.
Every run writes `model.pt` with its settings into `--out`, again every few minutes, so that a stopped run is of use.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

import evaluate
from batches import Batch, Sampler
from data import UNKNOWN, Row, corpus_rows, development_rows, shippable
from model import Encoder, from_trunk
from sources import CALIBRATION, FOLDS
from windows import PAD, Reader

WARM_UP = 0.06
SAVE_EVERY_SECONDS = 240
REPORT_EVERY = 100
# The rows of a usual batch; losses are sums over these, so that a row counts the same in every batch, however many
# short rows fit in.
USUAL_ROWS = 40
SAFETY_WEIGHT = 1.0


def highest(values: Tensor, batch: Batch) -> Tensor:
    """By unit, the highest value of its windows."""
    shape = (batch.units, *values.shape[1:])
    index = batch.unit.view(-1, *(1,) * (values.dim() - 1)).expand_as(values)
    return torch.full(shape, -torch.inf).scatter_reduce(0, index, values, "amax")


def known_loss(logits: Tensor, targets: Tensor) -> Tensor:
    """Sum of binary cross-entropies over the targets that are known."""
    # No label smoothing: it holds all sure attacks at one logit, and a threshold at one false alarm in a thousand then
    # has to cut through that crowd.
    known = targets != UNKNOWN
    return (F.binary_cross_entropy_with_logits(logits, targets, reduction="none") * known).sum()


def loss_of(model: Encoder, batch: Batch) -> tuple[Tensor, dict[str, float]]:
    """The two heads' losses together, and each alone for the log."""
    with torch.autocast("cpu", dtype=torch.bfloat16):
        injection, safety = model(batch.ids)
    parts = {
        "injection": known_loss(highest(injection, batch), batch.injection) / USUAL_ROWS,
        "safety": SAFETY_WEIGHT * known_loss(highest(safety, batch), batch.safety) / USUAL_ROWS,
    }
    return sum(parts.values()), {name: part.item() for name, part in parts.items()}


def rate_at(progress: float, peak: float) -> float:
    """Learning rate: rises to its peak, then falls in a line to zero."""
    return peak * min(progress / WARM_UP, max(0.0, (1 - progress) / (1 - WARM_UP)))


def optimiser_of(model: Encoder, heads_rate: float) -> torch.optim.AdamW:
    """AdamW without decay for biases and norms; fresh heads learn faster than the pretrained trunk."""
    groups: dict[tuple[float, float], list[Tensor]] = {}
    for name, weight in model.named_parameters():
        if weight.requires_grad:
            decay = 0.01 if weight.dim() > 1 else 0.0
            factor = heads_rate if name.startswith("heads.") else 1.0
            groups.setdefault((decay, factor), []).append(weight)
    return torch.optim.AdamW([{"params": p, "weight_decay": d, "factor": f} for (d, f), p in groups.items()], lr=0.0)


def save(model: Encoder, args: argparse.Namespace, done: float) -> None:
    """Writes weights and settings, replacing the former file in one step."""
    target = args.out / "model.pt"
    part = target.with_suffix(".part")
    torch.save({"weights": model.state_dict(), "layers": len(model.encoder["layer"]), "done": done}, part)
    part.replace(target)


def train(model: Encoder, sampler: Sampler, args: argparse.Namespace) -> None:
    """Runs until `args.tokens` tokens, padding left out, have been read, or for `args.minutes`."""
    optimiser = optimiser_of(model, heads_rate=5.0)
    model.train()
    began = saved = time.monotonic()
    tokens, progress, sums = 0, 0.0, {}
    for step, batch in enumerate(sampler.batches()):
        for group in optimiser.param_groups:
            group["lr"] = group["factor"] * rate_at(progress, args.rate)
        loss, parts = loss_of(model, batch)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        tokens += int((batch.ids != PAD).sum())
        elapsed = time.monotonic() - began
        progress = elapsed / (60 * args.minutes) if args.minutes else tokens / args.tokens
        for name, part in parts.items():
            sums[name] = sums.get(name, 0.0) + part / REPORT_EVERY
        if step % REPORT_EVERY == REPORT_EVERY - 1:
            told = " ".join(f"{name} {value:.4f}" for name, value in sums.items())
            print(f"step {step + 1} tokens {tokens} ({progress:.1%}, {tokens / elapsed:.0f}/s) {told}", flush=True)
            sums = {}
        if time.monotonic() - saved > SAVE_EVERY_SECONDS:
            save(model, args, progress)
            saved = time.monotonic()
        if progress >= 1 or args.stop and tokens >= args.stop:
            break
    model.eval()
    save(model, args, progress)
    print(f"read {tokens} tokens", flush=True)


def gather(args: argparse.Namespace) -> tuple[list[Row], list[Row]]:
    """Rows to train on, always of shippable sources, and the held-out rows to score, of any licence."""
    everything = development_rows(args.data)
    held = FOLDS[args.fold] if args.fold is not None else CALIBRATION
    rows = shippable([row for row in everything if row.source not in held])
    if args.corpus:
        rows += corpus_rows(args.corpus, args.seed)
    return rows, [row for row in everything if row.source in held]


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the development files")
    parser.add_argument("--corpus", type=Path, help="the project's corpus/ folder")
    parser.add_argument("--trunk", type=Path, help="safetensors file of the pretrained BERT; not needed with --resume")
    parser.add_argument("--vocabulary", type=Path, required=True, help="vocab.txt of the pretrained BERT")
    parser.add_argument("--layers", default="0,1,2,3,4,5", help="which layers of it")
    parser.add_argument("--only", choices=["injection", "safety"], help="learn this head alone; all else stays")
    parser.add_argument("--more", default="", help="grammars that are to be three tenths of a pass: `injection/foreign_`")
    parser.add_argument("--out", type=Path, required=True, help="folder to write into")
    parser.add_argument("--fold", type=int, help="a fold of sources.FOLDS, to choose settings by")
    parser.add_argument("--tokens", type=float, default=8e6, help="tokens to read")
    parser.add_argument("--stop", type=float, help="stop after so many tokens, in the middle of the schedule")
    parser.add_argument("--minutes", type=float, help="let the clock set schedule and end; the log tells the tokens")
    parser.add_argument("--rate", type=float, default=1.5e-4, help="highest learning rate")
    parser.add_argument("--resume", type=Path, help="model.pt of an earlier run to go on from, in place of the trunk")
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--threads", type=int, default=1)
    return parser.parse_args()


def main() -> None:
    """Reads, trains, saves and, for a fold, scores."""
    args = arguments()
    args.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    random.seed(args.seed)
    rows, held = gather(args)
    reader = Reader(args.vocabulary)
    sampler = Sampler(rows, reader, args.seed, args.more)
    (args.out / "settings.json").write_text(json.dumps({k: str(v) for k, v in vars(args).items()}, indent=1))
    (args.out / "sources.json").write_text(json.dumps(source_table(rows, sampler), indent=1))
    print(f"{len(rows)} rows, {sum(sampler.quota.values()):.0f} a pass", flush=True)
    layers = [int(number) for number in args.layers.split(",")]
    model = evaluate.load(args.resume) if args.resume else from_trunk(args.trunk, layers)
    if args.only:
        for name, weight in model.named_parameters():
            weight.requires_grad_(name.startswith(f"heads.{args.only}."))
    train(model, sampler, args)
    evaluate.report(model, reader, evaluate.at_most(held, args.seed), args.out)


def source_table(rows: list[Row], sampler: Sampler) -> dict[str, dict[str, float]]:
    """By source, its rows and how many of them one pass draws; for the model card."""
    table: dict[str, dict[str, float]] = {}
    for row in rows:
        table.setdefault(row.source, {"rows": 0, "drawn": 0.0})["rows"] += 1
    for (source, _), quota in sampler.quota.items():
        table[source]["drawn"] = round(table[source]["drawn"] + quota, 1)
    return table


if __name__ == "__main__":
    main()
