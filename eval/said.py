"""What detectors say of rows: the shipped one by `wicketgate scan --jsonl`, and weights that never saw a row's source.

A prediction is a mapping with `id` and, as the task needs them, `score` (0.0 clean … 1.0 certain), `spans` and `acts`,
which is whether a gate with the default configuration acts on the text.
"""

import json
import os
import subprocess
import tempfile
from pathlib import Path

from rows import is_foreign

#: From this score on the detector makes a finding of what the linear model says, by task (`sure` of the questions in
#: `wicket-detect`); a guard whose limit is lower sees nothing below it.
SURE = {"injection": 0.7, "safety": 0.97}
#: Sources in two halves; the tagger of names is learnt without one half, which it then reads.
NAMES_LEFT_OUT = {
    "a": ["presidio_synth_v2", "presidio_generated_large", "wnut17_train", "nopii_man_pages"],
    "b": ["faker_templates", "wikigold", "germeval14_dev", "nopii_rust_docs_html"],
}


def guards(binary):
    """What each guard does when nothing is configured, and from which score on: `action` and `limit`."""
    with tempfile.TemporaryDirectory() as empty:
        alone = {name: value for name, value in os.environ.items() if name != "WICKETGATE_CONFIG"}
        command = [binary, "config", "show", "--format", "json"]
        told = subprocess.run(command, check=True, capture_output=True, text=True, cwd=empty, env=alone).stdout
    return json.loads(told)["guards"]


def by_shipped(binary, task, rows, limit, encoder="always"):
    """What the shipped detector says of `rows`, by id; `encoder` is which of them its second stage reads."""
    told = answers(binary, rows, "--only", task, "--encoder", encoder)
    return {answer["id"]: prediction(task, answer, limit) for answer in told}


def second_looks(binary, rows):
    """The ids of those `rows` that the second stage reads by default: without it another score comes out."""
    alone, both = (answers(binary, rows, "--encoder", encoder) for encoder in ("never", "undecided"))
    return {one["id"] for one, two in zip(alone, both) if one["scores"] != two["scores"]}


def answers(binary, rows, *options):
    """What `scan --jsonl` answers to `rows`, in their order."""
    with tempfile.TemporaryDirectory() as folder:
        asked, said = Path(folder, "asked.jsonl"), Path(folder, "said.jsonl")
        with asked.open("w", encoding="utf-8") as lines:
            for row in rows:
                wanted = {key: row[key] for key in ("id", "text", "origin", "system") if key in row}
                lines.write(json.dumps(wanted) + "\n")
        with said.open("w") as out:
            command = [binary, "scan", "--jsonl", *options, "--fail-on", "none", asked]
            subprocess.run(command, check=True, stdout=out)
        with said.open(encoding="utf-8") as lines:
            return [json.loads(line) for line in lines]


def prediction(task, told, limit):
    """One answer of `scan --jsonl` as a prediction."""
    # Kinds of secrets are named in the singular.
    kinds = {"secrets": "secret."}.get(task, f"{task}.")
    acted = [found for found in told["findings"] if found["kind"].startswith(kinds) and found["confidence"] >= limit]
    score = told["scores"].get(task)
    return {
        "id": told["id"],
        "score": score,
        "spans": [{"start": found["start"], "end": found["end"], "label": label(found["kind"])} for found in acted],
        "acts": score >= limit if task == "leak" else bool(acted),
    }


def label(kind):
    """The label of a kind: `pii.national_id.de` is a `NATIONAL_ID`."""
    return kind.split(".")[1].upper()


def learn_left_out(binaries, data, corpus, out):
    """Trains on all sources but some until each was left out once, and keeps what is said of their rows in `out`.

    The linear model and the tagger of names learn side by side; each needs one core. The tagger learns from a teacher
    too where `out` has what that said, `names_a.taught` and `names_b.taught`; the card of its weights tells how to make
    them.
    """
    out.mkdir(parents=True, exist_ok=True)
    linear = [binaries / "wicket-train-linear", data, "--corpus", corpus, "--predictions", out]
    with (out / "linear.log").open("w") as log, subprocess.Popen(linear, stdout=log, stderr=log) as learning:
        for half, sources in NAMES_LEFT_OUT.items():
            names = [binaries / "wicket-train-names", data, corpus, out / f"names_{half}.bin", *sources]
            subprocess.run(names, check=True, stderr=subprocess.DEVNULL)
            (out / f"names_{half}.bin").unlink()
        if learning.wait() != 0:
            raise SystemExit(f"the linear model was not learnt; see {out / 'linear.log'}")


def by_left_out(folder, task, rows, limit):
    """What weights that have not seen the sources of `rows` say of them, by id; rows that none was asked of lack."""
    if task == "pii":
        halves = [lines(folder / f"names_{half}.jsonl") for half in NAMES_LEFT_OUT]
        return {told["id"]: {**told, "spans": sure(told["spans"], limit)} for half in halves for told in half}
    foreign = {row["id"] for row in rows if is_foreign(row)}
    # Text that no party to the talk wrote is judged by a head of its own.
    heads = {"injection": ["injection", "planted"]}.get(task, [task])
    said = [
        {**told, "acts": told["score"] >= max(limit, SURE[task])}
        for head in heads
        for told in lines(folder / f"{head}.jsonl")
        if len(heads) == 1 or (told["id"] in foreign) == (head == "planted")
    ]
    return {told["id"]: told for told in said}


def sure(spans, limit):
    """The spans that the guard acts on."""
    return [span for span in spans if span["confidence"] >= limit]


def lines(path):
    """The values of a file of JSON lines."""
    with path.open(encoding="utf-8") as text:
        return [json.loads(line) for line in text]
