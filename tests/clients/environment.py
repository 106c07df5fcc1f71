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
        _run([sys.executable, "-m", "venv", "--clear", folder])
        names = [line for line in wanted.read_text().splitlines() if line and not line.startswith("#")]
        names = [name.split("==")[0] for name in names] if latest else names
        pip = [interpreter, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        _run([*pip, *names])
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
        _run([*npm, *newest], folder)
        _mark(folder, wanted)
    return folder


def _run(command, folder=None):
    # Standard output is for the path of the interpreter alone.
    subprocess.run(command, cwd=folder, check=True, stdout=sys.stderr)


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
