# The two commands of the README are `make run` and `make test`.
PYTHON ?= python3
BIN := .venv/bin
export FLASK_APP := wsgi.py

.PHONY: run check test lock clean

run: .venv/run
	@$(BIN)/flask db upgrade 2>&1 | grep -v "^$$" || true
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

clean:
	rm -rf .venv var
