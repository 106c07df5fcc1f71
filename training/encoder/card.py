"""Writes the model card: the text of `card.md`, filled with what a run read and how it scored."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

from platt import PRIORS
from sources import NOT_SHIPPED, SHIPPED

#: The settings by which a run differs from another; the others are paths.
TOLD = ["layers", "rate", "minutes", "seed", "threads", "more"]


def percent(share: float) -> str:
    """A share in per cent."""
    return f"{100 * share:.1f} %"


def table(head: list[str], rows: list[list[str]]) -> str:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def sources(read: dict[str, dict[str, float]]) -> str:
    """Every source with its licence, its rows and how many one pass draws; the project's own by folder."""
    rows = [
        [name, licence, f"{read[name]['rows']:,}", f"{read[name]['drawn']:,.0f}"]
        for name, licence in SHIPPED.items()
        if name in read
    ]
    own: dict[str, list[dict[str, float]]] = defaultdict(list)
    for name, counts in read.items():
        if name.startswith("own/"):
            own[name.split("/")[1]].append(counts)
    for folder, families in sorted(own.items()):
        count, drawn = (sum(family[key] for family in families) for key in ("rows", "drawn"))
        told = f"{count:,} from {len(families)} families"
        rows.append([f"`corpus/{folder}/`", "the project's", told, f"{drawn:,.0f}"])
    return table(["source", "licence", "rows", "drawn a pass"], rows)


def summary(rates: dict[str, dict]) -> str:
    """One line for each head and threshold."""
    rows = []
    for head, told in rates.items():
        for name, share in (("fpr1", "1 %"), ("fpr0.1", "0.1 %")):
            at = told[name]
            hard = "–" if at["hard_flagged"] is None else percent(at["hard_flagged"])
            recalls = [percent(at["recall"]), percent(at["mean_over_sources"]), hard]
            rows.append([head, f"{told['positives']:,} / {told['traffic']:,}", f"{told['auc']:.4f}", share, *recalls])
    shares = ["traffic flagged", "recall", "mean over sources", "look-alikes flagged"]
    return table(["head", "positives / traffic", "AUC", *shares], rows)


def by_source(told: dict, positive: str) -> str:
    """The share flagged of each source, label and kind."""
    rows = []
    for key in sorted(told["fpr1"]["by_source"], key=lambda key: (key.split()[1], key)):
        source, label, kind = key.split()
        shares = [percent(told[name]["by_source"][key]) for name in ("fpr1", "fpr0.1")]
        rows.append([source, positive if label == "1" else "harmless", kind.removeprefix("safety_"), *shares])
    return table(["source", "label", "kind", "flagged at 1 %", "flagged at 0.1 %"], rows)


def write(run: Path, held_out: Path, calibration: dict) -> str:
    """The card of a run, scored by `evaluate.py` into `held_out`."""
    read = {name: json.loads((run / f"{name}.json").read_text(encoding="utf-8")) for name in ("settings", "sources")}
    rates = json.loads((held_out / "rates.json").read_text(encoding="utf-8"))
    rates = {head: rates[head] for head in ("injection", "safety")}
    numbers = ["scale", "offset", "threshold_fpr1", "threshold_fpr0.1"]
    heads = [[name, *(str(head[key]) for key in numbers)] for name, head in calibration["heads"].items()]
    settings = read["settings"]
    parts = {
        "arguments": " ".join(f"--{key} {settings[key]}" for key in TOLD if settings.get(key, "None") not in ("None", "")),
        "left_out": ", ".join(f"{name} ({licence})" for name, licence in NOT_SHIPPED.items()),
        "sources": sources(read["sources"]),
        "summary": summary(rates),
        "prior_injection": f"{100 * PRIORS['injection']:g} %",
        "prior_safety": f"{100 * PRIORS['safety']:g} %",
        "calibration": table(["head", "scale", "offset", "1 % of traffic", "0.1 % of traffic"], heads),
        "injection": by_source(rates["injection"], "attack"),
        "safety": by_source(rates["safety"], "harmful"),
    }
    text = (Path(__file__).parent / "card.md").read_text(encoding="utf-8")
    for name, part in parts.items():
        text = text.replace("{" + name + "}", part)
    return text
