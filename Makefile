# Two commands do everything: `make run` and `make test`. Both set up what they need and are quick when typed again.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -q
# An environment with requirements-bench.lock: made here, or one that is given (make bench-pages BENCH=/path/to/it).
BENCH ?= .venv-bench

.PHONY: run test chromium serve train score bench bench-pages bench-store docs lint lock clean setup setup-dev

run: setup ## Read the sample corpus into output/build/chidao.db and say how to browse it
	$(BIN)/chidao run

test: setup-dev chromium ## Run all tests
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile

chromium: setup-dev ## Install Chromium for the browser tests, where it is missing and can be installed
	@$(BIN)/python tests/browser/chromium.py || true

serve: setup ## Browse the store with Datasette
	$(BIN)/chidao serve

train: setup ## Rebuild every model from corpus/sample
	$(BIN)/chidao train

score: setup ## Compare readings of the sample with its gold
	$(BIN)/chidao score corpus/sample

bench: setup ## Extraction time as a ratio of underthesea.word_tokenize on the same texts, in one process
	$(BIN)/python tests/bench.py

bench-pages: $(BENCH)/.installed-bench ## Article text out of web pages, beside other extractors; renews docs/pages.md
	PYTHONPATH=. $(BENCH)/bin/python -W ignore tests/bench_pages.py --write

bench-store: setup ## How fast the desk answers on a store of 200,000 documents and 1,000,000 directives; renews docs/desk-bench.md
	$(BIN)/python tests/bench_store.py --write

docs: setup ## Regenerate the generated documents
	$(BIN)/python -m flows.docs

lint: setup-dev ## Lint, types and import rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

lock: ## Renew the lock files (needs uv)
	uv pip compile requirements.in -o requirements.lock --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate
	uv pip compile requirements-dev.in -o requirements-dev.lock --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate
	uv pip compile requirements-bench.in -o requirements-bench.lock --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate

clean: ## Remove the store and caches, not the environment
	rm -rf output/build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

setup: $(VENV)/.installed
setup-dev: $(VENV)/.installed-dev

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit("chidao needs Python 3.11 or newer, this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)

# An installation that was broken off leaves this mark, and packages that pip can't mend: the next one begins anew.
ifneq ($(wildcard $(VENV)/.installing),)
$(info removing $(VENV), whose installation was broken off)
$(shell rm -rf $(VENV))
endif

$(VENV)/.installed: requirements.lock pyproject.toml | $(VENV)/bin/python
	@touch $(VENV)/.installing
	$(PIP) install --no-deps --require-hashes -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation -e .
	@rm $(VENV)/.installing
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.lock
	@touch $(VENV)/.installing
	$(PIP) install --no-deps --require-hashes -r requirements-dev.lock
	@rm $(VENV)/.installing
	@touch $@

$(BENCH)/.installed-bench: requirements-bench.lock
	test -x $(BENCH)/bin/python || { $(PYTHON) -m venv $(BENCH) && echo '*' > $(BENCH)/.gitignore; }
	$(BENCH)/bin/python -m pip --disable-pip-version-check -q install --no-deps --require-hashes -r requirements-bench.lock
	@touch $@
