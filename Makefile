# leptos asks for other file names when this was set while the server was compiled: see scripts/build-site.
unexport LEPTOS_OUTPUT_NAME

.DEFAULT_GOAL := help
.PHONY: help demo run test lint fmt build bench site

help: ## Shows this
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 8

demo: site ## Starts the portal with made-up data, no account needed (ARGS="…" are passed on)
	@cargo build -p server
	@exec target/debug/aperiodic demo $(ARGS)

run: site ## Starts the portal with config/aperiodic.toml
	@cargo build -p server
	@exec target/debug/aperiodic serve --config config/aperiodic.toml $(ARGS)

test: ## Runs every check and test there is
	@scripts/test

lint: ## Checks the formatting and runs clippy
	cargo fmt --check
	cargo clippy --workspace --all-targets -- -D warnings

fmt: ## Formats the code
	cargo fmt

build: site ## Builds the release: target/release/aperiodic and target/site
	cargo build --release -p server

bench: ## Runs the benchmarks (ARGS=NAME for one)
	@scripts/bench $(ARGS)

site:
	@scripts/setup demo
	@scripts/build-site
