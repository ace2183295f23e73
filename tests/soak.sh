#!/bin/sh
# kill -9, races and fuzz on both databases, 50 rounds of each kill and 200,000 made-up requests: about an hour and a half; `make test` has less than two minutes for them.
set -u
export KILL_ROUNDS="${KILL_ROUNDS:-50}" RACE_ROUNDS="${RACE_ROUNDS:-20}" FUZZ_EXAMPLES="${FUZZ_EXAMPLES:-800}"
export FUZZ_REQUESTS="${FUZZ_REQUESTS:-200000}"
export WAIT_OUT_THE_LEASE="${WAIT_OUT_THE_LEASE:-1}"
notes=$(mktemp -d)
trap 'rm -rf "$notes"' EXIT
failed=0
for database in sqlite postgresql; do
  for what in faults races fuzz; do
    echo "== $(date +%H:%M:%S) $what on $database =="
    { .venv/bin/python -m pytest -q --show-capture=no --database=$database tests/$what; echo $? >"$notes/status"; } 2>&1 | tee "$notes/output"
    { echo "$database, $what: $(tail -1 "$notes/output")"; grep -E " times: |^fuzz: " "$notes/output"; } >>"$notes/summary"
    [ "$(cat "$notes/status")" = 0 ] || failed=1
  done
done
echo "== $(date +%H:%M:%S) KILL_ROUNDS=$KILL_ROUNDS RACE_ROUNDS=$RACE_ROUNDS FUZZ_EXAMPLES=$FUZZ_EXAMPLES =="
cat "$notes/summary"
requests=$(sed -n "s/^fuzz: \([0-9]*\) requests.*/\1/p" "$notes/summary" | awk "{sum += \$1} END {print sum + 0}")
echo "$requests requests made up, $FUZZ_REQUESTS wanted"
[ "$requests" -ge "$FUZZ_REQUESTS" ] || failed=1
[ $failed = 0 ] && echo "soak: passed" || echo "soak: FAILED"
exit $failed
