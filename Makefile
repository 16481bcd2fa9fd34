# Tsunagu. `make` alone says what there is.
#
# Each step of the set-up leaves a stamp inside the folder that it made, so that it is done once, again when its
# inputs change, and again when the folder is removed.

PORT ?= 8000
PYTHON ?= python3
UV_VERSION = 0.13.9

BIN = .venv/bin
UV = UV_PYTHON_DOWNLOADS=never .tool/bin/uv
NPM = npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
PACKAGES = lms courses assessments scorm_export

TOOL_STAMP = .tool/stamp-$(UV_VERSION)
RUN_STAMP = .venv/stamp-run
TEST_STAMP = .venv/stamp-test
NPM_RUN_STAMP = node_modules/stamp-run
NPM_TEST_STAMP = node_modules/stamp-test
ASSETS = lms/web/static/vendor/tokens.css build/schemas/1.2/imscp_rootv1p1p2.xsd build/fonts/NotoSansJP-Regular.ttf build/fonts/NotoSansJP-Bold.ttf
CATALOGS = $(wildcard $(PACKAGES:%=%/translations/*/LC_MESSAGES/messages.po))

.DELETE_ON_ERROR:
.PHONY: help run setup test-setup browser test check mutants faults bench catalogs clean

help: ## say what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile
	@echo "  PORT=8001 make run, and LMS_DATABASE_URL=postgresql://... for a database of your own"

run: setup ## set everything up, make demo data if there is none, and serve at http://127.0.0.1:8000
	@PORT=$(PORT) $(BIN)/lms run

test: test-setup ## the whole suite on SQLite and PostgreSQL, in a real Chromium; PYTEST="..." adds arguments
	@$(BIN)/python -m tools.suite $(PYTEST)

check: $(TEST_STAMP) ## ruff, mypy and import-linter
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

mutants: test-setup ## change the scoring and the rules of attempts in 950 places: does a test notice each? (5 minutes)
	@$(UV) sync --quiet --frozen --inexact --group mutants
	@$(BIN)/python -m tools.mutants

faults: test-setup ## 2,000 attempts against killed servers, broken lines and closed tabs: is any saved answer lost?
	@$(BIN)/python -m tests.faults

bench: test-setup ## how fast, as ratios on this machine
	@$(BIN)/python -m tests.bench

catalogs: $(TEST_STAMP) ## merge translations, say what is missing, and compile
	@$(BIN)/python -m tools.catalogs merge; $(BIN)/python -m tools.catalogs compile

clean: ## remove everything that can be made again (instance/, with your data, stays)
	rm -rf .tool .venv node_modules build lms/web/static/vendor .mypy_cache .pytest_cache .ruff_cache .import_linter_cache mutants
	find $(PACKAGES) tests tools -name __pycache__ -prune -exec rm -rf {} +
	find $(PACKAGES) -name '*.mo' -exec rm -f {} +

setup: $(RUN_STAMP) $(ASSETS) build/stamp-catalogs

test-setup: $(TEST_STAMP) $(NPM_TEST_STAMP) setup browser

browser: $(TEST_STAMP)
	@$(BIN)/python -m tools.browser

$(TOOL_STAMP):
	@echo "uv $(UV_VERSION)"
	@rm -rf .tool
	@$(PYTHON) -m venv .tool
	@.tool/bin/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@touch $@

# A later `make run` must not take the test tools away again: --inexact leaves what it finds.
$(RUN_STAMP): $(TOOL_STAMP) pyproject.toml uv.lock
	@echo "Python packages"
	@$(UV) sync --quiet --frozen --no-default-groups --inexact
	@touch $@

$(TEST_STAMP): $(TOOL_STAMP) pyproject.toml uv.lock
	@echo "Python packages, with the tools for tests"
	@$(UV) sync --quiet --frozen --group dev --group test
	@touch $@ $(RUN_STAMP)

$(NPM_RUN_STAMP): package.json package-lock.json
	@echo "browser assets"
	@if test -e $(NPM_TEST_STAMP); then $(NPM); else $(NPM) --omit=dev --omit=optional; fi
	@touch $@

$(NPM_TEST_STAMP): package.json package-lock.json
	@echo "browser assets, with the tools for tests"
	@$(NPM)
	@touch $@ $(NPM_RUN_STAMP)

$(ASSETS): $(NPM_RUN_STAMP) tools/assets.py lms/web/static/tsunagu.css
	@$(PYTHON) tools/assets.py

build/stamp-catalogs: $(RUN_STAMP) tools/catalogs.py $(CATALOGS)
	@$(BIN)/python -m tools.catalogs compile
	@mkdir -p build && touch $@
