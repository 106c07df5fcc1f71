"""Turns the development files and the project's own corpus into rows with targets for the two heads."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Iterator

import corpus
from sources import SHIPPED

CATEGORIES = ["hate", "harassment", "sexual", "minors", "violence", "self_harm", "crime", "weapons", "malware"]
# How severe a harmful text is, by the least severity (1 to 3) that answers yes. Of a harmless one it is not asked.
SEVERITIES = {"serious": 2, "grave": 3}
SAFETY = ["any", *CATEGORIES, *SEVERITIES]
FOREIGN_KINDS = {"indirect", "document_benign", "tool_benign", "html_benign"}
# Rows built to look like attacks: reported apart, and never part of the traffic that sets a threshold.
HARD_KINDS = {"security_benign", "hard_negative"}
UNKNOWN = -1.0

# What the finer labels of the development files say about a category; the other categories stay unknown.
CATEGORY_OF_SUB = {
    "hate": "hate",
    "offensive": "harassment",
    "discrimination_exclusion_toxicity_hateful_offensive": "hate",
    "malicious_uses": "crime",
    "sexually_explicit": "sexual",
    "threat": "violence",
    "identity_attack": "hate",
    "insult": "harassment",
    "profanity": "harassment",
}


@dataclass(slots=True)
class Row:
    """A text with what is known about it; None where nothing is known for that head."""

    id: str
    text: str
    source: str
    kind: str
    origin: str = "user"
    injection: float | None = None
    safety: tuple[float, ...] | None = None


def read_lines(path: Path) -> Iterator[dict]:
    """The objects of a gzip JSONL file; nothing where the file is absent."""
    if path.exists():
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield from (json.loads(line) for line in lines if line.strip())


def safety_targets(
    label: int, category: str | None, others_known: bool, severity: int | None = None
) -> tuple[float, ...]:
    """Targets in the order of SAFETY: zero for a harmless text; for a harmful one what is known, else UNKNOWN."""
    rest = 0.0 if label == 0 or others_known and category else UNKNOWN
    kinds = (float(label and name in ("any", category)) or rest for name in ["any", *CATEGORIES])
    known = label == 1 and severity is not None
    return (*kinds, *(float(severity >= least) if known else UNKNOWN for least in SEVERITIES.values()))


def development_rows(folder: Path) -> list[Row]:
    """Every row of the injection and safety files, whatever its licence."""
    rows = []
    for item in read_lines(folder / "injection/train.jsonl.gz"):
        origin = "foreign" if item["kind"] in FOREIGN_KINDS else "user"
        row = Row(item["id"], item["text"], item["source"], item["kind"], origin, float(item["label"]))
        # Attacks may carry harmful goals, so only ordinary rows tell the safety head something.
        row.safety = safety_targets(0, None, True) if item["label"] == 0 else None
        rows.append(row)
    for item in read_lines(folder / "safety/train.jsonl.gz"):
        targets = safety_targets(item["label"], CATEGORY_OF_SUB.get(item.get("sub") or ""), False)
        injection = None if item["label"] else 0.0
        rows.append(Row(item["id"], item["text"], item["source"], "safety_" + item["kind"], "user", injection, targets))
    return rows


def corpus_rows(root: Path, seed: int) -> list[Row]:
    """Rows of the project's labelled grammars; the source is `own/<grammar>/<family>`."""
    rows, count = [], Counter()
    for block, text in corpus.draw_all(root, seed):
        labels = block.labels
        if "label" not in labels:
            # A grammar of names teaches another model, and says nothing of attack or harm.
            continue
        source = f"own/{block.where}/{labels.get('family', 'rows')}"
        count[source] += 1
        row = Row(f"{source}/{count[source]}", text, source, "own_" + labels.get("family", "rows"))
        origin = labels.get("origin", "user")
        row.origin = {"document": "foreign", "tool": "foreign", "system": "unknown"}.get(origin, "user")
        if "category" in labels:
            severity = int(labels["severity"]) if "severity" in labels else None
            row.safety = safety_targets(int(labels["label"]), labels["category"], True, severity)
            row.injection = None if int(labels["label"]) else 0.0
        else:
            row.injection = float(labels["label"])
            row.safety = None if row.injection else safety_targets(0, None, True)
        rows.append(row)
    return rows


def shippable(rows: list[Row]) -> list[Row]:
    """The rows that weights may be trained on and then be given away."""
    return [row for row in rows if row.source in SHIPPED or row.source.startswith("own/")]
