"""Two pretend providers, and a gate before one of them: what the stories are told to.

`Rig` is a context manager; `Rig.places()` is the JSON object that the suites read from `WICKETGATE_CLIENTS`.
"""

import json
import os
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

TARGET = Path(os.environ.get("CARGO_TARGET_DIR") or Path.home() / ".cache" / "wicketgate" / "target")
PROVIDER_KEY = "sk-pretend-rig-0001"

CONFIG = """
[listen]
gate  = "127.0.0.1:{gate}"
admin = "127.0.0.1:{admin}"

[providers.openai]
protocol = "openai"
url      = "{provider}"
key      = "env:RIG_OPENAI_KEY"
models   = ["gpt-*", "o1*", "o3*", "o4*", "text-embedding-*"]

[providers.anthropic]
protocol = "anthropic"
url      = "{provider}"
key      = "env:RIG_ANTHROPIC_KEY"
models   = ["claude-*"]

[prices."unheard-*"]
input  = 1.0
output = 1.0

[limits]
requests_per_minute = 100_000
tokens_per_minute   = 1_000_000_000
body_bytes          = "1MiB"
budget              = {{ usd = 100_000, per = "day" }}
"""

# What each key is for; the stories call them by these names.
KEYS = {
    "plain": [],
    "narrow": ["--model", "gpt-4.1*"],
    "once": ["--requests-per-minute", "1"],
    "once-more": ["--requests-per-minute", "1"],
    "poor": ["--budget", "0.000001/day"],
    "elsewhere": ["--from", "192.0.2.0/24"],
    "revoked": [],
    "stranger": ["--tenant", "elsewhere"],
}


class Rig:
    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="wicketgate-clients-")
        self.home = Path(self.folder.name)
        self.running = []
        try:
            self.direct = self._provider("direct")
            self.behind = self._provider("behind")
            self.keys = self._house()
            self.gate = self._gate()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(self, *_):
        for process in reversed(self.running):
            process.terminate()
        for process in self.running:
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
        self.folder.cleanup()

    def places(self):
        """Where everything is, for the suites."""
        return {
            "direct": self.direct,
            "behind": self.behind,
            "gate": self.gate,
            "provider_key": PROVIDER_KEY,
            "keys": self.keys,
        }

    def log(self):
        """The last lines that the gate wrote, for a failed run."""
        return "\n".join((self.home / "gate.log").read_text(errors="replace").splitlines()[-20:])

    def _provider(self, name):
        log = (self.home / f"{name}.log").open("w")
        command = [TARGET / "debug" / "pretend-provider", "--listen", "127.0.0.1:0"]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
        self.running.append(process)
        line = process.stdout.readline()
        if not line.startswith("listening on "):
            raise SystemExit(f"the pretend provider did not start: {line!r}")
        return line.split()[-1]

    def _house(self):
        """The file, the store and the keys, as an operator would make them."""
        self._command("init", "--yes", str(self.home / "house"), bare=True)
        self.ports = {"gate": _free_port(), "admin": _free_port()}
        file = self.home / "house" / "wicketgate.toml"
        file.write_text(CONFIG.format(provider=self.behind, **self.ports))
        file.chmod(0o600)
        self._command("config", "check")
        keys = {}
        for name, flags in KEYS.items():
            made = json.loads(self._command("key", "create", "--name", name, *flags, "--format", "json"))
            keys[name] = made["key"]
            if name == "revoked":
                self._command("key", "revoke", made["id"])
        return keys

    def _command(self, *arguments, bare=False):
        config = [] if bare else ["--config", self.home / "house" / "wicketgate.toml"]
        command = [TARGET / "debug" / "wicketgate", *config, *arguments]
        done = subprocess.run(command, capture_output=True, text=True, env=self._environment(), cwd=self.home)
        if done.returncode != 0:
            raise SystemExit(f"`wicketgate {' '.join(arguments)}` ended with {done.returncode}:\n{done.stderr}")
        return done.stdout

    def _environment(self):
        return {**os.environ, "RIG_OPENAI_KEY": PROVIDER_KEY, "RIG_ANTHROPIC_KEY": PROVIDER_KEY}

    def _gate(self):
        log = (self.home / "gate.log").open("w")
        command = [TARGET / "debug" / "wicketgate", "--config", self.home / "house" / "wicketgate.toml", "serve"]
        process = subprocess.Popen(command, stdout=log, stderr=log, env=self._environment(), cwd=self.home)
        self.running.append(process)
        base = f"http://127.0.0.1:{self.ports['gate']}"
        for _ in range(600):
            if process.poll() is not None:
                raise SystemExit(f"the gate ended with {process.returncode}:\n{self.log()}")
            try:
                with urllib.request.urlopen(f"{base}/readyz", timeout=5):
                    return base
            except (urllib.error.URLError, OSError):
                time.sleep(0.05)
        raise SystemExit(f"the gate is not ready after half a minute:\n{self.log()}")


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
