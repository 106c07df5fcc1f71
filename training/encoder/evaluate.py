"""Scores rows with a trained encoder and tells rates by source, at thresholds set on ordinary traffic."""

from __future__ import annotations

import argparse
import json
import random
from collections import defaultdict
from pathlib import Path

import numpy as np
import torch

from data import HARD_KINDS, Row, corpus_rows, development_rows
from model import Encoder
from sources import CALIBRATION, FOLDS
from windows import PAD, Reader, starts, window

BATCH_TOKENS = 8192
RATES = {"fpr1": 0.01, "fpr0.1": 0.001}


@torch.inference_mode()
def score(model: Encoder, reader: Reader, rows: list[Row]) -> tuple[np.ndarray, np.ndarray]:
    """Logits by row, the highest of its windows: injection [rows], safety [rows, SAFETY]."""
    windows = []
    for number, row in enumerate(rows):
        tokens = reader.encode(row.text)
        windows += [(number, window(tokens, start, row.origin)) for start in starts(len(tokens))]
    windows.sort(key=lambda w: len(w[1]))
    injection = np.full(len(rows), -np.inf)
    safety = np.full((len(rows), model.heads["safety"].out_features), -np.inf)
    model.eval()
    first = 0
    while first < len(windows):
        width = len(windows[min(first + BATCH_TOKENS // len(windows[first][1]), len(windows)) - 1][1])
        chunk = windows[first : first + max(1, BATCH_TOKENS // width)]
        width = len(chunk[-1][1])
        ids = torch.tensor([w + [PAD] * (width - len(w)) for _, w in chunk])
        with torch.autocast("cpu", dtype=torch.bfloat16):
            a, b = model(ids)
        at = np.array([number for number, _ in chunk])
        np.maximum.at(injection, at, a.numpy())
        np.maximum.at(safety, at, b.numpy())
        first += len(chunk)
    return injection, safety


def at_most(rows: list[Row], seed: int, most: int = 1000) -> list[Row]:
    """At most `most` rows of each source and label, the same ones for the same seed."""
    groups: dict[tuple, list[Row]] = defaultdict(list)
    for row in rows:
        groups[(row.source, row.kind, row.injection, row.safety and row.safety[0])].append(row)
    draw = random.Random(seed)
    return [row for some in groups.values() for row in (some if len(some) <= most else draw.sample(some, most))]


def auc(positive: np.ndarray, negative: np.ndarray) -> float:
    """Chance that a random positive scores above a random negative."""
    if not len(positive) or not len(negative):
        return float("nan")
    ordered = np.sort(negative)
    below = np.searchsorted(ordered, positive, "left") + np.searchsorted(ordered, positive, "right")
    return float(below.mean() / 2 / len(negative))


def threshold(negative: np.ndarray, rate: float) -> float:
    """The smallest threshold that at most `rate` of the negatives exceed."""
    return float(np.sort(negative)[::-1][int(rate * len(negative))])


def rates(rows: list[Row], labels: np.ndarray, scores: np.ndarray) -> dict:
    """AUC, recall and share flagged by source, with the threshold set on the rows' ordinary traffic."""
    hard = np.array([row.kind in HARD_KINDS for row in rows]) & (labels == 0)
    traffic, positive = scores[(labels == 0) & ~hard], scores[labels == 1]
    table: dict = {"auc": auc(positive, traffic), "positives": len(positive), "traffic": len(traffic)}
    by_source = defaultdict(list)
    for i, row in enumerate(rows):
        by_source[(row.source, int(labels[i]), row.kind)].append(i)
    for name, rate in RATES.items():
        limit = threshold(traffic, rate)
        sources = {key: float((scores[at] > limit).mean()) for key, at in by_source.items()}
        recalls = defaultdict(list)
        for row, label, value in zip(rows, labels, scores > limit):
            if label == 1:
                recalls[row.source].append(value)
        table[name] = {
            "threshold": limit,
            "recall": float((positive > limit).mean()),
            "mean_over_sources": float(np.mean([np.mean(v) for v in recalls.values()])),
            "hard_flagged": float((scores[hard] > limit).mean()) if hard.any() else None,
            "by_source": {" ".join(map(str, key)): round(value, 4) for key, value in sorted(sources.items())},
        }
    return table


def tells_of_injection(row: Row) -> bool:
    """Whether a row is judged for injection: rows of the safety file are harmless there by their kind only."""
    return row.injection is not None and not row.kind.startswith("safety_")


def report(model: Encoder, reader: Reader, rows: list[Row], out: Path) -> None:
    """Scores rows and writes `predictions.jsonl` and `rates.json` into `out`."""
    injection, safety = score(model, reader, rows)
    with (out / "predictions.jsonl").open("w", encoding="utf-8") as lines:
        for row, logit, harm in zip(rows, injection, safety):
            item = {"id": row.id, "score": round(float(logit), 4), "safety": round(float(harm[0]), 4)}
            lines.write(json.dumps(item) + "\n")
    table = {}
    judged = [i for i, row in enumerate(rows) if tells_of_injection(row)]
    some = [rows[i] for i in judged]
    table["injection"] = rates(some, np.array([row.injection for row in some]), injection[judged])
    harm = [i for i, row in enumerate(rows) if row.safety is not None]
    some = [rows[i] for i in harm]
    if any(row.safety[0] == 1 for row in some):
        table["safety"] = rates(some, np.array([row.safety[0] for row in some]), safety[harm, 0])
    (out / "rates.json").write_text(json.dumps(table, indent=1))
    print(json.dumps(table, indent=1), flush=True)


def load(path: Path) -> Encoder:
    """The encoder of a `model.pt`."""
    kept = torch.load(path)
    model = Encoder(kept["layers"])
    # Runs of an earlier time had a third head, for names.
    model.load_state_dict({name: weight for name, weight in kept["weights"].items() if "heads.names" not in name})
    return model.eval()


def main() -> None:
    """Scores one fold, or a corpus folder, with a saved model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True, help="model.pt of a run")
    parser.add_argument("--vocabulary", type=Path, required=True)
    parser.add_argument("--data", type=Path, help="folder of the development files")
    parser.add_argument("--fold", type=int, help="score the sources of this fold, not those held out for calibration")
    parser.add_argument("--corpus", type=Path, help="score this corpus folder instead")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=20)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    if args.corpus:
        rows = corpus_rows(args.corpus, args.seed)
    else:
        held = FOLDS[args.fold] if args.fold is not None else CALIBRATION
        rows = at_most([row for row in development_rows(args.data) if row.source in held], args.seed)
    report(load(args.model), Reader(args.vocabulary), rows, args.out)


if __name__ == "__main__":
    main()
