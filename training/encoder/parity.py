"""Compares the packed model with the weights in floats, by what matters: the rates on held-out sources.

`python parity.py --data DATA --held-out RUN --packed encoder.bin`, after
`cargo build --release -p wicket-encoder --example encoder_scores`. `RUN` is a folder with the predictions of
`evaluate.py`; `--every 4` takes every fourth row of them.
"""

from __future__ import annotations

import argparse
import json
import subprocess
from pathlib import Path

import numpy as np

from card import percent
from data import Row, development_rows
from evaluate import rates, tells_of_injection


def packed_scores(scorer: Path, packed: Path, rows: list[Row]) -> tuple[np.ndarray, np.ndarray]:
    """Logits of the packed model by row: injection, and the first of safety."""
    texts = "".join(json.dumps({"id": row.id, "text": row.text, "origin": row.origin}) + "\n" for row in rows)
    done = subprocess.run([scorer, packed], input=texts, capture_output=True, text=True, encoding="utf-8", check=True)
    told = [json.loads(line) for line in done.stdout.splitlines()]
    if [item["id"] for item in told] != [row.id for row in rows]:
        raise ValueError("the scorer left out rows")
    return np.array([item["injection"][0] for item in told]), np.array([item["safety"][0] for item in told])


def compare(head: str, rows: list[Row], labels: list[float], floats: np.ndarray, packed: np.ndarray) -> None:
    """Prints both models' rates for one head, and how far their logits lie apart."""
    off = np.abs(floats - packed)
    print(f"{head}, {len(rows)} rows: logits differ by {off.mean():.3f}, one in 100 by {np.quantile(off, 0.99):.3f}")
    for name, scores in (("floats", floats), ("packed", packed)):
        table = rates(rows, np.array(labels), scores)
        recalls = [percent(table[key]["recall"]) for key in ("fpr1", "fpr0.1")]
        print(f"  {name}: AUC {table['auc']:.4f}, recall {recalls[0]} at 1 %, {recalls[1]} at 0.1 %")


def main() -> None:
    """Scores with the packed model what `evaluate.py` scored with floats."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the development files")
    parser.add_argument("--held-out", type=Path, required=True, help="folder with predictions.jsonl")
    parser.add_argument("--packed", type=Path, required=True)
    parser.add_argument("--scorer", type=Path, default=Path("../../target/release/examples/encoder_scores"))
    parser.add_argument("--every", type=int, default=1)
    args = parser.parse_args()
    rows = {row.id: row for row in development_rows(args.data)}
    lines = (args.held_out / "predictions.jsonl").read_text(encoding="utf-8").splitlines()[:: args.every]
    scored = [(rows[item["id"]], item) for item in map(json.loads, lines)]
    packed = packed_scores(args.scorer, args.packed, [row for row, _ in scored])
    judged = [i for i, (row, _) in enumerate(scored) if tells_of_injection(row)]
    harm = [i for i, (row, _) in enumerate(scored) if row.safety is not None]
    for head, key, at, logits in (("injection", "score", judged, packed[0]), ("safety", "safety", harm, packed[1])):
        some = [scored[i][0] for i in at]
        labels = [row.injection if head == "injection" else row.safety[0] for row in some]
        compare(head, some, labels, np.array([scored[i][1][key] for i in at]), logits[at])


if __name__ == "__main__":
    main()
