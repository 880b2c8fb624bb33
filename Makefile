# Bifolio: `make` builds the brochures in source/, `make test` runs the tests, `make help` lists all goals.

PYTHON ?= python3
BIN := .venv/bin
.DEFAULT_GOAL := all

# The editions of all publications as make variables; written again when a publication was changed,
# added or deleted. A bare `make` needs none of them.
LISTED := build/.cache/editions.mk
PUBLICATIONS :=
GOALS := $(filter-out all clean lock .venv/.ready%,$(or $(MAKECMDGOALS),all))
ifneq ($(if $(wildcard .venv/.ready),$(GOALS),$(filter-out help,$(GOALS))),)
include $(LISTED)
endif

# `find` looks for changes, because make splits names at spaces; only once, in case a file is dated
# in the future.
CHANGED = find source -maxdepth 2 '(' -type d -o -name publication.yaml ')' -newer $(LISTED) 2>&1
$(LISTED): $(if $(MAKE_RESTARTS),,$(if $(GOALS),$(if $(shell $(CHANGED)),FORCE)))
	@test -e .venv/.ready || $(MAKE) .venv/.ready
	@mkdir -p $(@D)
	@$(BIN)/bifolio editions --make > $@.new && mv $@.new $@

screen = $(patsubst %,build/$(1)/%.pdf,$($(1).screen))
paper = $(patsubst %,build/$(1)/%.pdf,$($(1).paper))

PDFS := $(foreach publication,$(PUBLICATIONS),$(call screen,$(publication)))
PRINTS := $(foreach publication,$(PUBLICATIONS),$(call paper,$(publication)))
EDITIONS := $(sort $(basename $(notdir $(PDFS) $(PRINTS))))

# `bifolio build` finds out by digests what is up to date, which takes less time than to ask make.
.PHONY: all FORCE
all: .venv/.ready ## build all editions for screens (also: make)
	@$(BIN)/bifolio build

# PRINTING.html and PRINTING.pdf, which say how to print the editions for paper; `bifolio sheets` imposes them, too.
GUIDES := $(foreach publication,$(PUBLICATIONS),$(if $(call paper,$(publication)),build/$(publication)/PRINTING.html))

.PHONY: print papers
print: papers $(GUIDES) ## build and impose the editions for paper, and write PRINTING.html and .pdf

papers: .venv/.ready
	$(if $(PRINTS)$(UNREADABLE),@$(BIN)/bifolio build --target office --target press)

build/%/PRINTING.html: $(PRINTS)
	$(BIN)/bifolio sheets $*

# Named files are built alone; all others by the goals `all` and `papers`, which leave those in
# place that are up to date.
ifneq ($(filter %.pdf,$(MAKECMDGOALS)),)
$(PDFS) $(PRINTS): .venv/.ready FORCE
	@$(BIN)/bifolio build $(notdir $(patsubst %/,%,$(dir $@))) --edition $(basename $(notdir $@))
else
$(PRINTS): papers ;
endif

.PHONY: $(EDITIONS)
$(EDITIONS): .venv/.ready
	@$(BIN)/bifolio build --edition $@

.PHONY: printer-test
printer-test: .venv/.ready ## build a test sheet for a printer: duplex flip, margins, scale
	$(BIN)/bifolio printer-test

.venv/.ready: requirements.lock pyproject.toml
	$(PYTHON) -m bifolio.system_dependencies
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	$(BIN)/python -m compileall -q bifolio
	touch $@

# What the tests need. `make test` installs both beside each other; lint needs only the packages. Python
# compiles a module when it is first imported: most of those of the tests never are.
.venv/.ready-tests: .venv/.ready-packages .venv/.ready-programs
	touch $@

.venv/.ready-packages: tests/requirements.lock .venv/.ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --no-compile -r tests/requirements.lock
	touch $@

.venv/.ready-programs: bifolio/system_dependencies.py .venv/.ready
	$(PYTHON) -m bifolio.system_dependencies --tests
	touch $@

PUBLICATION ?=
preview: .venv/.ready ## show a publication in the browser while you write (PUBLICATION=the last changed)
	$(BIN)/bifolio preview --open $(PUBLICATION)

.PHONY: mail preview check checks test run-tests test-fast fuzz properties kills lint schema docs golden bench typography units fonts fonts-check icc icc-check lock clean help

mail: all ## write the messages to readers as drafts; nothing is sent
	@for publication in $(patsubst source/%/mail.yaml,%,$(wildcard source/*/mail.yaml)); do \
		$(BIN)/bifolio mail draft $$publication || failed=1; done; test -z "$$failed"

check: all ## check the finished PDFs again, and rebuild each to compare it
	$(BIN)/bifolio check

test: .venv/.ready ## run all tests, and lint beside them
	@$(MAKE) --no-print-directory --jobs=3 lint run-tests

# With compiled modules, even where the environment forbids to write them: else each process that the
# tests start compiles their packages and the tests again, for seconds.
PYTEST := env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m pytest

run-tests: .venv/.ready-tests
	$(PYTEST) -n auto --dist worksteal

test-fast: .venv/.ready-tests ## run the tests that start no other program, in under a minute
	$(PYTEST) -n auto --dist worksteal -m "not slow"

lint: .venv/.ready-packages ## check style, types and schemas
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/bifolio schema --check

SECONDS ?= 60
fuzz: .venv/.ready-tests ## run random mutations of valid files through all readers of input (SECONDS=60, SEED=any)
	$(BIN)/python -m tests.fuzz --seconds $(SECONDS) $(if $(SEED),--seed $(SEED))

properties: .venv/.ready-tests ## run the property tests on new random inputs
	$(PYTEST) -n auto -m hypothesis --hypothesis-profile=search

COUNT ?= 100
kills: .venv/.ready-tests ## kill commands at random moments, and check what is left behind (COUNT=100)
	$(BIN)/python -m tests.kills --count $(COUNT)

schema: .venv/.ready ## write the JSON Schemas for editors
	$(BIN)/bifolio schema

checks: .venv/.ready ## write the references of the checks and of all messages
	$(BIN)/bifolio checks --markdown > bifolio/preflight/CHECKS.md
	$(BIN)/bifolio explain --markdown > docs/messages.md

docs: .venv/.ready-tests ## update what the documentation takes from the program: commands, output, tables
	$(BIN)/python -m tests.documentation

golden: .venv/.ready-tests all print ## redraw the golden pages of the tests, and the pictures of docs/
	$(PYTEST) tests/test_golden_pages.py --draw-golden
	$(BIN)/python -m tests.kinds.pictures
	$(BIN)/python -m tests.mail.pictures
	$(BIN)/python -m tests.pictures
	$(BIN)/python -m tests.preview.pictures

GROUPS ?=
bench: .venv/.ready-tests all ## measure times and memory beside peers, into build/bench.md (GROUPS=all)
	$(BIN)/python -m tests.bench $(GROUPS)

typography: .venv/.ready-tests ## set a corpus beside Typst, and count the errors of both
	$(BIN)/python -m tests.typography.compare

units: .venv/.ready-tests ## regenerate the names of units and currencies from the Unicode CLDR
	$(BIN)/python -m bifolio.languages.build_units

fonts: .venv/.ready-tests ## rebuild the font files from their packages
	$(BIN)/python -m bifolio.fonts.build

fonts-check: .venv/.ready-tests ## compare the font files with their packages, byte for byte
	$(BIN)/python -m bifolio.fonts.build --check

icc: .venv/.ready ## rebuild the ICC profiles of the printing conditions (needs argyll, icc-profiles-free)
	$(BIN)/python -m bifolio.prepress.build_profiles

icc-check: .venv/.ready ## compare the ICC profiles with their measurements, byte for byte
	$(BIN)/python -m bifolio.prepress.build_profiles --check

lock: .venv/.ready-tests ## update all dependencies to their newest versions, and pin them
	$(BIN)/uv pip compile --quiet --upgrade $(PIN) --group build --extra preview pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --upgrade $(PIN) --group test -c requirements.lock -o tests/requirements.lock
PIN := --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url

clean: ## delete everything that was built
	find build -mindepth 1 -not -name .gitignore -delete

help: ## list all goals
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 24
	@printf '  make EDITION\n      %s\n' '$(EDITIONS)'
