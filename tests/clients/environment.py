"""Installs the official clients into a cache folder, never into the repository."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "wicketgate" / "clients"


def python(latest=False):
    """The interpreter of a virtual environment that has the Python clients."""
    folder = CACHE / ("python-latest" if latest else "python")
    interpreter = folder / "bin" / "python"
    wanted = HERE / "requirements.txt"
    if latest or not _is_fresh(folder, wanted):
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        names = wanted.read_text().splitlines() if not latest else _unpinned(wanted)
        names = [name for name in names if name and not name.startswith("#")]
        pip = [interpreter, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, *names], check=True)
        _mark(folder, wanted)
    return interpreter


def node(latest=False):
    """The folder with the Node clients, or `None` where there is no Node."""
    if not shutil.which("node") or not shutil.which("npm"):
        return None
    folder = CACHE / ("node-latest" if latest else "node")
    wanted = HERE / "package.json"
    if latest or not _is_fresh(folder, wanted):
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(wanted, folder / "package.json")
        npm = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"]
        newest = ["openai@latest", "@anthropic-ai/sdk@latest", "zod@latest"] if latest else []
        subprocess.run([*npm, *newest], cwd=folder, check=True)
        _mark(folder, wanted)
    return folder


def _unpinned(requirements):
    return [line.split("==")[0] for line in requirements.read_text().splitlines()]


# An installation that was interrupted has no mark, so it is made again.
def _is_fresh(folder, wanted):
    mark = folder / ".installed"
    return mark.exists() and mark.read_text() == _digest(wanted)


def _mark(folder, wanted):
    (folder / ".installed").write_text(_digest(wanted))


def _digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    # Installs everything and tells the interpreter, for other checks that need the Python clients.
    node()
    print(python())
