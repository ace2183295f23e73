#!/bin/sh
# kill -9, races and fuzz, on both databases side by side: 50 rounds of each kill and 200,000 made-up requests, about an hour; `make test` has less than two minutes for them.
set -u
export KILL_ROUNDS="${KILL_ROUNDS:-50}" RACE_ROUNDS="${RACE_ROUNDS:-20}" FUZZ_EXAMPLES="${FUZZ_EXAMPLES:-400}"
export FUZZ_REQUESTS="${FUZZ_REQUESTS:-200000}"
export WAIT_OUT_THE_LEASE="${WAIT_OUT_THE_LEASE:-1}"
notes=$(mktemp -d)
# Tells what came of each part as it ends; the whole output stays for the end.
soak() {
  trap 'kill $!; exit 130' TERM
  for what in faults races fuzz; do
    output="$notes/$1-$what"
    .venv/bin/python -m pytest -q --show-capture=no --database="$1" "tests/$what" >"$output" 2>&1 &
    wait $! || echo "$1, $what" >>"$notes/failed"
    { echo "$(date +%H:%M:%S) $1, $what: $(tail -1 "$output")"; grep -E " times: |^fuzz: " "$output"; } | tee -a "$notes/summary"
  done
}
echo "== $(date +%H:%M:%S) KILL_ROUNDS=$KILL_ROUNDS RACE_ROUNDS=$RACE_ROUNDS FUZZ_EXAMPLES=$FUZZ_EXAMPLES =="
soak sqlite & sqlite=$!
soak postgresql & postgresql=$!
trap 'rm -rf "$notes"' EXIT
trap 'kill $sqlite $postgresql; exit 130' INT TERM
wait $sqlite $postgresql
cat "$notes"/sqlite-* "$notes"/postgresql-*
echo "== $(date +%H:%M:%S) =="
cat "$notes/summary"
requests=$(sed -n "s/^fuzz: \([0-9]*\) requests.*/\1/p" "$notes/summary" | awk "{sum += \$1} END {print sum + 0}")
echo "$requests requests made up, $FUZZ_REQUESTS wanted"
if [ ! -e "$notes/failed" ] && [ "$requests" -ge "$FUZZ_REQUESTS" ]; then echo "soak: passed"; else echo "soak: FAILED"; exit 1; fi
