# Every door of the project. `make help` lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
export UV_PYTHON_DOWNLOADS := never
# What is compiled once is kept: without that every process that a test starts compiles Django again.
unexport PYTHONDONTWRITEBYTECODE
BIN := .venv/bin

.PHONY: help release setup setup-dev run test core check bench simulate network retell docs messages lock tusach clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## Prepare .venv with everything that runs, tests and checks; quiet when nothing is to do
	@tools/setup.sh dev

run: ## From nothing to a demonstration province on http://127.0.0.1:PORT (PORT=8000, DEMO=full, TUSACH_LANG=en)
	@tools/run.sh

test: ## From nothing to all tests passed
	@tools/test.sh

core: setup ## The pure core alone: Django cannot be imported, every branch must be covered
	@tools/core.sh

check: setup ## Lint, types, import contracts, tidy rules, fresh generated files, spelling
	@tools/check.sh

bench: setup ## Measure import, search, lending and retelling beside a reference operation
	@tools/bench.sh

simulate: setup ## A province of real stores under faults: SEED=, or SEEDS=1000, or YEAR=1, or REAL=20
	@tools/simulate.sh

network: ## A hub, three libraries and a vehicle on one machine, with links that a person cuts (ARGS="cut NAME", PORT=8100)
	@tools/network.sh $(ARGS)

retell: setup ## Drop the reading tables of the home and fold them again from the ledger
	@$(BIN)/tusach retell

docs: setup ## Write docs/reference and spec/ again from the code
	@$(BIN)/python -m tools.generate

messages: setup ## Collect the words of pages and commands into the translations (.po)
	@$(BIN)/python -m tools.messages update

release: setup ## A signed release: KEY=file NOTES=folder with vi.txt, en.txt (VERSION=, WHEELS=folder, OUT=folder)
	@PYTHONPATH=$$PWD:$$PWD/src $(BIN)/python -m tools.release make --key "$(KEY)" --notes "$(NOTES)" \
	  $(if $(VERSION),--version "$(VERSION)") $(if $(WHEELS),--packages "$(WHEELS)") --out "$(or $(OUT),.)"

lock: setup ## Compile requirements/*.in into *.txt with hashes
	@tools/lock.sh

tusach: setup ## Any command of the program: make tusach ARGS="search 'ha noi' --json"
	@$(BIN)/tusach $(ARGS)

clean: ## Remove what the tools made (.venv and caches); never a home
	@rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .coverage build
