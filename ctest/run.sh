#!/bin/sh
# run.sh WRAPPER PROGRAM...: runs every test program (behind WRAPPER, when not empty), adds up their "N passed, N failed";
# a program that ends badly without having named a failure counts as one.
set -u
wrapper=$1
shift
passed=0 failed=0
for program in "$@"; do
  # shellcheck disable=SC2086 # the wrapper is a list of words
  output=$($wrapper "$program" 2>&1)
  status=$?
  echo "$output"
  line=$(echo "$output" | grep -E '^[a-z]+: [0-9]+ passed, [0-9]+ failed$' | tail -n 1)
  p=$(echo "$line" | sed -n 's/.*: \([0-9]*\) passed.*/\1/p') f=$(echo "$line" | sed -n 's/.* \([0-9]*\) failed$/\1/p')
  p=${p:-0} f=${f:-0}
  if [ "$status" -ne 0 ] && [ "$f" -eq 0 ]; then
    echo "$program ended with status $status"
    f=1
  fi
  passed=$((passed + p)) failed=$((failed + f))
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
