"""Measures the detectors on labelled rows and writes docs/reference/rates.md; `make eval` calls it. Python 3.9 alone.

The rows and the scorer are no part of this repository: where they are not found, it is told what is missing, nothing
is written, and the exit status is 0. A few minutes on two cores, most of them for learning without some sources in
turn; what was said of their rows stays in eval/out, and --left-out takes it from there.
"""

import argparse
import hashlib
import os
import platform
import re
import subprocess
from pathlib import Path

import agent
import said
from measure import Binary, is_ordinary, is_positive, scored
from page import page
from rows import is_foreign, missing, read

ROOT = Path(__file__).parent.parent
OUT = ROOT / "eval" / "out"


def main():
    """Measures and writes, or tells what is missing."""
    args = arguments()
    absent = missing(args.data, args.scorer)
    if absent:
        return tell(absent)
    binaries = args.binaries.resolve() if args.binaries else build()
    left_out = args.left_out
    if left_out is None:
        print("learning without some sources in turn", flush=True)
        left_out = OUT
        said.learn_left_out(binaries, args.data, ROOT / "corpus", left_out)
    print("timing the stages", flush=True)
    timed = speed(binaries)
    print("scanning and scoring", flush=True)
    report = {**measure(binaries / "wicketgate", args.data, args.scorer, left_out), "speed": timed}
    args.page.write_text(page(report), encoding="utf-8")
    print(f"wrote {args.page}")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with TASK/train.jsonl.gz")
    parser.add_argument("--scorer", type=Path, required=True, help="score.py")
    parser.add_argument("--left-out", type=Path, help="what an earlier run kept; learns anew if left out")
    parser.add_argument("--binaries", type=Path, help="folder of a release build; builds if left out")
    parser.add_argument("--page", type=Path, default=ROOT / "docs" / "reference" / "rates.md")
    return parser.parse_args()


def tell(absent):
    """Says what is missing; that is no failure, for few have it."""
    print("nothing was measured, and the page of rates is as it was; these are missing:")
    for file, holds in absent.items():
        print(f"    {file}\n        {holds}")
    print("hint: make eval DATA=<folder> SCORER=<score.py>, or WICKETGATE_DATA in the environment")


def build():
    """The release build of everything that is run; the folder it is in."""
    target = Path(os.environ.get("CARGO_TARGET_DIR") or Path.home() / ".cache" / "wicketgate" / "target")
    cargo = ["cargo", "build", "--release", "--locked", "--quiet"]
    environment = {**os.environ, "CARGO_TARGET_DIR": str(target)}
    for what in (
        ["-p", "wicketgate"],
        ["-p", "wicket-train-linear", "-p", "wicket-train-names"],
        ["-p", "wicket-detect", "--example", "stage_speed"],
        ["-p", "wicket-encoder", "--example", "encoder_speed"],
    ):
        subprocess.run([*cargo, *what], check=True, cwd=ROOT, env=environment)
    return target / "release"


def speed(binaries):
    """What the examples print that time the stages of a scan, each beside a peer in the same run."""
    examples = [binaries / "examples" / name for name in ("stage_speed", "encoder_speed")]
    return "".join(subprocess.run([e], check=True, capture_output=True, text=True).stdout for e in examples)


def measure(binary, data, scorer, left_out):
    """Everything that the page tells but the speed."""
    guards = said.guards(binary)
    limits = {guard: setting["limit"] for guard, setting in guards.items()}
    report = {"guards": guards, "machine": machine(), "weights": weights()}
    for task in ("injection", "safety"):
        report[task] = judged(binary, scorer, task, read(data, task), left_out, limits[task])
    rows = report["injection"]["shipped"].rows
    report["second"] = (rows, said.second_looks(binary, rows))
    rows = read(data, "pii")
    report["pii"] = {
        "left_out": scored(scorer, "spans", rows, said.by_left_out(left_out, "pii", rows, limits["pii"])),
        "shipped": scored(scorer, "spans", rows, said.by_shipped(binary, "pii", rows, limits["pii"])),
    }
    rows = read(data, "secrets")
    told = said.by_shipped(binary, "secrets", rows, limits["secrets"])
    report["secrets"] = {"rows": rows, "said": told, "told": scored(scorer, "secrets", rows, told)}
    turns = agent.turns(ROOT)
    report["agent"] = {
        guard: (turns, said.by_shipped(binary, guard, turns, limits[guard], "undecided"))
        for guard in ("injection", "safety", "secrets", "pii")
    }
    for told in report["agent"]["pii"][1].values():
        told["acts"] = any(span["label"] not in agent.OPEN for span in told["spans"])
    rows = read(data, "leak")
    report["leak"] = {"shipped": Binary(scorer, rows, said.by_shipped(binary, "leak", rows, limits["leak"]))}
    return report


def judged(binary, scorer, task, rows, left_out, limit):
    """A task whose weights are measured both left out and shipped, on all rows and on some sets of them."""
    out = said.by_left_out(left_out, task, rows, limit)
    shipped = said.by_shipped(binary, task, rows, limit)
    for row in rows:
        # What the linear model has not learnt, no other stage has: their trainers leave the same sources out.
        row["learnt"] = out.get(row["id"], {}).get("learnt", True)
    sets = {"left_out": (rows, out), "shipped": (rows, shipped)}
    sets["not_learnt"] = ([row for row in rows if not row["learnt"]], shipped)
    planted = [row for row in rows if is_foreign(row)]
    if any(map(is_positive, planted)) and any(map(is_ordinary, planted)):
        sets |= {"left_out_planted": (planted, out), "shipped_planted": (planted, shipped)}
    return {name: Binary(scorer, some, told) for name, (some, told) in sets.items()}


def machine():
    """The processor, in its own words."""
    about = Path("/proc/cpuinfo")
    model = re.search(r"model name\s*: (.*)", about.read_text(encoding="utf-8")) if about.is_file() else None
    return f"{model.group(1) if model else platform.machine()}, {os.cpu_count()} cores"


def weights():
    """The shipped weights by their names, each with the start of its digest."""
    files = sorted(ROOT.glob("crates/*/models/*.bin"))
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest()[:16] for file in files}


if __name__ == "__main__":
    main()
