#!/usr/bin/env bash
# Runs the simulation of transport over many seeds and prints the sum of what happened.
#
# Usage: tests/simulation/run.sh [--seeds 10000] [--first 1] [--jobs 2] [--build build/dev] [--keep DIR]
# --keep: what each hundred seeds printed stays there; those that passed are not run again.
# Ends with status 1 and the seeds to replay when an account does not come out even.
set -euo pipefail
cd "$(dirname "$0")/../.."
seeds=10000 first=1 jobs=2 build=build/dev keep=
while [ $# -gt 0 ]; do
  case "$1" in
    --seeds) seeds=$2 ;;
    --first) first=$2 ;;
    --jobs) jobs=$2 ;;
    --build) build=$2 ;;
    --keep) keep=$2 ;;
    *) sed -n '2,6p' "$0"; exit 2 ;;
  esac
  shift 2
done
slice=100
if [ -n "$keep" ]; then
  out=$keep
  mkdir -p "$out"
else
  out=$(mktemp -d)
  trap 'rm -rf "$out"' EXIT
fi
export ADIT_SEEDS=$slice OUT=$out TEST=$build/bin/simulation_transport_test
# One process a slice: SQLite's file system is replaced for a whole process.
# shellcheck disable=SC2016  # the inner shell expands it
seq "$first" "$slice" $((first + seeds - 1)) | xargs -P "$jobs" -I{} sh -c \
  '[ "$(cat "$OUT/{}.rc" 2> /dev/null)" = 0 ] && exit 0
   ADIT_FIRST_SEED={} "$TEST" > "$OUT/{}.out" 2> /dev/null; echo $? > "$OUT/{}.rc"'
cat "$out"/*.out | awk '
  /^  [a-z].* [0-9]+$/ || /^    of them.* [0-9]+$/ {
    n = $NF; name = $0; sub(/ +[0-9]+$/, "", name)
    if (!(name in sum)) order[++rows] = name
    sum[name] += n
  }
  END { for (i = 1; i <= rows; ++i) printf "%-60s %12d\n", order[i], sum[order[i]] }'
grep -ho 'replay with ADIT_SEED=[0-9]*' "$out"/*.out | sort -u || true
if grep -qvx 0 "$out"/*.rc; then
  echo "not every slice passed" >&2
  exit 1
fi
