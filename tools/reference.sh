#!/usr/bin/env bash
# Writes the generated pages of docs/reference with the binary that was built last; tests/house fails while they are stale.
set -euo pipefail
cd "$(dirname "$0")/.."
target="${CARGO_TARGET_DIR:-$HOME/.cache/wicketgate/target}"

newest="$(ls -t "$target"/{release,debug}/wicketgate 2>/dev/null | head -n 1 || true)"
if [[ -z "$newest" ]]; then
    echo "there is no built wicketgate in $target; run \`cargo build -p wicketgate\` first" >&2
    exit 2
fi
exec "$newest" reference docs/reference
