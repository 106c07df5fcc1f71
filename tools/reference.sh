#!/usr/bin/env bash
# Writes the generated pages of docs/reference; tests/house fails while they are stale.
set -euo pipefail
cd "$(dirname "$0")/.."
target="${CARGO_TARGET_DIR:-$HOME/.cache/wicketgate/target}"

for kind in release debug; do
    if [[ -x "$target/$kind/wicketgate" ]]; then
        exec "$target/$kind/wicketgate" reference docs/reference
    fi
done
echo "there is no built wicketgate in $target; run \`cargo build -p wicketgate\` first" >&2
exit 2
