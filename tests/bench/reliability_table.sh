#!/usr/bin/env bash
# Prints the table of docs/RELIABILITY.md: what was tried against transport, and what came of it.
#   tests/bench/reliability_table.sh [--rows LIST] [--seeds N] [--first N] [--keep DIR] [--kills N]
#                                    [--fuzz-seconds N] [--connections N] [--build DIR] [--no-build]
#
# LIST is any of these, with commas between (all of them by default):
#   simulation  N seeds (1000) from --first (1); --keep DIR: of 100 seeds each that passed before, the output is used again
#   crash       a power cut or a failure at each disk operation of the spool and of the collector's store
#   kill        agents and a collector killed N times (300) on this machine's file system
#   fuzz        each fuzzer N seconds (20), from its corpus (builds the preset fuzz; needs clang)
#   attack      the collector under attack: 10000 connections at once
#   mutation    deliberately broken variants, each of which a test must catch (edits sources and undoes it)
# Times of the rows on two idle cores: 8, 1, 5, 8, 4 and 15 minutes. Ends with 1 when a promise is broken.
set -eu
cd "$(dirname "$0")/../.."
rows=simulation,crash,kill,fuzz,attack,mutation
seeds=1000 first=1 keep='' kills=300 fuzz_seconds=20 connections=10000 bin=build/release build=1
while [ $# -gt 0 ]; do
  case $1 in
    --rows) rows=${2:?"--rows needs a list"}; shift ;;
    --seeds) seeds=${2:?"--seeds needs a number"}; shift ;;
    --first) first=${2:?"--first needs a number"}; shift ;;
    --keep) keep=${2:?"--keep needs a directory"}; shift ;;
    --kills) kills=${2:?"--kills needs a number"}; shift ;;
    --fuzz-seconds) fuzz_seconds=${2:?"--fuzz-seconds needs a number"}; shift ;;
    --connections) connections=${2:?"--connections needs a number"}; shift ;;
    --build) bin=${2:?"--build needs a directory"}; shift ;;
    --no-build) build=0 ;;
    -h | --help) sed -n '2,14s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) echo "reliability_table.sh: there is no option $1; see --help" >&2; exit 2 ;;
  esac
  shift
done
for row in ${rows//,/ }; do
  case $row in
    simulation | crash | kill | fuzz | attack | mutation) ;;
    *) echo "reliability_table.sh: there is no row $row; see --help" >&2; exit 2 ;;
  esac
done
wants() { case ",$rows," in *",$1,"*) return 0 ;; esac; return 1; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

if [ "$build" = 1 ]; then
  targets=()
  if wants simulation; then targets+=(simulation_transport_test); fi
  if wants crash; then targets+=(agent_spool_test collector_store_crash_test); fi
  if wants kill; then targets+=(kill_test adit-agent adit-collector); fi
  if wants attack; then targets+=(attack_bench); fi
  if [ ${#targets[@]} -gt 0 ]; then
    echo "building ${targets[*]} …" >&2
    cmake --build "$bin" --target "${targets[@]}" > "$work/build" 2>&1 || { tail -n 20 "$work/build" >&2; exit 1; }
  fi
  if wants fuzz; then
    echo "building the fuzzers …" >&2
    { cmake --preset fuzz && cmake --build build/fuzz --target tests_fuzz; } > "$work/build" 2>&1 ||
      { tail -n 20 "$work/build" >&2; exit 1; }
  fi
fi

# run NAME COMMAND…: keeps what it prints; a failure shows its end and fails the whole.
run() {
  local name=$1
  shift
  echo "$* …" >&2
  if ! "$@" > "$work/$name" 2> "$work/$name.err"; then
    failed=1
    tail -n 20 "$work/$name" >&2
  fi
}
# thousands: 1234567 to 1,234,567 at the end of each line.
thousands() { sed -E ':a; s/([0-9])([0-9]{3})(,[0-9]{3})*( \|)$/\1,\2\3\4/; ta'; }
line() { printf '| %s | %s |\n' "$1" "$2" | thousands; }

printf '| | |\n|---|---:|\n'
if wants simulation; then
  run simulation tests/simulation/run.sh --seeds "$seeds" --first "$first" --build "$bin" ${keep:+--keep "$keep"}
  grep -E '^ +[a-z].* [0-9]+$' "$work/simulation" | while read -r text; do
    line "${text% *}" "${text##* }"
  done | sed -E 's/ +\|/ |/' |
    sed -E '/^\| (events lost undeclared|events received twice) /s/^\| (.*) \| (.*) \|$/| **\1** | **\2** |/'
fi
if wants crash; then
  run spool "$bin/bin/agent_spool_test" --gtest_filter='*Spool*Crash*:*SpoolFail*'
  run store "$bin/bin/collector_store_crash_test"
  line 'crash points tried: spool' "$(awk '/^crash points tried/ { print $4 }' "$work/spool")"
  line "crash points tried: collector's store" "$(awk '/^crash points tried/ { print $4 }' "$work/store")"
fi
if wants kill; then
  ADIT_KILLS=$kills run kill "$bin/bin/kill_test"
  line "kill -9 of real processes" "$(sed -n 's/^agents killed/agents/p' "$work/kill")"
fi
if wants fuzz; then
  total=0
  for fuzzer in build/fuzz/bin/fuzz_*; do
    name=$(basename "$fuzzer")
    mkdir -p "$work/corpus/$name"
    run "$name" "$fuzzer" -max_total_time="$fuzz_seconds" -print_final_stats=1 -artifact_prefix="$work/" \
      "$work/corpus/$name" "tests/fuzz/corpus/$name"
    executions=$(awk '/number_of_executed_units/ { print $2 }' "$work/$name.err")
    total=$((total + ${executions:-0}))
  done
  line "executions of $(find build/fuzz/bin -name 'fuzz_*' | wc -l) fuzzers, $fuzz_seconds s each" "$total"
fi
if wants mutation; then
  run mutation python3 tests/mutation/mutations.py --build "$bin"
  line 'deliberately broken variants caught' "$(tail -n 1 "$work/mutation" | sed 's/ caught//')"
fi
if wants attack; then
  run attack "$bin/bin/attack_bench" "$connections" 10
  printf '\n```\n'
  cat "$work/attack"
  printf '```\n'
fi
exit "$failed"
