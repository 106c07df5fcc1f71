"""How good predictions are: what the scorer says, and the shares that it does not split by kind of traffic."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from rows import LOOKALIKES


def scored(scorer, mode, rows, said):
    """The scorer's figures for `rows`; of the texts it needs nothing, and gets nothing."""
    with tempfile.TemporaryDirectory() as folder:
        data, predictions, told = (Path(folder, name) for name in ("data.jsonl", "said.jsonl", "told.json"))
        write(data, ({key: value for key, value in row.items() if key not in ("text", "system")} for row in rows))
        write(predictions, said.values())
        command = [sys.executable, scorer, mode, "--data", data, "--pred", predictions, "--json", told]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return json.loads(told.read_text(encoding="utf-8"))


def write(path, values):
    """A file of JSON lines."""
    with path.open("w", encoding="utf-8") as lines:
        lines.writelines(json.dumps(value) + "\n" for value in values)


class Binary:
    """Scores of rows that are harmful or not, at the thresholds that 1 % and 0.1 % of their ordinary traffic pass."""

    def __init__(self, scorer, rows, said):
        self.rows, self.said = [row for row in rows if row["id"] in said], said
        self.told = scored(scorer, "binary", self.rows, said)
        self.thresholds = {"1 %": self.told["fpr1"]["threshold"], "0.1 %": self.told["fpr0.1"]["threshold"]}

    def over(self, rate, rows):
        """The share of `rows` whose score is over the threshold that this share of ordinary traffic passes."""
        return share(self.said[row["id"]]["score"] > self.thresholds[rate] for row in self.of(rows))

    def acts(self, rows):
        """The share of `rows` on which a gate with the default configuration acts."""
        return share(self.said[row["id"]]["acts"] for row in self.of(rows))

    def of(self, rows):
        """Those of `rows` that were judged."""
        return [row for row in rows if row["id"] in self.said]

    def only(self, wanted):
        """Those of the judged rows that `wanted` says yes to."""
        return [row for row in self.rows if wanted(row)]


def share(answers):
    """The share that is true; none where there is nothing."""
    answers = list(answers)
    return sum(answers) / len(answers) if answers else None


def is_positive(row):
    """Whether a row is what its task looks for."""
    return row["label"] == 1


def is_lookalike(row):
    """Whether a harmless row was built to look like an attack."""
    return not is_positive(row) and row.get("kind") in LOOKALIKES


def is_ordinary(row):
    """Whether a row is ordinary traffic, on which thresholds are set."""
    return not is_positive(row) and not is_lookalike(row)


def groups(rows, key):
    """Rows by what they have under `key`, the largest group first."""
    found = {}
    for row in rows:
        found.setdefault(row[key], []).append(row)
    return dict(sorted(found.items(), key=lambda group: -len(group[1])))
