"""Runs the official clients against the gate: `run.py [--latest] [WORD…]`, see README.md."""

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import environment
from rig import Rig

HERE = Path(__file__).parent


def main(arguments):
    latest = "--latest" in arguments
    words = [argument for argument in arguments if not argument.startswith("-")]
    interpreter, node = environment.python(latest), environment.node(latest)
    suites = [(path.stem, [interpreter, path]) for path in sorted((HERE / "suites").glob("*.py"))]
    if node is None:
        print("node and npm are missing, so the Node suites cannot run", file=sys.stderr)
        return 2
    stories = sorted(path for path in (HERE / "node").glob("*.mjs") if path.stem != "telling")
    suites += [(f"{path.stem}_node", ["node", path]) for path in stories]
    chosen = [(name, command) for name, command in suites if not words or any(word in name for word in words)]
    if not chosen:
        print(f"no suite has {words} in its name", file=sys.stderr)
        return 2
    passed, failed = 0, 0
    with Rig() as rig:
        env = {
            **os.environ,
            "PYTHONPATH": str(HERE),
            "PYTHONDONTWRITEBYTECODE": "1",
            "WICKETGATE_CLIENTS": json.dumps(rig.places()),
            "WICKETGATE_CLIENTS_NODE": f"{node}/",
        }
        for name, command in chosen:
            print(f"\n{name}", flush=True)
            begun = time.monotonic()
            done = subprocess.run(command, env=env, stdout=subprocess.PIPE, text=True)
            print(done.stdout, end="")
            print(f"  {name}: {time.monotonic() - begun:.1f} s", flush=True)
            count = re.search(r"(\d+) passed, (\d+) failed\s*$", done.stdout)
            # A suite that broke off before its last line counts as a failure of its own.
            held, broken = map(int, count.groups()) if count else (0, 1)
            passed, failed = passed + held, failed + max(broken, int(done.returncode != 0))
        if failed:
            print(f"\nlast lines of the gate:\n{rig.log()}", file=sys.stderr)
    print(f"\nofficial clients: {passed} passed, {failed} failed")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
