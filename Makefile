# `make run` and `make test` set up all they need; `make help` lists the rest.
# PYTHON names another interpreter (3.11 or later); ARGS goes to pytest. With GLIBC=2.35 nothing is
# packaged that needs a later C library.

SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
QTFREE := .venv-qtfree
FROZEN := .venv-frozen
GROUND := pyproject.toml packaging/constraints.txt packaging/requirements.py

# Hundreds of tests start the program: it is compiled once, whatever the machine is used to.
unexport PYTHONDONTWRITEBYTECODE

export PYTHON
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Relative: pip splits these at spaces. The second is what newer ones read for build environments.
export PIP_CONSTRAINT := packaging/constraints.txt
export PIP_BUILD_CONSTRAINT := packaging/constraints.txt

SYSTEM := $(shell uname -s)
# Real windows are tested in a session of their own; without one their tests are skipped.
SESSION := $(if $(filter Linux,$(SYSTEM)),packaging/with-screen)

# Whole files, in the order that tests/conftest.py gives them.
SIDE_BY_SIDE := --dist loadfile --no-loadscope-reorder

.PHONY: help run test test-long test-qtfree lint format catalogues bench wheel bundle package prove prove-package prove-installer screenshots constraints clean
.DELETE_ON_ERROR:
.NOTPARALLEL:

help:
	@echo 'make run          the application in practice mode, with the sample picture'
	@echo 'make test         every test; ARGS="-k prompt" chooses'
	@echo 'make test-long    the storyboard promises, tried on 50,000 sequences of edits'
	@echo 'make test-qtfree  the tests of all rooms but the window, where there is no Qt'
	@echo 'make lint         style, types, who imports whom'
	@echo 'make format       lets ruff put the style right'
	@echo 'make catalogues   takes new sentences to the translations; each says what it lacks'
	@echo 'make bench        how fast, compared with a plain way to do the same'
	@echo 'make wheel        builds dist/, and shows that it works in an empty environment'
	@echo 'make bundle       the frozen program, in build/frozen/'
	@echo 'make package      the frozen program, and from it what this system installs, in dist/'
	@echo 'make prove-package  (root) what package made, installed and used in a clean Debian, offline'
	@echo 'make prove        the frozen program that is there, started and used in an empty environment'
	@echo 'make prove-installer  the installer for Windows, run under Wine around a stand-in'
	@echo 'make screenshots  takes the pictures of the user guide anew, from the program at work'
	@echo 'make constraints  looks for newer versions of all dependencies and pins them'
	@echo 'make clean        removes all that make made here; never your clips'

run: $(VENV)/.ready-run
	@$(BIN)/python packaging/run_sample.py

# Three at a time, even where there are two cores: what lasts is mostly waiting. Each has a screen,
# a keyboard and a key store of its own.
test: $(VENV)/.session $(VENV)/.ready-test
ifeq ($(ARGS),)
	$(BIN)/python -m pytest $(SIDE_BY_SIDE) --tx '3*popen//python=$(SESSION) $(BIN)/python'
else
	$(SESSION) $(BIN)/python -m pytest $(ARGS)
endif

test-long: $(VENV)/.ready-test
	KLING_DESKTOP_EXAMPLES=50000 $(BIN)/python -m pytest tests/storyboard $(ARGS)

# The rooms only: tests/e2e drives the program as `make test` installs it, and takes minutes.
test-qtfree: $(QTFREE)/.ready
	@! $(QTFREE)/bin/python -c 'import PySide6' 2>/dev/null || { echo 'PySide6 is here' >&2; exit 1; }
	$(QTFREE)/bin/python -m pytest -n 2 $(SIDE_BY_SIDE) --ignore=tests/e2e $(ARGS)

lint: $(VENV)/.ready-test $(VENV)/.ready-lint
	$(BIN)/python -m ruff check
	$(BIN)/python -m ruff format --check
	$(BIN)/python -m mypy
	$(BIN)/python -m mypy packaging
	$(BIN)/python -m mypy --python-version 3.10 packaging/frozen/prove.py
	$(BIN)/lint-imports
	$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.dependabot .github/dependabot.yml
	$(BIN)/zizmor --quiet --offline --persona pedantic .github
	packaging/check-files

format: $(VENV)/.ready-lint
	$(BIN)/python -m ruff check --fix
	$(BIN)/python -m ruff format

catalogues: $(VENV)/.ready-test
	@$(BIN)/python packaging/catalogues.py

bench: $(VENV)/.ready-test
	@$(BIN)/python -m tests.bench

wheel: $(VENV)/.ready-release
	rm -f dist/kling_desktop-*
	$(BIN)/python -m build
	packaging/prove-wheel $(BIN)/python

bundle: $(FROZEN)/.ready
	@$(FROZEN)/bin/python packaging/frozen/freeze.py

ifeq ($(SYSTEM),Darwin)
package:
	@echo 'The disk image is made by: make bundle && $(FROZEN)/bin/python packaging/macos/build.py "build/frozen/Kling Desktop.app" dist' >&2
	@exit 1
else
package: bundle
	@packaging/system-packages package || { [ -z "$$CI" ] && echo 'Without these some packages are not made, or not looked over.' >&2; }
	@rm -f dist/kling-desktop[-_]*
	$(FROZEN)/bin/python packaging/linux/build.py build/frozen/kling-desktop dist $(if $(GLIBC),--glibc $(GLIBC))
	@! command -v lintian >/dev/null || lintian --allow-root --tag-display-limit 0 dist/kling-desktop_*.deb
endif

prove: build/frozen/kling-desktop $(VENV)/.session
	$(SESSION) $(BIN)/python packaging/frozen/prove.py build/frozen/kling-desktop/kling-desktop

prove-package:
	@packaging/system-packages prove
	$(or $(PYTHON),python3) packaging/linux/prove_package.py dist/*.deb --archive dist/kling-desktop-*.tar.gz $(ARGS)

prove-installer: $(VENV)/.ready-run
	@packaging/system-packages prove-installer
	$(BIN)/python packaging/windows/prove.py

screenshots: $(VENV)/.session $(VENV)/.ready-run
	KLING_SCREEN_SIZE=2560x1600 $(SESSION) $(BIN)/python packaging/take_screenshots.py
	KLING_SCREEN_SIZE=2560x1600 $(SESSION) $(BIN)/python packaging/take_screenshots.py --dark --to packaging/screenshots/dark

constraints: $(VENV)/.ready-release
	$(BIN)/python -m uv pip compile -q --upgrade --universal --python-version 3.11 --group dev \
		--no-header --no-emit-index-url --no-emit-find-links \
		--output-file packaging/constraints.txt pyproject.toml

clean:
	rm -rf $(VENV) $(QTFREE) $(FROZEN) build dist run .mypy_cache .ruff_cache .pytest_cache .hypothesis \
		.import_linter_cache
	find kling_desktop tests packaging -name __pycache__ -prune -exec rm -rf {} +

# Only where there is none: what was packed is what is proved.
build/frozen/kling-desktop:
	@$(MAKE) bundle

$(VENV)/.ready-run: $(GROUND) packaging/make-venv packaging/system-packages
	@packaging/make-venv $(VENV)
	@packaging/system-packages run || echo 'Without these the window will not open.' >&2
	@echo 'Installing the pinned dependencies into $(VENV) (Qt is large: this can take minutes)'
	@$(BIN)/python -m pip install -q -e .
	@touch $@

$(VENV)/.session: $(VENV)/.ready-run packaging/system-packages
	@packaging/system-packages test
	@touch $@

$(VENV)/.ready-%: $(VENV)/.ready-run
	@echo 'Installing what $* needs into $(VENV)'
	@$(BIN)/python packaging/requirements.py $* > $(VENV)/requirements-$*.txt
	@$(BIN)/python -m pip install -q -r $(VENV)/requirements-$*.txt
	@touch $@

$(FROZEN)/.ready: $(GROUND) packaging/make-venv packaging/system-packages packaging/frozen/freeze.py
	@packaging/make-venv $(FROZEN)
	@packaging/system-packages freeze $(FROZEN)/bin/python
	@echo 'Installing the pinned dependencies into $(FROZEN) (Qt is large: this can take minutes)'
	@$(FROZEN)/bin/python packaging/frozen/freeze.py --prepare
	@touch $@

$(QTFREE)/.ready: $(GROUND) packaging/make-venv
	@packaging/make-venv $(QTFREE)
	@echo 'Installing the pinned dependencies but Qt into $(QTFREE)'
	@$(QTFREE)/bin/python packaging/requirements.py project test \
		--without pyside6 --without pytest-qt > $(QTFREE)/requirements.txt
	@$(QTFREE)/bin/python -m pip install -q -r $(QTFREE)/requirements.txt
	@$(QTFREE)/bin/python -m pip install -q --no-deps -e .
	@touch $@
