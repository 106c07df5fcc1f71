#!/usr/bin/env bash
# Measures the gate beside nginx, in one run on this machine, and each stage by itself. `make bench` builds and calls it.
#   bench/run.sh [--runs N] [--workloads w1,w2,…] [--off] [--idle N]      see bench/gate.py --help
# Without nginx the ratios are left out. Figures go to bench/out/.
set -euo pipefail
cd "$(dirname "$0")/.."
target=${CARGO_TARGET_DIR:-$HOME/.cache/wicketgate/target}
export CARGO_TARGET_DIR=$target

cargo build --release --locked --quiet -p wicketgate
cargo build --release --locked --quiet -p wicket-gate --example bench_ends
cargo build --release --locked --quiet -p wicket-detect --example scan_speed --example stage_speed
cargo build --release --locked --quiet -p wicket-store --example audit_speed
cargo build --release --locked --quiet -p wicket-encoder --example encoder_speed

# Ten thousand streams are twice as many connections.
ulimit -n "$(ulimit -Hn)"
mkdir -p bench/out
python3 bench/gate.py --bin "$target/release" "$@"
