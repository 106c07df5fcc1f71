"""Fits how the two stages are joined, and tells what each is worth: alone, together, and where only doubts are read twice.

`python join.py --first FOLDER --second RUN --calibration calibration.json`

FOLDER is what `wicket-train-linear --predictions` writes: log odds of rules and linear model for rows whose source they
have not seen. RUN holds `predictions.jsonl` of an encoder that has not seen these sources either. The three numbers of each
line stand in `crates/wicket-detect/src/second.rs` as JOINED.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from evaluate import auc
from platt import PRIORS
from sources import UNREAD

RATES = (0.01, 0.001)
# Which of the encoder's heads answers for which of the first stage's.
HEADS = {"injection": ("score", "injection"), "planted": ("score", "injection"), "safety": ("safety", "safety")}
QUESTIONS = {"injection": ("injection", "planted"), "safety": ("safety",)}
# The share of ordinary texts that one head of the first stage leaves undecided, and from which on it is sure.
DOUBTFUL, SURE = 0.025, 0.7


def rows_of(args: argparse.Namespace) -> list[dict]:
    """The rows that both stages have scored, with the calibrated log odds of each."""
    second = {}
    for line in (args.second / "predictions.jsonl").read_text().splitlines():
        item = json.loads(line)
        second[item["id"]] = item
    heads = json.loads(args.calibration.read_text())["heads"]
    first = {head: [json.loads(line) for line in (args.first / f"{head}.jsonl").read_text().splitlines()] for head in HEADS}
    # Foreign text has a head of its own.
    planted = {row["id"] for row in first["planted"]}
    first["injection"] = [row for row in first["injection"] if row["id"] not in planted]
    rows = []
    for name, some in first.items():
        key, head = HEADS[name]
        for row in some:
            if row["id"] in second and not row["mislabelled"]:
                row["second"] = heads[head]["scale"] * second[row["id"]][key] + heads[head]["offset"]
                rows.append(row | {"head": name})
    return rows


def fitted(x: np.ndarray, y: np.ndarray, prior: float) -> np.ndarray:
    """Logistic regression by Newton's method, both classes weighing the same, moved to `prior`."""
    x = np.hstack([np.ones((len(x), 1)), x])
    weight = np.where(y == 1, 0.5 / (y == 1).sum(), 0.5 / (y == 0).sum())
    w = np.zeros(x.shape[1])
    for _ in range(60):
        p = 1 / (1 + np.exp(-x @ w))
        gradient = x.T @ (weight * (p - y))
        curve = (x * (weight * p * (1 - p))[:, None]).T @ x + 1e-6 * np.eye(len(w))
        w -= np.linalg.solve(curve, gradient)
    w[0] += np.log(prior / (1 - prior))
    return w


def recalls(score: np.ndarray, y: np.ndarray, hard: np.ndarray, sources: np.ndarray) -> str:
    """AUC, recall at each rate of false positives, and its mean over sources at the first."""
    traffic = score[(y == 0) & ~hard]
    told = [f"AUC {auc(score[y == 1], traffic):.3f}"]
    for rate in RATES:
        limit = np.sort(traffic)[::-1][int(rate * len(traffic))]
        told.append(f"{(score[y == 1] > limit).mean():.3f} at {rate:.1%}")
        if rate == RATES[0]:
            attacks = set(sources[y == 1])
            told.append(f"mean {np.mean([(score[(y == 1) & (sources == s)] > limit).mean() for s in attacks]):.3f}")
    return ", ".join(told)


def tell(question: str, rows: list[dict]) -> None:
    """Fits one question and prints what came of it."""
    first, second = (np.array([row[key] for row in rows]) for key in ("log_odds", "second"))
    y = np.array([row["label"] for row in rows])
    hard = np.array([row["hard"] for row in rows])
    sources = np.array([row["source"] for row in rows])
    w = fitted(np.stack([first, second], 1), y, PRIORS[question])
    joined = w[0] + w[1] * first + w[2] * second
    sure = np.log(SURE / (1 - SURE))
    limit = np.sort(first[(y == 0) & ~hard])[::-1][int(DOUBTFUL * ((y == 0) & ~hard).sum())]
    twice = np.where((first >= limit) & (first < sure), joined, first)
    always = np.where(first < sure, joined, first)
    print(f"{question}: {(y == 1).sum()} positives, {((y == 0) & ~hard).sum()} ordinary; [{w[0]:.3f}, {w[1]:.3f}, {w[2]:.3f}]")
    for name, score in {"first": first, "second": second, "always": always, "undecided": twice}.items():
        print(f"  {name:10} {recalls(score, y, hard, sources)}")


def main() -> None:
    """Reads, fits and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--first", type=Path, required=True, help="folder with the predictions of the first stage")
    parser.add_argument("--second", type=Path, required=True, help="folder with predictions.jsonl of an encoder")
    parser.add_argument("--calibration", type=Path, required=True, help="calibration.json of that encoder")
    rows = rows_of(parser.parse_args())
    for question, heads in QUESTIONS.items():
        some = [row for row in rows if row["head"] in heads and row["source"] not in UNREAD]
        tell(question, some)


if __name__ == "__main__":
    main()
