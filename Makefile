# The two commands of the README are `make run` and `make test`.
PYTHON ?= python3
BIN := .venv/bin
export FLASK_APP := wsgi.py

.PHONY: run check test soak bench pictures words lock clean

run: .venv/run
	@$(BIN)/flask db upgrade
	@$(BIN)/flask demo load --if-empty
	@exec $(BIN)/python serve.py

check: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy culture_week config.py wsgi.py serve.py
	$(BIN)/lint-imports --no-cache
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/deptry .

test: .venv/dev
	@sh tests/run.sh

# kill -9 fifty times of each kind, races, and 200,000 made-up requests: about an hour.
soak: .venv/dev
	@sh tests/soak.sh

# All of it takes about ten minutes and writes docs/performance.md; BENCH="booking scan" only prints those parts.
bench: .venv/dev
	@$(BIN)/python -m benchmarks $(if $(BENCH),$(BENCH),--write)

# The pictures of the README, and every page in every size and scheme (var/pictures, and small on one contact sheet).
pictures: .venv/dev
	@$(BIN)/python -m tests.browser.take_pictures
	@$(BIN)/python -m tests.browser.contact_sheet

# Collects the words of code and pages into the English catalogue; what is new there waits for its English.
words: .venv/dev
	@mkdir -p var
	@$(BIN)/pybabel -q extract -F babel.cfg -k lazy_gettext -k _ -k gettext -k ngettext:1,2 --no-location --sort-output -o var/messages.pot .
	@$(BIN)/pybabel -q update -i var/messages.pot -d translations -l en --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --width=100

lock: .venv/dev
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header requirements.in -o requirements.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header requirements-dev.in -o requirements-dev.txt

.venv/run: requirements.txt
	@echo "Installing what the site needs (about half a minute) …"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/dev: .venv/run requirements-dev.txt
	@echo "Installing what checks and tests need (about a minute) …"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

# What was installed and cached; the data in var/ stay.
clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
