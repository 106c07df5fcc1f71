"""Holds the dependencies to deny.toml without cargo-deny: licences, banned crates, sources, and their number.

python3 tools/deny.py      # exit 1 and a line for each breach
"""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CRATES_IO = "registry+https://github.com/rust-lang/crates.io-index"
# More would be more than anybody here can keep an eye on. Counted in Cargo.lock, so for all platforms and features.
MOST_PACKAGES = 450


def main():
    rules = tomllib.loads((ROOT / "deny.toml").read_text())
    built = graph()
    banned = {ban["crate"] for ban in rules["bans"]["deny"]}
    allowed = set(rules["licenses"]["allow"])
    locked = tomllib.loads((ROOT / "Cargo.lock").read_text())["package"]
    problems = []
    for name, version, licence in built:
        if name in banned:
            problems.append(f"{name} {version} is banned")
        if not is_allowed(licence or "none", allowed):
            problems.append(f"{name} {version} has the licence `{licence}`, which deny.toml does not allow")
    for package in locked:
        if package.get("source", CRATES_IO) != CRATES_IO:
            problems.append(
                f"{package['name']} {package['version']} does not come from crates.io but from {package['source']}"
            )
    if len(locked) > MOST_PACKAGES:
        problems.append(f"{len(locked)} packages in Cargo.lock; at most {MOST_PACKAGES} are allowed")
    print("\n".join(problems) or f"{len(built)} packages built, {len(locked)} locked: licences, bans and sources hold")
    return int(bool(problems))


def graph():
    """(name, version, licence) of each package that is built or tested on some platform, sorted.

    `cargo tree` and not `cargo metadata`, which also has optional packages that nobody switched on.
    """
    command = [
        "cargo",
        "tree",
        "--workspace",
        "--locked",
        "--target",
        "all",
        "--prefix",
        "none",
        "--no-dedupe",
        "--format",
        "{p}\t{l}",
    ]
    lines = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    found = set()
    for line in filter(None, lines):
        package, licence = line.split("\t")
        name, version = package.split()[:2]
        found.add((name, version, licence))
    return sorted(found)


def is_allowed(expression, allowed):
    """Whether an SPDX expression can be met with `allowed` alone: `MIT OR X` can, `MIT AND X` cannot."""
    # `/` is how crates wrote OR before SPDX; an exception (`WITH`) only adds permissions.
    expression = re.sub(r"\s+WITH\s+[\w.-]+", "", expression.replace("/", " OR "))
    words = re.findall(r"[\w.+-]+|[()]", expression)

    def either():
        held = both()
        while words and words[0] == "OR":
            words.pop(0)
            # Both sides are read whatever the first says, for reading takes the words away.
            held = both() or held
        return held

    def both():
        held = one()
        while words and words[0] == "AND":
            words.pop(0)
            held = one() and held
        return held

    def one():
        word = words.pop(0)
        if word != "(":
            return word in allowed
        held = either()
        words.pop(0)
        return held

    return either()


assert is_allowed("MIT/X11 OR (GPL-3.0 AND MIT)", {"MIT"}) and not is_allowed("MIT AND GPL-3.0", {"MIT"})
assert not is_allowed("GPL-3.0 OR (MIT AND X11)", {"MIT"}) and is_allowed(
    "Apache-2.0 WITH LLVM-exception", {"Apache-2.0"}
)

if __name__ == "__main__":
    sys.exit(main())
