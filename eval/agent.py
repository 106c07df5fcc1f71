"""What a coding agent sends all day: stretches of files as its tools show them, none of them an attack.

The files are those of the crates that the project is built from, so everyone who builds it has the same ones. Which
stretch of which file is shown in which way is drawn by digests of its name: the same turns on every machine.
"""

import hashlib
import json
import os
import re
from pathlib import Path

#: Files that an agent reads.
ENDINGS = {".rs", ".md", ".toml", ".json", ".txt", ".yml", ".yaml", ".c", ".h", ".js", ".html", ".css", ".sh"}
#: Files of each crate, and characters of a turn.
FILES, LENGTHS = 20, (600, 1500, 4000, 8000)
#: Personal data that programs hold in the open: their authors' addresses and those of examples, and what a gate looks for
#: only where it is told to look for names.
OPEN = {"EMAIL", "URL", "IP_ADDRESS", "MAC_ADDRESS", "PERSON", "LOCATION", "ORGANIZATION"}
#: How tools show a file.
SHOWN = {
    "as it is": lambda text, line: text,
    "lines numbered": lambda text, line: "".join(f"{line + n:6}\t{t}" for n, t in enumerate(text.splitlines(True))),
    "a diff": lambda text, line: f"@@ -{line},9 +{line},9 @@\n"
    + "".join(" +-"[drawn(f"{line + n}", 3)] + t for n, t in enumerate(text.splitlines(True))),
    "a field of JSON": lambda text, line: json.dumps({"stdout": text, "exit_code": 0}),
}


def turns(root):
    """Turns as rows, or none where the crates that Cargo.lock of `root` names are not on this machine."""
    cargo = Path(os.environ.get("CARGO_HOME") or Path.home() / ".cargo")
    locked = re.findall(r'^name = "(.+)"\nversion = "(.+)"$', (root / "Cargo.lock").read_text("utf-8"), re.MULTILINE)
    rows = []
    for crate in (f"{name}-{version}" for name, version in locked):
        for folder in sorted(cargo.glob(f"registry/src/*/{crate}"))[:1]:
            files = (file for file in folder.rglob("*") if file.suffix in ENDINGS and file.is_file())
            names = sorted((file.relative_to(folder).as_posix() for file in files), key=digest)[:FILES]
            rows += [row for name in names if (row := turn(crate, folder, name))]
    return rows


def turn(crate, folder, name):
    """A stretch of one file, shown in one way; none of a file that is hardly any text."""
    try:
        text = (folder / name).read_text("utf-8")
    except UnicodeDecodeError:
        return None
    if len(text) < LENGTHS[0] // 3:
        return None
    seed = f"{crate}/{name}"
    length, shown = LENGTHS[drawn("length " + seed, len(LENGTHS))], list(SHOWN)[drawn("shown " + seed, len(SHOWN))]
    at = drawn("at " + seed, max(1, len(text) - length))
    stretch = SHOWN[shown](text[at : at + length], 1 + text.count("\n", 0, at))
    return {"id": seed, "text": stretch, "origin": "tool", "kind": shown, "label": 0}


def drawn(seed, below):
    """A number from 0 to `below`, the same one for the same seed."""
    return int(digest(seed)[:12], 16) % below


def digest(text):
    """SHA-256 in hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()
