#!/usr/bin/env bash
# Every law of fuzz/ under libFuzzer, one after the other, each for SECONDS of processor time: tools/fuzz.sh SECONDS [LAW…]
# What was learned stays in a folder beside the build and is where the next run begins. Exit 1 where a law does not hold;
# the input that shows it lies in `findings` there, and is tried again by giving it to the program alone.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds="${1:-600}"
shift || true
laws=("$@")
((${#laws[@]})) || laws=(reading scan window rules encoder linear names)

export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$HOME/.cache/wicketgate/target}"
work="$CARGO_TARGET_DIR/fuzz"
machine="$(rustc -vV | sed -n 's/^host: //p')"
mkdir -p "$work/findings"

# What cargo-fuzz asks the compiler for, without its sanitizers: the code is safe Rust, whose mistakes are panics, and so
# the tool chain of the product will do. Arithmetic is checked, as it is in the product.
passes=(-Cpasses=sancov-module)
for option in level=4 inline-8bit-counters pc-table trace-compares; do
    passes+=("-Cllvm-args=-sanitizer-coverage-$option")
done
RUSTFLAGS="${passes[*]} -Cdebug-assertions" CARGO_TARGET_DIR="$work/build" \
    cargo build --profile acceptance --locked --quiet --target "$machine" -p wicket-fuzz --features engine --bin fuzz
cargo run --quiet --locked -p wicket-fuzz --bin seeds -- "$work/seeds"

# Processor seconds of all programs that this script has run to their end. `times` would tell those of the subshell.
ticks="$(getconf CLK_TCK)"
spent() {
    awk -v ticks="$ticks" '{printf "%d", ($16 + $17) / ticks}' "/proc/$$/stat"
}

failed=0
for law in "${laws[@]}"; do
    mkdir -p "$work/learned/$law"
    begun="$(spent)"
    runs=0
    verdict=holds
    # The clock runs on while others have the processor, so what is missing is made up for.
    while left=$((seconds - $(spent) + begun)) && ((left > 2)); do
        log="$work/$law.log"
        if ! FUZZ_LAW="$law" "$work/build/$machine/acceptance/fuzz" "$work/learned/$law" "$work/seeds/$law" \
            -max_total_time="$left" -dict="$work/seeds/dictionary" -artifact_prefix="$work/findings/$law-" \
            -timeout=20 -rss_limit_mb=1024 -max_len=40000 -print_final_stats=1 2>"$log"; then
            verdict="DOES NOT HOLD, see $log"
            failed=1
        fi
        tried="$(sed -n 's/^stat::number_of_executed_units: *//p' "$log" | tail -1)"
        runs=$((runs + ${tried:-0}))
        [[ "$verdict" == holds ]] || break
    done
    covered="$(grep -o 'cov: [0-9]*' "$log" | tail -1 || true)"
    printf '%-8s %s: %d inputs in %d s of processor time, %s\n' "$law" "$verdict" "$runs" $(($(spent) - begun)) "$covered"
done
exit "$failed"
