#!/usr/bin/env bash
# The rows of the security plan in full, in an optimised build: one line per row. Rows as arguments, or all of them.
set -euo pipefail
cd "$(dirname "$0")/.."
exec python3 tools/acceptance.py "$@"
