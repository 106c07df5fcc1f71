#!/usr/bin/env python3
"""Runs the stories of the security plan in full, in an optimised build, and prints one line per row as it ends.

    acceptance.py [ROW…]      all rows of acceptance.tsv, or only these: acceptance.py CRASH-01 AUD-03

The id is in the name of each test, as in `aud_02_a_changed_record_is_named`; a test may stand for several rows. What it
prints as `figure ROW-ID text` stands in the row's line, beside the row's target. Stories that measure time run alone,
after the others. Progress goes to standard error, all output to acceptance.log beside the build.
Exit 1 if a row has a failing story or none at all, 2 if there is no such row.
"""
import collections, os, re, subprocess, sys, time

HERE = os.path.dirname(os.path.abspath(__file__))
IN_NAME = re.compile(r"(?:^|::|_)([a-z]+)_(\d\d)(?=_)")
FIGURE = re.compile(r"\bfigure ([A-Z0-9]+-\d\d) (.*)")
# Neighbours would be measured with them.
ALONE = re.compile(r"LOAD-\d\d|MEM-\d\d|AUTH-12|RATE-06|CRASH-07|STRM-07|GRD-12")
CARGO = ["cargo", "test", "--profile", "acceptance", "--workspace", "--locked", "--lib", "--bins", "--tests", "--no-fail-fast"]


def targets(wanted):
    with open(os.path.join(HERE, "acceptance.tsv"), encoding="utf-8") as table:
        rows = dict(line.rstrip("\n").split("\t") for line in table if line.strip() and not line.startswith("#"))
    unknown = [row for row in wanted if row not in rows]
    if unknown:
        print(f"no such row: {' '.join(unknown)}", file=sys.stderr)
        sys.exit(2)
    return {row: rows[row] for row in wanted} if wanted else rows


def rows_of(story, rows):
    found = {f"{kind.upper()}-{number}" for kind, number in IN_NAME.findall(story)}
    return found & rows.keys()


def listed():
    """The names of all tests; builds what is not built yet."""
    listing = subprocess.run([*CARGO, "--", "--list", "--format", "terse"], stdout=subprocess.PIPE, text=True)
    if listing.returncode != 0:
        sys.exit(listing.returncode)
    return [line[: -len(": test")] for line in listing.stdout.splitlines() if line.endswith(": test")]


def run(stories, threads, log):
    """Yields `(row, text)` for figures and `(None, story, verdict)` for ends."""
    command = [*CARGO, "--", "--exact", *sorted(set(stories)), "--nocapture", f"--test-threads={threads}"]
    env = dict(os.environ, WICKETGATE_ACCEPTANCE="full")
    process = subprocess.Popen(
        command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    )
    story = None
    for line in process.stdout:
        log.write(line)
        line = line.rstrip("\n")
        if figure := FIGURE.search(line):
            yield figure[1], figure[2]
        # A single thread names its story first, and all that the story says comes before the verdict.
        if named := re.match(r"test (\S+) \.\.\.", line):
            story = named[1]
        if verdict := re.search(r"(?:^|\.\.\. )(ok|FAILED)$", line):
            yield None, story, verdict[1]
    process.wait()


class Report:
    """What is known of each row, and what is still to come."""

    def __init__(self, rows, stories):
        self.rows, self.begun, self.bad = rows, time.monotonic(), 0
        self.waiting = {row: collections.Counter(s for s in stories if row in rows_of(s, rows)) for row in rows}
        self.figures, self.failed = collections.defaultdict(list), collections.defaultdict(list)
        self.counts = {row: sum(stories.values()) for row, stories in self.waiting.items()}
        self.left = len(stories)

    def ended(self, story, verdict):
        self.left -= 1
        seconds = time.monotonic() - self.begun
        print(f"{seconds:6.0f} s  {verdict:<6} {story}  ({self.left} to come)", file=sys.stderr)
        for row in rows_of(story, self.rows):
            self.waiting[row] -= collections.Counter([story])
            if verdict != "ok":
                self.failed[row].append(story)
            if not self.waiting[row]:
                self.tell(row)

    def tell(self, row):
        unheard = [f"{story} did not end" for story in self.waiting[row]]
        failed = self.failed[row] + unheard + ([] if self.counts[row] else ["there is no story"])
        self.bad += bool(failed)
        figure = "; ".join(self.figures[row]) or f"{self.counts[row]} stories, no figure"
        print(f"{'FAIL' if failed else 'ok  '} {row:<9} {figure}  [target: {self.rows[row]}]", flush=True)
        for story in failed:
            print(f"       failed: {story}", flush=True)


def main(wanted):
    rows = targets(wanted)
    stories = [story for story in listed() if rows_of(story, rows)]
    alone = [story for story in stories if any(map(ALONE.fullmatch, rows_of(story, rows)))]
    beside = [story for story in stories if story not in alone]
    report = Report(rows, stories)
    target = os.environ.get("CARGO_TARGET_DIR", os.path.join(HERE, "..", "target"))
    with open(os.path.join(target, "acceptance.log"), "w", encoding="utf-8") as log:
        for some, threads in ((beside, 2), (alone, 1)):
            for event in run(some, threads, log) if some else ():
                if event[0]:
                    report.figures[event[0]].append(event[1])
                else:
                    report.ended(*event[1:])
    for row in rows:
        if report.waiting[row] or not report.counts[row]:
            report.tell(row)
    minutes = (time.monotonic() - report.begun) / 60
    print(f"{len(rows) - report.bad} rows hold, {report.bad} do not, after {minutes:.0f} minutes")
    return 1 if report.bad else 0


if __name__ == "__main__":
    sys.exit(main([row.upper() for row in sys.argv[1:]]))
