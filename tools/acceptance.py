#!/usr/bin/env python3
"""Runs the stories of the security plan in the release build and prints one line per row: id, figure, target.

The id is in the name of each test, as in `aud_02_a_changed_record_is_named`. A test may print lines
`figure ROW-ID text`; they stand in the row's line. Set WICKETGATE_ACCEPTANCE=full (done here) for the full figures.
Exit 1 if a row has a failing story or none at all.
"""
import collections, os, re, subprocess, sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROW = re.compile(r"(?:^|::|_)([a-z]+)_(\d\d)(?=_)")


def targets():
    rows = {}
    for line in open(os.path.join(HERE, "acceptance.tsv"), encoding="utf-8"):
        if line.strip() and not line.startswith("#"):
            row, target = line.rstrip("\n").split("\t")
            rows[row] = target
    return rows


def run():
    env = dict(os.environ, WICKETGATE_ACCEPTANCE="full")
    cmd = ["cargo", "test", "--release", "--workspace", "--locked", "--no-fail-fast", "--", "--nocapture", "--test-threads=2"]
    process = subprocess.Popen(cmd, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
    for line in process.stdout:
        yield line.rstrip("\n")
    process.wait()


def main():
    wanted = targets()
    held, failed = collections.Counter(), collections.defaultdict(list)
    figures = collections.defaultdict(list)
    for line in run():
        told = re.match(r"figure ([A-Z]+-\d\d) (.*)", line)
        if told:
            figures[told[1]].append(told[2])
        # With --nocapture other output may stand between a test's name and its verdict.
        done = re.match(r"test (\S+) \.\.\..*\b(ok|FAILED)$", line) or re.match(r"test (\S+) \.\.\. (ok|FAILED)", line)
        if not done:
            continue
        for kind, number in ROW.findall(done[1]):
            row = f"{kind.upper()}-{number}"
            if done[2] == "ok":
                held[row] += 1
            else:
                failed[row].append(done[1])
    bad = 0
    for row, target in wanted.items():
        total = held[row] + len(failed[row])
        figure = "; ".join(figures[row]) or f"{held[row]} of {total} stories hold"
        good = total > 0 and not failed[row]
        bad += not good
        print(f"{'ok  ' if good else 'FAIL'} {row:<9} {figure:<60} target: {target}")
        for name in failed[row]:
            print(f"       failed: {name}")
    print(f"{len(wanted) - bad} passed, {bad} failed")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
