# Two commands matter: `make book` builds the book, `make test` checks everything in it.
# Both set themselves up: all they need is Python 3.11 or newer, make and git.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
# `make test BROWSER=required` fails where no browser is found; the default says so and goes on.
BROWSER ?= if-present
HTML   := _build/html
LOCK   := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
          --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" pyproject.toml

.DEFAULT_GOAL := help
.PHONY: help book test verify calibrate refresh lint lock check-data clean

help:  ## print this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' | column -t -s '|'

book: $(VENV)/.book  ## build the book into _build/html
	@$(BIN)/jupyter-book build . --warningiserror --nitpick --keep-going --quiet
	@echo "The book is built. Open $(HTML)/index.html"

test: $(VENV)/.test book  ## test the package, run every notebook, open every page in a browser
	@BROWSER=$(BROWSER) $(BIN)/python -m pytest

verify: $(VENV)/.verify  ## hold the solution of the game against Gambit
	@$(BIN)/python tools/verify.py
	@$(BIN)/python -m pytest tests/test_verify.py

calibrate: $(VENV)/.test  ## search for the parameters again (hours; may be interrupted)
	@$(BIN)/python tools/calibrate.py

refresh: $(VENV)/.book  ## run the chapters again and store their outputs
	@$(BIN)/python tools/refresh.py

check-data: $(VENV)/.book  ## hold every case and table against the codebook
	@$(BIN)/python -m alliance_design check-data

lint: $(VENV)/.dev  ## ruff and mypy, as before every commit
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

lock: $(VENV)/.book  ## choose versions anew and write the hash-locked requirements
	@$(LOCK) --group setup --group book --group test -o requirements.txt
	@$(LOCK) --group setup --group book --group test --group browser --group speed -c requirements.txt -o requirements/test.txt
	@$(LOCK) --group setup --group book --group test --group browser --group speed --group dev -c requirements/test.txt -o requirements/dev.txt
	@$(LOCK) --group setup --group book --group test --group browser --group speed --group verify -c requirements/test.txt -o requirements/verify.txt
	@awk '/^uv==/ { found = 1 } found { print } found && !/\\$$/ { exit }' requirements.txt > requirements/uv.txt

clean:  ## remove what was built, keep the environment
	rm -rf _build .pytest_cache .hypothesis .mypy_cache .ruff_cache

# The environment. `sync` makes it exactly what a lock says, hashes checked; the package itself
# comes last, from this folder, without dependencies of its own.
define sync
	@$(BIN)/uv pip sync --quiet --require-hashes $(1)
	@$(BIN)/uv pip install --quiet --no-deps --no-build-isolation --editable .
endef

# Into an environment without a pip of its own, from the pip that came with Python, which is quicker;
# the long way where there is none.
PIP_UV = install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
define UV_INTO_VENV
{ $(PYTHON) -m venv --without-pip $(VENV) && \
  $(PYTHON) -m pip --python $(BIN)/python $(PIP_UV) 2>/dev/null; } || \
{ rm -rf $(VENV) && $(PYTHON) -m venv $(VENV) && $(BIN)/python -m pip $(PIP_UV); }
endef

$(VENV)/.uv: requirements/uv.txt
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Python 3.11 or newer is needed; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12")'
	@echo "Setting up the environment in $(VENV) (once)."
	@$(UV_INTO_VENV)
	@touch $@

$(VENV)/.book: $(VENV)/.uv requirements.txt pyproject.toml
	$(call sync,requirements.txt)
	@rm -f $(VENV)/.test $(VENV)/.dev $(VENV)/.verify
	@touch $@

$(VENV)/.test: $(VENV)/.uv requirements/test.txt pyproject.toml
	$(call sync,requirements/test.txt)
	@rm -f $(VENV)/.dev $(VENV)/.verify
	@touch $(VENV)/.book $@

$(VENV)/.dev: $(VENV)/.uv requirements/dev.txt pyproject.toml
	$(call sync,requirements/dev.txt)
	@rm -f $(VENV)/.verify
	@touch $(VENV)/.book $(VENV)/.test $@

$(VENV)/.verify: $(VENV)/.uv requirements/verify.txt pyproject.toml
	$(call sync,requirements/verify.txt)
	@rm -f $(VENV)/.dev
	@touch $(VENV)/.book $(VENV)/.test $@
