"""What a call costs: the gate, and nginx as the reference, in front of the same upstream, turn by turn.

CPU comes from /proc/PID/stat, so it counts the gate's own work and the kernel's on its behalf, and hardly moves when
the machine is busy. Latency and calls per second do move; they are given less the upstream's own.
"""

import argparse
import contextlib
import datetime
import json
import os
import pathlib
import platform
import re
import shutil
import socket
import statistics
import subprocess
import tempfile
import time

import workloads

UPSTREAM, GATE, ADMIN, NGINX = 18110, 18111, 18112, 18113
TICKS = os.sysconf("SC_CLK_TCK")
OUT = pathlib.Path(__file__).parent / "out"
CORES = sorted(os.sched_getaffinity(0))
# Load and upstream share one core, so that what is measured has another to itself.
LOAD_CORE, OWN_CORE = CORES[0], CORES[-1]
GUARDS = ["injection", "pii", "secrets", "safety", "leak"]


def main():
    args = arguments()
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as running:
        folder = pathlib.Path(folder)
        bench = Bench(args, folder, running)
        report = {
            "machine": machine(),
            "date": datetime.datetime.now(datetime.UTC).isoformat(timespec="minutes"),
            "start": bench.memory_at_rest(),
            "workloads": bench.compare(args.workloads.split(",")),
            "first": bench.first(args.firsts),
        }
        if args.off:
            report["controls"] = bench.controls()
        if args.idle:
            report["idle"] = bench.idle(args.idle)
    report["stages"] = [] if args.no_stages else stages(args.bin)
    tell(report)
    path = OUT / f"{report['date'].replace(':', '')}.json"
    path.write_text(json.dumps(report, indent=1))
    print(f"\nEvery figure: {path}")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", required=True, help="the folder of the release build")
    parser.add_argument("--workloads", default="w1,w2,w3,w4,w6")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--off", action="store_true", help="also measure w2 with one guard off at a time")
    parser.add_argument("--idle", type=int, default=0, help="also hold so many idle streams and give memory a stream")
    parser.add_argument("--firsts", type=int, default=1000, help="calls in turn whose first event is timed")
    parser.add_argument("--no-stages", action="store_true", help="leave the measurements of single stages out")
    return parser.parse_args()


class Bench:
    """Everything that runs, and how to load it."""

    def __init__(self, args, folder, running):
        self.args, self.folder, self.running = args, folder, running
        self.ends = f"{args.bin}/examples/bench_ends"
        self.gate_bin = f"{args.bin}/wicketgate"
        for name, body in workloads.BODIES.items():
            (folder / name).write_text(body(), encoding="utf-8")
        self.start("upstream", UPSTREAM, [self.ends, "upstream", f"127.0.0.1:{UPSTREAM}"], LOAD_CORE)
        self.targets = {"direct": (UPSTREAM, None)}
        if shutil.which("nginx"):
            (folder / "nginx.conf").write_text(workloads.NGINX.format(port=NGINX, upstream=UPSTREAM, folder=folder))
            self.targets["nginx"] = (NGINX, self.start("nginx", NGINX, ["nginx", "-c", folder / "nginx.conf"], OWN_CORE))
        self.key = self.prepare_gate()
        self.write_settings()
        serve = [self.gate_bin, "--quiet", "serve", "--threads", "1"]
        self.targets["gate"] = (GATE, self.start("gate", GATE, serve, OWN_CORE))

    def prepare_gate(self):
        subprocess.run([self.gate_bin, "init", self.folder, "--yes"], check=True, stdout=subprocess.DEVNULL)
        self.write_settings()
        command = [self.gate_bin, "key", "create", "--name", "bench", "--requests-per-minute", "100000000"]
        command += ["--tokens-per-minute", "1000000000000", "--concurrent", "100000", "--budget", "1000000000/day"]
        shown = subprocess.run(command, check=True, capture_output=True, text=True, cwd=self.folder).stdout
        return re.search(r"wgk_live_\w+", shown).group()

    def write_settings(self, off=None):
        guard = f'[guards.{off}]\naction = "off"\n' if off else ""
        (self.folder / "wicketgate.toml").write_text(
            f'[listen]\ngate = "127.0.0.1:{GATE}"\nadmin = "127.0.0.1:{ADMIN}"\n'
            f'[providers.openai]\nprotocol = "openai"\nurl = "http://127.0.0.1:{UPSTREAM}"\nmodels = ["gpt-*"]\n'
            f'accepts = "internal"\n{guard}'
        )

    def start(self, name, port, command, core):
        log = open(self.folder / f"{name}.log", "w")
        pinned = ["taskset", "-c", str(core), *map(str, command)]
        process = self.running.enter_context(contextlib.closing(Process(pinned, log, self.folder)))
        for _ in range(100):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                return process.id
            time.sleep(0.1)
        raise SystemExit(f"{name} does not listen:\n{(self.folder / f'{name}.log').read_text()[-2000:]}")

    def memory_at_rest(self):
        """Of the gate before its first call, in MiB."""
        return {"gate_pss_mib": memory(self.targets["gate"][1], "Pss") / 1024}

    def compare(self, names):
        """All targets under all workloads, turn by turn so that drift of the machine hits all alike."""
        seen = {}
        for _ in range(self.args.runs):
            for workload in names:
                for target in self.targets:
                    seen.setdefault((workload, target), []).append(self.measure(target, workload))
        rows = []
        for (workload, target), runs in seen.items():
            middle = {what: statistics.median(run[what] for run in runs) for what in runs[0]}
            middle["cpu_range"] = [min(run["cpu_us"] for run in runs), max(run["cpu_us"] for run in runs)]
            rows.append({"workload": workload, "target": target, **middle})
        return rows

    def measure(self, target, workload):
        port, process = self.targets[target]
        self.load(port, workload, self.args.connections, 0.5)
        alone = self.load(port, workload, 1, self.args.seconds / 2)
        before = cpu(process)
        loaded = self.load(port, workload, self.args.connections, self.args.seconds)
        return {
            "p50_us": alone["p50"],
            "per_second": loaded["answers"] / loaded["seconds"],
            "cpu_us": (cpu(process) - before) / max(1, loaded["answers"]) * 1e6,
            "pss_mib": memory(process, "Pss") / 1024,
            "errors": alone["errors"] + loaded["errors"],
        }

    def load(self, port, workload, connections, seconds):
        command = ["taskset", "-c", str(LOAD_CORE), self.ends, "load", f"127.0.0.1:{port}", self.folder / workload]
        command += [self.key, str(connections), str(seconds)]
        result = json.loads(subprocess.run(list(map(str, command)), check=True, capture_output=True, text=True).stdout)
        if result["errors"]:
            raise SystemExit(f"{workload} at port {port}: {result['errors']} of {result['answers']} answers are wrong")
        return result

    def controls(self):
        """CPU of w2 with everything on, then with one guard off at a time."""
        rows = []
        for off in [None, *GUARDS]:
            self.write_settings(off)
            time.sleep(2)  # the gate reads a changed file within a second
            runs = [self.measure("gate", "w2")["cpu_us"] for _ in range(self.args.runs)]
            rows.append({"off": off, "cpu_us": statistics.median(runs)})
        self.write_settings()
        time.sleep(2)
        return rows

    def first(self, calls):
        """µs from the upstream's write of a stream's first event to the caller's receipt, and what a target adds."""
        rows = {}
        for target, (port, _) in self.targets.items():
            command = ["taskset", "-c", str(LOAD_CORE), self.ends, "first", f"127.0.0.1:{port}", self.folder / "first"]
            command += [self.key, str(calls)]
            told = subprocess.run(list(map(str, command)), check=True, capture_output=True, text=True).stdout
            rows[target] = json.loads(told)
        for row in rows.values():
            row["added"] = {what: row[what] - rows["direct"][what] for what in ("p50", "p99")}
        return rows

    def idle(self, n):
        """KiB of memory that one idle stream takes, and CPU that all of them take in ten seconds."""
        port, process = self.targets["gate"]
        before = memory(process, "Rss")
        command = [self.ends, "hold", f"127.0.0.1:{port}", self.folder / "idle", self.key, str(n), "15"]
        holding = subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, text=True)
        held = json.loads(holding.stdout.readline() or '{"held": 0}')["held"]
        used = cpu(process)
        time.sleep(10)
        kib = (memory(process, "Rss") - before) / max(1, held)
        used = cpu(process) - used
        holding.wait()
        return {"streams": held, "kib_each": kib, "cpu_share": used / 10}


class Process:
    """A process that is stopped when the bench is."""

    def __init__(self, command, log, folder):
        self.process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)
        self.id = self.process.pid

    def close(self):
        self.process.terminate()
        self.process.wait()


def cpu(process):
    """Seconds of CPU that a process has used; 0 for none."""
    if process is None:
        return 0
    fields = pathlib.Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def memory(process, what):
    """KiB of memory of a process."""
    if process is None:
        return 0
    text = pathlib.Path(f"/proc/{process}/smaps_rollup").read_text()
    return int(re.search(rf"^{what}:\s+(\d+)", text, re.M).group(1))


def machine():
    model = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    return f"{model.group(1) if model else platform.machine()}, {len(CORES)} cores, Linux {platform.release()}"


def stages(folder):
    """The lines that the examples of single stages print."""
    examples = [["stage_speed"], ["scan_speed"], ["audit_speed", "100000"], ["encoder_speed"]]
    commands = [[f"{folder}/examples/{name}", *rest] for name, *rest in examples]
    told = "".join(subprocess.run(command, capture_output=True, text=True).stdout for command in commands)
    return [line.strip() for line in told.splitlines() if line.strip() and "four times" not in line]


def tell(report):
    print(f"{report['machine']}, {report['date']}\n")
    print("| workload | target | CPU µs a call (range) | × nginx | added p50 µs | calls a second | PSS MiB |")
    print("|---|---|---|---|---|---|---|")
    rows = {(row["workload"], row["target"]): row for row in report["workloads"]}
    for (workload, target), row in rows.items():
        if target == "direct":
            continue
        reference = rows.get((workload, "nginx"))
        ratio = f"{row['cpu_us'] / reference['cpu_us']:.1f}" if reference and reference["cpu_us"] else "–"
        low, high = row["cpu_range"]
        added = row["p50_us"] - rows[workload, "direct"]["p50_us"]
        print(f"| {workload} | {target} | {row['cpu_us']:.1f} ({low:.1f}–{high:.1f}) | {ratio} | {added:.0f} "
              f"| {row['per_second']:.0f} | {row['pss_mib']:.0f} |")
    print(f"\nThe gate before its first call: {report['start']['gate_pss_mib']:.0f} MiB (PSS).")
    for target, row in report["first"].items():
        added = "" if target == "direct" else f"; added {row['added']['p50']} and {row['added']['p99']} µs"
        print(f"First event of a stream, {target}: p50 {row['p50']} µs, p99 {row['p99']} µs{added}.")
    for row in report.get("controls", []):
        print(f"w2 with {row['off'] or 'nothing'} off: {row['cpu_us']:.1f} µs")
    if idle := report.get("idle"):
        print(f"{idle['streams']} idle streams: {idle['kib_each']:.1f} KiB each, {idle['cpu_share']:.1%} of a core.")
    if report["stages"]:
        print("\nStages by themselves:\n    " + "\n    ".join(report["stages"]))


if __name__ == "__main__":
    main()
