#!/usr/bin/env bash
# Everything that CI runs, with the time of each stage; `tools/test.sh STAGE…` runs some. Installs what the tests need
# where it is missing: Python's venv, Node, two components of the Rust tool chain, the official clients; nothing of it
# into the repository.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$HOME/.cache/wicketgate/target}"
export PYTHONDONTWRITEBYTECODE=1

# Debian packages, only where something is missing: most machines that build software have them all.
need=()
command -v cc >/dev/null || need+=(gcc libc6-dev)
python3 -c 'import ensurepip, tomllib, venv' 2>/dev/null || need+=(python3 python3-venv)
command -v node >/dev/null && command -v npm >/dev/null || need+=(nodejs npm)
if ((${#need[@]})); then
    echo "installing ${need[*]}"
    as_root=()
    [[ $(id -u) -eq 0 ]] || as_root=(sudo)
    "${as_root[@]}" apt-get update -qq
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${need[@]}"
fi
cargo fmt --version >/dev/null 2>&1 || rustup component add rustfmt
cargo clippy --version >/dev/null 2>&1 || rustup component add clippy

times=()
now=start
work="$(mktemp -d)"
finish() {
    local status=$?
    rm -rf "$work"
    ((status == 0)) || echo "FAILED: $now" >&2
}
trap finish EXIT

# Runs the rest of its arguments as the stage that the first one names, if that is among the wanted ones.
wanted=" $* "
stage() {
    now="$1"
    shift
    [[ "$wanted" == "  " || "$wanted" == *" $now "* ]] || return 0
    local begun=$SECONDS
    echo "== $now"
    "$@"
    times+=("$(printf '%-14s %4d s' "$now" $((SECONDS - begun)))")
}

# The interpreter that has the Python clients; installs them and the Node ones when they are not there yet.
clients_python() {
    python3 tests/clients/environment.py
}

# A test of the pretend provider drives it with the Python clients, so `python3` must be the one that has them.
tests() {
    local interpreter
    interpreter="$(clients_python)"
    PATH="$(dirname "$interpreter"):$PATH" cargo test --workspace --locked --quiet --no-fail-fast
}

sdk_fields() {
    local interpreter
    interpreter="$(clients_python)"
    cargo run --quiet --locked -p wicket-wire --example coverage >"$work/known.txt"
    "$interpreter" tests/sdk/coverage.py "$work/known.txt"
}

stage format cargo fmt --all --check
stage dependencies bash tools/deny.sh
stage lints cargo clippy --workspace --all-targets --locked --quiet -- -D warnings
stage installing clients_python
stage tests tests
stage sdk-fields sdk_fields
stage binaries cargo build --locked --quiet -p wicketgate -p pretend-provider
stage rates python3 eval/test_rates.py "$CARGO_TARGET_DIR/debug/wicketgate"
stage clients python3 tests/clients/run.py

if ((${#times[@]} == 0)); then
    now="no stage is called $*"
    exit 2
fi
echo "== passed"
printf '%s\n' "${times[@]}"
