#!/bin/sh
# Runs every test on SQLite, then what depends on a database on PostgreSQL, and meanwhile those in the browser; finds or starts what they need.
set -u
BIN=.venv/bin
if ! command -v chromium >/dev/null 2>&1 && ! command -v google-chrome >/dev/null 2>&1; then
  echo "Installing Chromium for the browser tests …"
  if command -v apt-get >/dev/null 2>&1; then
    SUDO=""; [ "$(id -u)" = 0 ] || SUDO="sudo"
    $SUDO apt-get update -qq && $SUDO apt-get install -y -qq chromium </dev/null >/dev/null
  elif command -v dnf >/dev/null 2>&1; then sudo dnf install -y -q chromium
  elif command -v brew >/dev/null 2>&1; then brew install --cask chromium
  fi
fi
sqlite=0; postgresql=0; browser=0
told=$(mktemp)
$BIN/python -m pytest -q tests/browser >"$told" 2>&1 &
beside=$!
trap 'kill $beside 2>/dev/null; wait $beside; rm -f "$told"' EXIT
trap 'exit 130' INT TERM
echo "== on SQLite =="
$BIN/python -m pytest -q --database=sqlite tests --ignore=tests/browser || sqlite=$?
echo "== on PostgreSQL =="
$BIN/python -m pytest -q --database=postgresql tests --ignore=tests/browser || postgresql=$?
echo "== in the browser, meanwhile =="
wait $beside || browser=$?
cat "$told"
result() { [ "$1" = 0 ] && echo passed || echo FAILED; }
echo "SQLite: $(result $sqlite) · PostgreSQL: $(result $postgresql) · browser: $(result $browser)"
[ "$sqlite$postgresql$browser" = 000 ]
