#!/usr/bin/env bash
# Licences, banned crates and sources of all dependencies, by deny.toml; and how many there are.
set -euo pipefail
cd "$(dirname "$0")/.."

# cargo-deny also asks for known vulnerabilities, which needs the network; the rest is the same without it.
if command -v cargo-deny >/dev/null; then
    cargo deny --locked check bans licenses sources
fi
exec python3 tools/deny.py
