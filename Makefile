# Bifolio: `make` builds the brochures of source/, `make test` runs the tests, `make help` lists all goals.

PYTHON ?= python3
BIN := .venv/bin
.DEFAULT_GOAL := all

# What Bifolio says of the publications; make writes it anew when one was changed, added or deleted.
LISTED := build/.cache/editions.mk
PUBLICATIONS :=
ifneq ($(wildcard .venv/.ready)$(filter-out clean help lock .venv/.ready%,$(or $(MAKECMDGOALS),all)),)
include $(LISTED)
endif

# Found by find, since make takes names with spaces apart; once only, should a file be from the future.
CHANGED = find source -maxdepth 2 '(' -type d -o -name publication.yaml ')' -newer $(LISTED) 2>&1
$(LISTED): $(if $(MAKE_RESTARTS),,$(if $(shell $(CHANGED)),FORCE))
	@test -e .venv/.ready || $(MAKE) .venv/.ready
	@mkdir -p $(@D)
	@$(BIN)/bifolio editions --make > $@.new && mv $@.new $@

screen = $(patsubst %,build/$(1)/%.pdf,$($(1).screen))
paper = $(patsubst %,build/$(1)/%.pdf,$($(1).paper))

PDFS := $(foreach publication,$(PUBLICATIONS),$(call screen,$(publication)))
PRINTS := $(foreach publication,$(PUBLICATIONS),$(call paper,$(publication)))
EDITIONS := $(sort $(basename $(notdir $(PDFS) $(PRINTS))))

# What every PDF depends on besides its own text.
PRESS := .venv/.ready $(shell find layouts fonts bifolio -type f -not -name '*.pyc' -not -path '*/__pycache__/*')
text = $(shell find source/$(1) -type f -not -path '*/recipients*' -not -name mail.yaml) $(wildcard source/glossary.yaml)

.PHONY: all FORCE
all: $(PDFS) $(UNREADABLE) ## build every edition for screens of every publication (also: make)

# Whatever goes to paper has a page beside it that says how to print it; sheets are made with it.
GUIDES := $(foreach publication,$(PUBLICATIONS),$(if $(call paper,$(publication)),build/$(publication)/PRINTING.html))

.PHONY: print
print: $(PRINTS) $(GUIDES) $(UNREADABLE) ## build what goes to paper, put it on sheets, and write PRINTING.html

build/%/PRINTING.html: $(PRINTS)
	$(BIN)/bifolio sheets $*

PRINTER_TEST := $(patsubst %,build/printer-test/%.pdf,A4 Letter)

.PHONY: printer-test
printer-test: $(PRINTER_TEST) ## build a sheet that shows what a printer does: flip, margins, scale

$(PRINTER_TEST) &: $(PRESS)
	$(BIN)/bifolio printer-test

# All editions of a publication are built by one process, side by side. Where one edition is asked
# for by name, it alone is built: a file has one rule in make, so the goal decides which.
define grouped
$(if $(call screen,$(1)),
$(call screen,$(1)) &: $(PRESS) $(call text,$(1))
	$(BIN)/bifolio build $(1))
$(if $(call paper,$(1)),
$(call paper,$(1)) &: $(PRESS) $(call text,$(1))
	$(BIN)/bifolio build $(1) --target office --target press)
endef
define single
build/$(1)/%.pdf: $(PRESS) $(call text,$(1))
	$(BIN)/bifolio build $(1) --edition $$*
endef
RULE := $(if $(filter $(EDITIONS) %.pdf,$(MAKECMDGOALS)),single,grouped)
$(foreach publication,$(PUBLICATIONS),$(eval $(call $(RULE),$(publication))))

# A publication that cannot be read is built to report why.
.PHONY: $(UNREADABLE)
$(UNREADABLE):
	$(BIN)/bifolio build $@

.PHONY: $(EDITIONS)
$(foreach edition,$(EDITIONS),$(eval $(edition): $(filter %/$(edition).pdf,$(PDFS) $(PRINTS))))

.venv/.ready: requirements.lock pyproject.toml
	$(PYTHON) -m bifolio.system_dependencies
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	touch $@

.venv/.ready-tests: tests/requirements.lock bifolio/system_dependencies.py .venv/.ready
	$(PYTHON) -m bifolio.system_dependencies --tests
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r tests/requirements.lock
	touch $@

.PHONY: mail check checks test fuzz properties kills lint schema golden bench typography units fonts fonts-check icc icc-check lock clean help

mail: .venv/.ready $(PDFS) ## write the messages to readers as drafts, and send nothing
	@for publication in $(patsubst source/%/mail.yaml,%,$(wildcard source/*/mail.yaml)); do \
		$(BIN)/bifolio mail draft $$publication || failed=1; done; test -z "$$failed"

check: .venv/.ready $(PDFS) ## check the finished PDFs again, and build each a second time
	$(BIN)/bifolio check

test: lint ## run all tests, after lint
	$(BIN)/python -m pytest -n auto --dist loadfile

lint: .venv/.ready-tests ## check style, types and schemas
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/bifolio schema --check

SECONDS ?= 60
fuzz: .venv/.ready-tests ## run random changes of good files through all readers (SECONDS=60, SEED=any)
	$(BIN)/python -m tests.fuzz --seconds $(SECONDS) $(if $(SEED),--seed $(SEED))

properties: .venv/.ready-tests ## try new random inputs on all tests that hold for any input
	$(BIN)/python -m pytest -n auto -m hypothesis --hypothesis-profile=search

COUNT ?= 100
kills: .venv/.ready-tests ## end commands at random moments, and check what is left behind (COUNT=100)
	$(BIN)/python -m tests.kills --count $(COUNT)

schema: .venv/.ready ## write the JSON Schemas for editors
	$(BIN)/bifolio schema

checks: .venv/.ready ## write the documentation of the checks of preflight
	$(BIN)/bifolio checks --markdown > bifolio/preflight/CHECKS.md

golden: .venv/.ready-tests $(PDFS) ## draw the golden pages of the tests again
	$(BIN)/python -m pytest tests/test_golden_pages.py --draw-golden
	$(BIN)/python -m tests.mail.pictures

bench: .venv/.ready-tests $(PDFS) ## measure the stages: times and peak memory
	$(BIN)/python -m tests.bench
	$(BIN)/python -m tests.mail.bench

typography: .venv/.ready-tests ## set a corpus beside Typst and count the errors of both
	$(BIN)/python -m tests.typography.compare

units: .venv/.ready-tests ## write the names of units and currencies again from the Unicode CLDR
	$(BIN)/python -m bifolio.languages.build_units

fonts: .venv/.ready-tests ## make the font files again from their packages
	$(BIN)/python -m bifolio.fonts.build

fonts-check: .venv/.ready-tests ## compare the font files with their packages, byte for byte
	$(BIN)/python -m bifolio.fonts.build --check

icc: .venv/.ready ## make the ICC profiles of the printing conditions again (needs argyll, icc-profiles-free)
	$(BIN)/python -m bifolio.prepress.build_profiles

icc-check: .venv/.ready ## compare the ICC profiles with their measurements, byte for byte
	$(BIN)/python -m bifolio.prepress.build_profiles --check

lock: .venv/.ready-tests ## choose the newest versions of all that is installed, and pin them
	$(BIN)/uv pip compile --quiet --upgrade $(PIN) --group build pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --upgrade $(PIN) --group test -c requirements.lock -o tests/requirements.lock
PIN := --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url

clean: ## delete all that was built
	find build -mindepth 1 -not -name .gitignore -delete

help: ## list all goals
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 24
	@printf '  make EDITION\n      %s\n' '$(EDITIONS)'
