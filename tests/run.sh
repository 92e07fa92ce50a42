#!/usr/bin/env bash
# Installs, builds and runs every test. The closing summary counts what ctest counted.
#
#   bash tests/run.sh                 preset dev, all labels
#   bash tests/run.sh --all           and sanitizers, fuzzers (20 s each), clang-tidy, shellcheck, benchmarks
#   bash tests/run.sh --label unit    one label only (unit contract integration e2e desktop quality fuzz
#                                     bench web tidy), or several: 'unit|contract'
#   bash tests/run.sh --no-install    does not look for missing packages
# shellcheck disable=SC2317  # functions are called through stage
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

all=no
install=yes
label=""
while [ $# -gt 0 ]; do
  case "$1" in
    --all) all=yes ;;
    --no-install) install=no ;;
    --label)
      label=${2:?"--label needs a name"}
      shift
      ;;
    -h | --help)
      sed -n '2,8s/^# \{0,1\}//p' "$0"
      exit 0
      ;;
    *)
      echo "run.sh: unknown argument '$1'; see --help" >&2
      exit 2
      ;;
  esac
  shift
done

logs=build/test-logs
mkdir -p "$logs"

# A source with the TLS server needs over a gigabyte to compile.
cores=$(nproc)
gigabytes=$(awk '/MemAvailable/ { print int($2 / 1500000) }' /proc/meminfo)
jobs=$((cores < gigabytes ? cores : gigabytes))
[ "$jobs" -ge 1 ] || jobs=1

summary=()
failed=0
started=$SECONDS

# stage NAME COMMAND…: runs it with its output in a log, tells the outcome and goes on.
stage() {
  local name=$1 log begin=$SECONDS
  shift
  log="$logs/${name//[^A-Za-z0-9]/_}.log"
  printf '== %s\n' "$name"
  if "$@" > >(tee "$log" | narrate) 2>&1; then
    summary+=("$(printf 'ok      %5d s  %s' $((SECONDS - begin)) "$name")")
    return 0
  fi
  summary+=("$(printf 'FAILED  %5d s  %s (%s)' $((SECONDS - begin)) "$name" "$log")")
  failed=1
  echo "-- failed; the end of $log:"
  tail -n 40 "$log"
  return 1
}

# On a terminal one line that changes; in a log file every tenth line of progress, and all that matters.
narrate() {
  if [ -t 1 ]; then
    awk '{ gsub(/\r/, ""); printf "\r\033[K%s", substr($0, 1, 110); fflush() } END { printf "\r\033[K" }'
  else
    awk '/warning:|error:|FAILED|\*\*\*|tests passed|tests failed|Total Test time/ { print; fflush(); next }
         NR % 50 == 0 { print substr($0, 1, 110); fflush() }'
  fi
}

build() {  # build PRESET [TARGET…]
  local preset=$1
  shift
  cmake --preset "$preset" && cmake --build "build/$preset" -j "$jobs" ${@:+--target "$@"}
}

run_ctest() {  # run_ctest PRESET [ctest arguments…]
  local preset=$1
  shift
  ctest --test-dir "build/$preset" --output-on-failure -j "$jobs" --no-tests=error \
    --output-junit "$PWD/$logs/ctest-$preset.xml" "$@"
}

count() {  # count FILE ATTRIBUTE
  sed -n "s/^[[:space:]]*$2=\"\([0-9]*\)\".*/\1/p" "$1" | head -n 1
}

fuzz() {
  local names name seconds=20 found=build/fuzz/findings
  names=$(sed -n 's/^ *adit_fuzzer(\([a-z0-9_]*\).*/\1/p' tests/fuzz/*/CMakeLists.txt | sort -u)
  if [ -z "$names" ]; then
    echo "no fuzzers in tests/fuzz"
    return 0
  fi
  # shellcheck disable=SC2086  # one word a target
  build fuzz $names || return 1
  mkdir -p "$found"
  for name in $names; do
    echo "fuzz $name for $seconds s"
    local scratch="build/fuzz/corpus/$name"
    local seeds=()
    mkdir -p "$scratch"
    [ -d "tests/fuzz/corpus/$name" ] && seeds=("tests/fuzz/corpus/$name")
    "build/fuzz/bin/$name" -max_total_time="$seconds" -rss_limit_mb=2048 -timeout=20 -print_final_stats=1 \
      -verbosity=0 -artifact_prefix="$found/" "$scratch" "${seeds[@]}" || return 1
  done
}

check_scripts() {
  git ls-files '*.sh' .ci/run | xargs shellcheck
}

[ "$install" = no ] || stage "install packages" bash installer/dependencies.sh test || exit 1

if stage "build dev" build dev; then
  stage "test dev" run_ctest dev ${label:+-L "^($label)\$"}
fi

if [ "$all" = yes ]; then
  stage "shellcheck" check_scripts
  # The scripted desktop, quality floors and benchmarks say nothing more when slowed down tenfold.
  for preset in asan tsan; do
    if stage "build $preset" build "$preset"; then
      stage "test $preset" run_ctest "$preset" -L '^(unit|contract|integration|fuzz)$'
    fi
  done
  stage "fuzz" fuzz
  stage "clang-tidy" build tidy
  if stage "build release" build release; then
    stage "benchmarks" run_ctest release -L '^bench$'
  fi
fi

echo
echo "Summary after $(((SECONDS - started) / 60)) min $(((SECONDS - started) % 60)) s"
printf '  %s\n' "${summary[@]}"
for preset in dev asan tsan release; do
  results="$logs/ctest-$preset.xml"
  if [ -f "$results" ] && [ "$results" -nt "$logs/build_$preset.log" ]; then
    total=$(count "$results" tests)
    bad=$(count "$results" failures)
    skipped=$(count "$results" skipped)
    printf '  ctest %-8s %5d tests: %d passed, %d failed, %d skipped\n' "$preset" "$total" \
      $((total - bad - skipped)) "$bad" "$skipped"
    sed -n 's/.*<testcase name="\([^"]*\)".*status="fail".*/    failed: \1/p' "$results"
  fi
done
if [ "$failed" -eq 0 ]; then
  echo "  All is well."
else
  echo "  Something failed; the logs are in $logs."
fi
exit "$failed"
