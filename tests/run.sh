#!/bin/sh
# Runs every test on SQLite and on PostgreSQL; finds or starts what they need.
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
sqlite=0; postgresql=0
echo "== on SQLite, with the browser =="
$BIN/python -m pytest -q --database=sqlite tests || sqlite=$?
echo "== on PostgreSQL =="
$BIN/python -m pytest -q --database=postgresql tests --ignore=tests/browser || postgresql=$?
echo "SQLite: $([ $sqlite = 0 ] && echo passed || echo FAILED) · PostgreSQL: $([ $postgresql = 0 ] && echo passed || echo FAILED)"
[ $sqlite = 0 ] && [ $postgresql = 0 ]
