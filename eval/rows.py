"""The labelled rows: which files hold them, and which of their texts an application would have fetched for its user."""

import gzip
import json

#: The folder of each task, and what its `train.jsonl.gz` holds a line of.
TASKS = {
    "injection": 'attacks and ordinary traffic: {"id","text","label","source","kind"}',
    "safety": 'harmful and harmless texts: {"id","text","label","source","kind"}',
    "pii": 'personal data: {"id","text","spans":[{"start","end","label"}],"source"}',
    "secrets": 'credentials: {"id","text","spans","label","source","kind"}',
    "leak": 'answers and the prompts behind them: {"id","system","text","label","source","kind"}',
}
#: Kinds whose text comes from a tool, a page or a file, and not from the user; the trainer of the linear model has the
#: same list.
FOREIGN = {"indirect", "tool_benign", "document_benign", "html_benign"}
#: Harmless rows that were built to look like attacks. Like the scorer we set no threshold on them.
LOOKALIKES = {
    "overdefence", "adversarial_benign", "security_benign", "security_benign_multilingual", "hard_negative",
}  # fmt: skip


def path(data, task):
    """Where the rows of a task lie in the folder of data."""
    return data / task / "train.jsonl.gz"


def missing(data, scorer):
    """What a measurement needs and does not find, each with what it holds."""
    files = {path(data, task): holds for task, holds in TASKS.items()}
    files[scorer] = "the scorer: `binary`, `spans` and `secrets` against a file of predictions"
    return {file: holds for file, holds in files.items() if not file.is_file()}


def read(data, task):
    """The rows of a task, each with its origin."""
    with gzip.open(path(data, task), "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines if line.strip()]
    for row in rows:
        row["origin"] = "retrieved" if row.get("kind") in FOREIGN else "user"
    return rows


def is_foreign(row):
    """Whether somebody else than the user wrote the text."""
    return row["origin"] == "retrieved"
