#!/usr/bin/env bash
# Installs, builds and runs every test. The closing summary counts what ctest counted.
#
#   bash tests/run.sh                 preset dev, all labels
#   bash tests/run.sh --all           and sanitizers, fuzzers (20 s each), clang-tidy, shellcheck, packages,
#                                     the Windows agent, benchmarks
#   bash tests/run.sh --label unit    one label only (unit contract integration e2e desktop quality fuzz
#                                     bench web tidy), or several: 'unit|contract'
#   bash tests/run.sh --informing 'clang-tidy|packages.*'
#                                     stages that are run and shown and do not decide the outcome
#   bash tests/run.sh --all --only 'fuzz|(build|test) tsan'
#                                     these stages alone
#   bash tests/run.sh --no-install    does not look for missing packages
#
# --all ends within ADIT_BUDGET_MINUTES (70): what does not fit any more is cut or skipped, and says so. The
# stages stand in order of what they find. docs/COMMON_TASKS.md tells what each covers and costs.
# shellcheck disable=SC2317  # functions are called through stage
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

all=no
install=yes
informing=""
only=""
label=""
while [ $# -gt 0 ]; do
  case "$1" in
    --all) all=yes ;;
    --informing)
      informing=${2:?"--informing needs the names of stages"}
      shift
      ;;
    --only)
      only=${2:?"--only needs the names of stages"}
      shift
      ;;
    --no-install) install=no ;;
    --label)
      label=${2:?"--label needs a name"}
      shift
      ;;
    -h | --help)
      sed -n '2,16s/^# \{0,1\}//p' "$0"
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

budget_s=$((${ADIT_BUDGET_MINUTES:-70} * 60))
# What ctest, the compilers, the sanitizers and the test scripts print when something is wrong.
failure_marks='\*\*\*(Failed|Exception|Timeout)|error:|ERROR:|^FAILED  '
bounded=no  # the budget binds the further stages of --all, never the tests themselves

remaining() {
  local left=$((budget_s - (SECONDS - started)))
  echo $((left > 1 ? left : 1))
}

# within COMMAND…: runs it, in a bounded stage no longer than the budget lasts.
within() {
  if [ "$bounded" = no ]; then
    "$@"
  else
    timeout --signal=INT --kill-after=20 "$(remaining)" "$@"
  fi
}

wanted() {  # wanted NAME
  [[ -z $only || $1 =~ ^($only)$ ]]
}

decides() {  # decides NAME
  [[ -z $informing || ! $1 =~ ^($informing)$ ]]
}

# skip NAME WHY: a stage that could not be run is told, and is no pass.
skip() {
  summary+=("$(printf 'skipped          %s (%s)' "$1" "$2")")
  return 1
}

# further NAME COMMAND…: a stage that the budget may cut or skip.
further() {
  wanted "$1" || return 0
  if [ "$(remaining)" -lt 60 ]; then
    skip "$1" "the budget of $((budget_s / 60)) min is used up"
    return 1
  fi
  bounded=yes
  local failed_before=$failed
  stage "$@"
  local outcome=$?
  bounded=no
  [ "$outcome" -ne 0 ] || return 0
  if [ "$(remaining)" -le 1 ] && ! grep -qE "$failure_marks" "$(log_of "$1")"; then
    failed=$failed_before
    summary[-1]="$(printf 'cut              %s (the budget of %d min ran out; nothing had failed before)' "$1" $((budget_s / 60)))"
  elif ! decides "$1"; then
    failed=$failed_before
    summary[-1]+=", does not decide yet"
  fi
  return "$outcome"
}

# fetching NAME COMMAND…: a further stage that may need the machine's Debian mirror. One that fails where
# no mirror answers was not run.
fetching() {
  local failed_before=$failed
  further "$@" && return 0
  if ! mirror_answers; then
    failed=$failed_before
    summary[-1]="$(printf 'skipped          %s (the Debian mirror of this machine does not answer)' "$1")"
  fi
  return 1
}

mirror_answers() {
  local place folder outcome=0
  # shellcheck disable=SC2016  # apt-get expands them
  place=$(apt-get indextargets --format '$(REPO_URI)dists/$(RELEASE)/InRelease' 'Created-By: Packages' | head -n 1)
  folder=$(mktemp -d)
  timeout 60 /usr/lib/apt/apt-helper download-file "$place" "$folder/InRelease" > /dev/null 2>&1 || outcome=1
  rm -rf "$folder"
  return "$outcome"
}

log_of() {  # log_of NAME
  echo "$logs/${1//[^A-Za-z0-9]/_}.log"
}

# stage NAME COMMAND…: runs it with its output in a log, tells the outcome and goes on.
stage() {
  local name=$1 log begin=$SECONDS
  shift
  wanted "$name" || return 0
  log=$(log_of "$name")
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
  local preset=$1 tests=(-DADIT_BUILD_TESTS=ON)
  shift
  # The quickstart may have configured the tree without tests; preset windows has none.
  [ "$preset" != windows ] || tests=()
  cmake --preset "$preset" "${tests[@]}" && within cmake --build "build/$preset" -j "$jobs" ${@:+--target "$@"}
}

run_ctest() {  # run_ctest PRESET [ctest arguments…]
  local preset=$1
  shift
  within ctest --test-dir "build/$preset" --output-on-failure -j "$jobs" --no-tests=error \
    --output-junit "$PWD/$logs/ctest-$preset.xml" "$@"
}

count() {  # count FILE ATTRIBUTE
  sed -n "s/^[[:space:]]*$2=\"\([0-9]*\)\".*/\1/p" "$1" | head -n 1
}

fuzz_one() {  # fuzz_one NAME: from its corpus, for 20 s
  local scratch="build/fuzz/corpus/$1"
  local seeds=()
  mkdir -p "$scratch"
  [ -d "tests/fuzz/corpus/$1" ] && seeds=("tests/fuzz/corpus/$1")
  "build/fuzz/bin/$1" -max_total_time=20 -rss_limit_mb=2048 -timeout=20 -print_final_stats=1 \
    -verbosity=0 -artifact_prefix="build/fuzz/findings/" "$scratch" "${seeds[@]}" > "$logs/$1.log" 2>&1
  local outcome=$?
  echo "fuzz $1: $(sed -n 's/^stat::number_of_executed_units: *//p' "$logs/$1.log") inputs, outcome $outcome"
  [ "$outcome" -eq 0 ] || tail -n 30 "$logs/$1.log"
  return "$outcome"
}

fuzz() {
  local names
  names=$(sed -n 's/^ *adit_fuzzer(\([a-z0-9_]*\).*/\1/p' tests/fuzz/*/CMakeLists.txt | sort -u)
  [ -n "$names" ] || { echo "no fuzzers in tests/fuzz" && return 1; }
  build fuzz tests_fuzz || return 1
  mkdir -p build/fuzz/findings
  export logs
  export -f fuzz_one
  # shellcheck disable=SC2016  # the inner shell expands it
  echo "$names" | within xargs -n 1 -P "$jobs" bash -c 'fuzz_one "$1"' fuzz
}

check_scripts() {
  git ls-files '*.sh' .ci/run | xargs shellcheck
}

# Where bytes from outside are read, keys are handled and files must survive. The preset tidy checks every
# source and takes an hour and more. Sources of other systems have no compile command here.
tidy() {
  cmake --preset tidy || return 1
  local folders='common/(config|crypto|event|io|wire)|privacy/(mask|policy|scrub)|agent/(ship|spool)'
  folders+='|collector/(http|ingest|store)'
  jq -r --arg root "$PWD/" '.[].file | ltrimstr($root)' build/tidy/compile_commands.json \
    | grep -E "^($folders)/" \
    | within xargs -n 1 -P "$jobs" clang-tidy-14 --quiet -p build/tidy
}

[ "$install" = no ] || stage "install packages" bash installer/dependencies.sh test || exit 1

if stage "build dev" build dev; then
  stage "test dev" run_ctest dev ${label:+-L "^($label)\$"}
fi

if [ "$all" = yes ]; then
  further "shellcheck" check_scripts
  # The scripted desktop, quality floors and benchmarks say nothing more when slowed down tenfold.
  if further "build asan" build asan tests_unit tests_contract tests_integration tests_fuzz; then
    further "test asan" run_ctest asan -L '^(unit|contract|integration|fuzz)$'
  fi
  # Threads meet in these programs.
  miner_threads='^collector_mining_test[.](OrderedTasks[.]|PatternMiner[.]|PatternMinerProperty[.]Threads)'
  if further "build tsan" build tsan common_base_test agent_spool_test agent_ship_test collector_store_file_test \
    collector_http_server_test collector_mining_test; then
    # What is one thread and a hundred times slower here finds nothing: the spool's crash enumerations,
    # the miner's comparisons with a plain one.
    further "test tsan" run_ctest tsan -E 'SpoolCrash|SpoolFailure' \
      -R "^(common_base|agent_spool|agent_ship|collector_store_file|collector_http_server)_test[.]|$miner_threads"
  fi
  further "fuzz" fuzz
  if further "build release" build release tests_bench; then
    further "test release" run_ctest release -L '^bench$'
  fi
  further "clang-tidy" tidy
  if fetching "install packaging tools" bash installer/dependencies.sh package &&
    further "packages" within bash installer/packages/build.sh --no-install; then
    fetching "packages in a scratch root" within bash tests/packages/deb_test.sh
  fi
  if fetching "install Windows tools" bash installer/dependencies.sh windows &&
    fetching "Windows libraries" within bash installer/windows/dependencies.sh &&
    further "build windows" build windows adit-agent; then
    further "Windows agent under wine" within bash tests/windows/wine_test.sh
    further "Windows desktop under wine" within bash tests/windows/wine_desktop_test.sh
    further "MSI under wine" within bash tests/windows/msi_test.sh
  fi
fi

passed_tests=0 failed_tests=0 skipped_tests=0
echo
echo "Summary after $(((SECONDS - started) / 60)) min $(((SECONDS - started) % 60)) s"
printf '  %s\n' "${summary[@]}"
for preset in dev asan tsan release; do
  wanted "test $preset" || continue
  results="$logs/ctest-$preset.xml"
  if [ -f "$results" ] && [ "$results" -nt "$logs/build_$preset.log" ]; then
    total=$(count "$results" tests)
    bad=$(count "$results" failures)
    skipped=$(count "$results" skipped)
    printf '  ctest %-8s %5d tests: %d passed, %d failed, %d skipped\n' "$preset" "$total" \
      $((total - bad - skipped)) "$bad" "$skipped"
    sed -n 's/.*<testcase name="\([^"]*\)".*status="fail".*/    failed: \1/p' "$results"
    decides "test $preset" || continue
    passed_tests=$((passed_tests + total - bad - skipped))
    failed_tests=$((failed_tests + bad))
    skipped_tests=$((skipped_tests + skipped))
  fi
done
if [ "$failed" -eq 0 ]; then
  echo "  All is well."
else
  echo "  Something failed; the logs are in $logs."
fi
echo "$passed_tests passed, $failed_tests failed, $skipped_tests skipped"
exit "$failed"
