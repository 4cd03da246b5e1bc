# `make check` is what CI runs. The other targets use the environment that `make setup` makes;
# BIN names another one: make test BIN=/path/to/venv/bin
BIN ?= .venv/bin
# `make setup`, `make newest` and `make oldest` make their environments with this one.
PYTHON ?= python3

.PHONY: check setup test quick lint format reports schema docs site examples imports bench fuzz constraints newest oldest

check: ## everything, in a fresh environment
	./.ci/run

setup: ## an environment for development in .venv
	$(PYTHON) -m venv .venv
	.venv/bin/pip install -q -c tests/constraints.txt -e '.[dev]'

test:
	$(BIN)/pytest -n 2

quick: ## no browser, nothing slow, and few examples of each property: a minute
	$(BIN)/pytest -n 2 --hypothesis-profile=quick -m 'not browser and not slow'

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
	        print(*(s.id for s in topology.load(sys.argv[1]).scenarios[:1]))" "$$model"); \
	    [ -z "$$first" ] || $(BIN)/topology report "$$model" -o "$$name-$$first.svg" --scenario "$$first" || exit 1; \
	done

schema: ## the JSON Schema of documents
	$(BIN)/topology schema > docs/topology.schema.json.new
	mv docs/topology.schema.json.new docs/topology.schema.json

docs: schema ## the references of fields and commands, and a check of all Markdown
	$(BIN)/python docs/make_reference.py
	$(BIN)/python docs/make_command_line.py
	$(BIN)/python docs/check.py

site: ## the pages as a site in build/site
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

examples: ## what the commands in README.md and docs/ print
	$(BIN)/python docs/renew_examples.py README.md docs/*.md

imports: ## what the files of other tools in tests/ become
	$(BIN)/python -m tests.sources.imports.renew

bench:
	$(BIN)/python -m benchmarks

fuzz: ## mutated inputs, random documents, and the property tests with many more examples
	$(BIN)/python -m tests.fuzz inputs --count 300000
	$(BIN)/python -m tests.fuzz imports --count 400000
	$(BIN)/python -m tests.fuzz documents --count 100000
	$(BIN)/python -m tests.fuzz.same_bytes --documents 200
	$(BIN)/pytest -n 2 --hypothesis-profile=fuzz

constraints: ## tests/constraints.txt: a new tested set, of the newest versions
	$(BIN)/python tests/make_constraints.py

newest: ## all that CI runs, with the newest versions that pyproject.toml allows
	$(PYTHON) -m venv --clear .venv-newest
	$(BIN)/uv pip install -q --python .venv-newest -e '.[dev]'
	$(MAKE) lint test BIN=.venv-newest/bin
	.venv-newest/bin/python -m benchmarks --quick

oldest: ## the tests, with the lowest versions that pyproject.toml allows
	$(PYTHON) -m venv --clear .venv-oldest
	$(BIN)/uv pip install -q --python .venv-oldest --resolution lowest-direct -e '.[test]'
	.venv-oldest/bin/python -m benchmarks --quick
	$(MAKE) test BIN=.venv-oldest/bin
