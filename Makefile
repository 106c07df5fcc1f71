# Two commands do all set-up on a fresh machine: `make run` and `make test`.
SHELL := /bin/bash
export CARGO_TARGET_DIR ?= $(HOME)/.cache/wicketgate/target
BIN := $(CARGO_TARGET_DIR)/release/wicketgate

.PHONY: help run build test check bench eval acceptance fuzz docs tools

help:            ## this list
	@grep -hE '^[a-z]+: .*##|^[a-z]+:  *##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

run: build       ## build and start the demo: gate, careless provider, a key and a curl line
	@$(BIN) demo

build:           ## the release build
	cargo build --release --locked -p wicketgate

test:            ## everything that CI runs; installs what the tests need where it is missing
	bash tools/test.sh

check:           ## format, lints, dependency rules: quick
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	bash tools/deny.sh

bench: build     ## speed per stage and of the whole gate beside nginx, as ratios in one run
	bash bench/run.sh

# Labelled rows and their scorer are no part of this repository; where they are not found, `make eval` says what is missing.
DATA ?= $(or $(WICKETGATE_DATA),../shared/data)
SCORER ?= $(DATA)/../eval/score.py

eval:            ## rates of the detectors on labelled rows, into docs/reference/rates.md: make eval DATA=folder SCORER=score.py
	python3 eval/rates.py --data $(DATA) --scorer $(SCORER) $(if $(LEFT_OUT),--left-out $(LEFT_OUT))

acceptance:      ## the rows of the security plan in full, or some: make acceptance ROWS="CRASH-01 AUD-03"
	bash tools/acceptance.sh $(ROWS)

fuzz:            ## the laws of fuzz/ under libFuzzer, each for SECONDS of processor time: make fuzz SECONDS=600 [LAWS=scan]
	bash tools/fuzz.sh $(or $(SECONDS),600) $(LAWS)

docs: build      ## write the generated reference pages
	bash tools/reference.sh
