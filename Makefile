# `make check` is what CI runs. The other targets use the environment that `make setup` makes;
# BIN names another one: make test BIN=/path/to/venv/bin
BIN ?= .venv/bin

.PHONY: check setup test lint format reports schema docs bench fuzz

check: ## everything, in a fresh environment
	./.ci/run

setup: ## an environment for development in .venv
	python3 -m venv .venv
	.venv/bin/pip install -q -e '.[dev]'

test:
	$(BIN)/pytest -n 2

lint:
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python docs/check.py

format:
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

reports: ## reports/ of all models
	@for model in models/*.json; do \
	    name=reports/$$(basename "$$model" .json); \
	    $(BIN)/topology report "$$model" -o "$$name.md" || exit 1; \
	    $(BIN)/topology report "$$model" -o "$$name.svg" || exit 1; \
	    first=$$($(BIN)/python -c "import sys, topology; \
	        print(topology.load(sys.argv[1]).scenarios[0].id)" "$$model"); \
	    $(BIN)/topology report "$$model" -o "$$name-$$first.svg" --scenario "$$first" || exit 1; \
	done

schema: ## the JSON Schema of documents
	$(BIN)/topology schema > docs/topology.schema.json.new
	mv docs/topology.schema.json.new docs/topology.schema.json

docs: schema ## the field reference, and a check of all Markdown
	$(BIN)/python docs/make_reference.py
	$(BIN)/python docs/check.py

bench:
	$(BIN)/python -m benchmarks

fuzz: ## the property tests with many more examples
	$(BIN)/pytest -n 2 --hypothesis-profile=fuzz
