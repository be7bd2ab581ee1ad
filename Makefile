# Everything is set up in .venv, from exact versions with hashes (requirements/). Nothing needs root.

VENV := .venv
SITE_LOCK := requirements/site.txt
DEV_LOCK := requirements/dev.txt
SPARK_LOCK := requirements/spark.txt
PYTHON_OF_VENV := $(VENV)/bin/python
INSTALL := $(PYTHON_OF_VENV) -m pip --quiet --quiet --disable-pip-version-check install
LOCKED := $(INSTALL) --require-hashes --no-build-isolation --requirement
# One version of each for every Python, so that the site is the same on all of them.
COMPILE := $(VENV)/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --fork-strategy fewest \
	--generate-hashes --no-header
ARGS :=

.DELETE_ON_ERROR:
.PHONY: help site serve check test test-lowest spark lint format golden bench screenshots lock clean distclean

help: ## what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

site: $(VENV)/.site ## the site, in site/
	@$(VENV)/bin/evalsite build $(ARGS)

serve: $(VENV)/.site ## a live preview: edit results, settings or pages and watch
	@$(VENV)/bin/evalsite serve $(ARGS)

check: $(VENV)/.site ## what each results file is and becomes, and every problem
	@$(VENV)/bin/evalsite check $(ARGS)

test: lint spark ## every test; ARGS="-k name" for some
	@$(PYTHON_OF_VENV) -m pytest --numprocesses auto --dist loadfile $(ARGS)

# Old versions use what newer ones of what they stand on call deprecated.
test-lowest: ## the tests that need no browser, with the lowest versions that pyproject.toml allows
	@$(MAKE) --no-print-directory VENV=.venv-lowest SITE_LOCK=requirements/lowest.txt DEV_LOCK=requirements/lowest.txt \
	    .venv-lowest/.dev
	@.venv-lowest/bin/python -m pytest -W ignore::DeprecationWarning -m "not browser and not slow" --ignore tests/test_packaging.py --ignore tests/test_readme.py $(ARGS)

spark: $(VENV)/.dev ## what the tests of samples on Spark need, where there is Java
	@if command -v java >/dev/null; then $(MAKE) --no-print-directory $(VENV)/.spark; \
	else echo "!!! No Java was found, which Spark needs: the tests of samples on Spark will be skipped" >&2; fi

lint: $(VENV)/.dev ## style, types and the rooms' import rules
	@$(VENV)/bin/ruff check --quiet
	@$(VENV)/bin/ruff format --check --quiet
	@$(VENV)/bin/mypy --no-error-summary
	@$(VENV)/bin/lint-imports --no-logo

format: $(VENV)/.dev ## the code in its usual layout
	@$(VENV)/bin/ruff check --quiet --fix
	@$(VENV)/bin/ruff format --quiet

golden: $(VENV)/.dev ## accept what the pages have become; then look at what changed
	@$(PYTHON_OF_VENV) -m pytest --accept
	@git --no-pager diff --stat -- tests/golden
	@echo "Look at each change before you commit it: git diff tests/golden"

bench: $(VENV)/.dev ## how long builds take, against other ways; ARGS="--quick" for some
	@$(PYTHON_OF_VENV) -m bench $(ARGS)

screenshots: $(VENV)/.dev ## each kind of page in build/screenshots, in every look
	@$(PYTHON_OF_VENV) tools/screenshots.py $(ARGS)

lock: $(VENV)/.site ## newer versions in requirements/, within the ranges of pyproject.toml
	$(LOCKED) requirements/lock.txt
	$(COMPILE) --group dev --group build pyproject.toml --output-file requirements/dev.txt
	$(COMPILE) --constraint requirements/dev.txt pyproject.toml --output-file requirements/site.txt
	$(COMPILE) --constraint requirements/dev.txt --extra spark pyproject.toml --output-file $(SPARK_LOCK)
	$(COMPILE) --constraint requirements/dev.txt --group build --output-file requirements/build.txt
	$(COMPILE) --group lock --output-file requirements/lock.txt
	$(COMPILE) --resolution lowest-direct --group dev --group build pyproject.toml --output-file requirements/lowest.txt

clean: ## no site, no caches
	rm -rf site .cache build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

distclean: clean ## no environment either
	rm -rf $(VENV) .venv-lowest

$(VENV)/.python:
	@for python in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11; do \
	    if $$python -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	        echo "Setting up $(VENV) with $$($$python --version)"; \
	        $$python -m venv $(VENV) && touch $@ && exit 0 || exit 1; \
	    fi; \
	done; \
	echo "No Python 3.11 or newer with venv was found. Install it (on Debian and Ubuntu: apt install python3-venv)," >&2; \
	echo "or name it: make PYTHON=/path/to/python3.12" >&2; \
	exit 1

$(VENV)/.site: $(VENV)/.python requirements/build.txt $(SITE_LOCK) pyproject.toml
	@echo "Installing what the site needs, from $(SITE_LOCK)"
	@$(LOCKED) requirements/build.txt
	@$(LOCKED) $(SITE_LOCK)
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.site $(DEV_LOCK)
	@echo "Installing what the tests need, from $(DEV_LOCK)"
	@$(LOCKED) $(DEV_LOCK)
	@touch $@

$(VENV)/.spark: $(VENV)/.dev $(SPARK_LOCK)
	@echo "Installing Spark for the tests, from $(SPARK_LOCK): several hundred MB"
	@$(LOCKED) $(SPARK_LOCK)
	@touch $@
