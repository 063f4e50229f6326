# Everything runs from one virtual environment, .venv, made on the first call.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PY := .venv/bin/python
READY := .venv/.ready
TYPES := .venv/types/node_modules/typescript/lib/tsc.js

.PHONY: help setup system run train test lint type format bench bench-streaming browser encoder demo-calls cards-diff cards-accept cards-record pins clean

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 17

setup: $(READY)  ## install everything that runs and tests need

# A Python 3.10 that runs is used as it is; else uv, where there is one, fetches it.
$(READY): requirements.txt requirements-dev.txt pyproject.toml
	@if python3.10 -c '' 2>/dev/null; then python3.10 -m venv --clear .venv; \
	elif command -v uv >/dev/null; then uv venv --quiet --clear --seed --python 3.10 .venv; \
	elif python3 -m venv --clear .venv 2>/dev/null && .venv/bin/python -m pip install --quiet uv \
	     && .venv/bin/uv python install 3.10 && .venv/bin/uv venv --quiet --clear --seed --python 3.10 .venv; then :; \
	else echo "Florence needs Python 3.10: install it (or uv, which fetches it) and run make again." >&2; exit 2; fi
	@echo "Installing the pinned packages (about 1.5 GB on disk, a few minutes on a slow line)"
	$(PY) -m pip install --quiet --disable-pip-version-check uv==0.13.9
	.venv/bin/uv pip sync --require-hashes requirements-dev.txt
	$(PY) -c "import pathlib, sysconfig; pathlib.Path(sysconfig.get_paths()['purelib'], 'florence.pth').write_text('$(CURDIR)\n')"
	@printf '#!/bin/sh\nexec "%s/.venv/bin/python" -m assistant "$$@"\n' "$(CURDIR)" > .venv/bin/florence && chmod +x .venv/bin/florence
	@touch $@

system:  ## Debian's packages that only tests need (Chromium, voices)
	.ci/system

run: setup  ## the console in the browser, a demo call playing live
	$(PY) -m assistant demo

train: setup  ## train and package the language model
	$(PY) -m assistant train

test: setup lint type  ## everything that must hold
	$(PY) -m pytest

lint: setup $(TYPES)
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/lint-imports
	.venv/bin/node $(TYPES) -p tests/types

# The console's JSDoc types are checked by TypeScript; nothing of it is built or served.
$(TYPES): tests/types/typescript.sha512
	$(MAKE) setup
	rm -rf .venv/types && mkdir -p .venv/types/node_modules/typescript && cp $< .venv/types/
	cd .venv/types && ../bin/npm pack --silent $$(sed -n 's/.*  typescript-\(.*\)\.tgz/typescript@\1/p' typescript.sha512) >/dev/null \
	  && sha512sum --check --quiet typescript.sha512 && tar xzf typescript-*.tgz -C node_modules/typescript --strip-components=1
	@touch $@

type: setup
	.venv/bin/mypy

format: setup  ## put the code in its form
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

bench: setup  ## speed and memory, as tables
	$(PY) -m tests.benchmarks

bench-streaming: setup  ## live speech at 1 to 12 calls at once (about 12 minutes)
	$(PY) -m tests.benchmarks.streaming

browser: setup  ## the long browser tests
	$(PY) -m pytest tests/browser --long

cards-diff: setup  ## what a card edit changes in the recorded calls; FROM=a commit (HEAD) or a folder of cards
	$(PY) -m tests.scenarios.cards diff $(FROM)

cards-accept: setup  ## keep what the recorded calls show now
	$(PY) -m tests.scenarios.cards accept

cards-record: setup  ## record those calls again: written ones and the scenarios
	$(PY) -m tests.scenarios.cards record

encoder: setup  ## adapt the sentence encoder to nlu_data again (about an hour), then run train
	$(PY) -m assistant.understanding.learning

demo-calls: setup  ## record the demo calls again from their screenplays
	$(PY) -m assistant.demo.studio

pins: setup  ## resolve the pins again (names, versions and hashes; no registry hosts)
	.venv/bin/uv pip compile pyproject.toml --python-version 3.10 --generate-hashes --no-emit-index-url \
	  --no-header --no-annotate --quiet --output-file requirements.txt
	.venv/bin/uv pip compile pyproject.toml --extra dev --constraint requirements.txt --python-version 3.10 --generate-hashes \
	  --no-emit-index-url --no-header --no-annotate --quiet --output-file requirements-dev.txt

clean:  ## remove the environment
	rm -rf .venv
