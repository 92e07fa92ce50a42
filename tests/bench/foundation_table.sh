#!/bin/bash
# Prints one table: what the endpoint and the collector reach beside what was asked of them.
#   tests/bench/foundation_table.sh [--rows LIST] [--events N] [--desktop-seconds N] [--bin FOLDER] [--no-build]
#
# LIST is any of these, with commas between; without it all but the last three, about five minutes:
#   scrub      events a second through scrub and spool on one core
#   wire       bytes an event on the wire beside JSON with zstd of the same batch
#   ingest     durable ingest, stored bytes an event, scan rate
#   small      small batches a second over 200 TLS connections
#   mine1      1 M events to ranked routines          (mine3, mine10: 3 and 10 M)
#   desktop    processor and memory of the agent on the scripted desktop (three minutes; Xvfb, see installer/dependencies.sh)
# --events: of the scrub and wire rows (300000). --bin: programs to measure (build/release/bin, built first).
#
# A rate is judged by the clock, that of scrub by processor time (one core). On a machine with other work the clock says
# little: compare processor time then.
set -eu
cd "$(dirname "$0")/../.."
rows=scrub,wire,ingest,small,mine1,desktop
events=300000 seconds=120 bin=build/release/bin build=1
while [ $# -gt 0 ]; do
  case $1 in
    --rows) rows=${2:?"--rows needs a list"}; shift ;;
    --events) events=${2:?"--events needs a number"}; shift ;;
    --desktop-seconds) seconds=${2:?"--desktop-seconds needs a number"}; shift ;;
    --bin) bin=${2:?"--bin needs a folder"} build=0; shift ;;
    --no-build) build=0 ;;
    -h | --help) sed -n '2,16s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) echo "foundation_table.sh: there is no option $1; see --help" >&2; exit 2 ;;
  esac
  shift
done
for row in ${rows//,/ }; do
  case $row in
    scrub | wire | ingest | small | mine1 | mine3 | mine10 | desktop) ;;
    *) echo "foundation_table.sh: there is no row $row; see --help" >&2; exit 2 ;;
  esac
done
wants() { case ",$rows," in *",$1,"*) return 0 ;; esac; return 1; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if [ "$build" = 1 ]; then
  targets=()
  if wants scrub || wants wire; then targets+=(bench_spool); fi
  if wants ingest || wants small || wants mine1 || wants mine3 || wants mine10; then targets+=(collector_bench); fi
  if wants desktop; then targets+=(adit adit-agent adit-collector); fi
  # The quickstart's tree has no tests, and no benches with them.
  cmake --preset release -DADIT_BUILD_TESTS=ON > /dev/null
  echo "building ${targets[*]} …" >&2
  cmake --build build/release --target "${targets[@]}" > "$work/build.log" 2>&1 || { tail -n 20 "$work/build.log" >&2; exit 1; }
fi

# output NAME COMMAND…: what the command prints, kept; it says on standard error what runs.
output() {
  local name=$1
  shift
  echo "$* …" >&2
  "$@" > "$work/$name" 2> "$work/$name.err" || { tail -n 20 "$work/$name" "$work/$name.err" >&2; exit 1; }
}

# row WHAT CLOCK PROCESSOR UNIT COMPARISON TARGET JUDGED: one line; "-" where there is no figure or no target.
row() {
  awk -v what="$1" -v clock="$2" -v processor="$3" -v unit="$4" -v comparison="$5" -v target="$6" -v judged="$7" '
    function shown(x) { return x == "-" || x == "" ? "-" : x >= 1000 ? sprintf("%.0f", x) : sprintf("%.2f", x) }
    BEGIN {
      verdict = target == "-" || judged == "" ? "" : (comparison == ">=" ? judged + 0 >= target + 0 : judged + 0 <= target + 0) ? "met" : "MISSED"
      printf "%-46s %12s %12s %-10s %2s %9s  %s\n", what, shown(clock), shown(processor), unit, comparison, target, verdict
    }'
}

table() {
  printf '%-46s %12s %12s %-10s %12s\n' "" "by clock" "processor" "" "target"
  if wants scrub; then
    read -r processor clock < <(awk '/^scrub \+ spool/ {print $4, $6}' "$work/scrub")
    row "scrub and spool, one core" "$clock" "$processor" events/s ">=" 200000 "$processor"
  fi
  if wants wire; then
    # What stands before the figures is words: they are counted from the end.
    read -r wire ratio < <(awk '/^full batch, committed by/ {print $(NF - 4), $NF}' "$work/wire")
    row "wire, full batch" "$wire" - bytes/event "<=" 12 "$wire"
    row "  as a share of JSON with zstd 3" "$ratio" - "" "<=" 0.5 "$ratio"
    read -r wire ratio < <(awk '/^a minute a batch/ {print $(NF - 4), $NF}' "$work/wire")
    row "wire, one person live, a batch a minute" "$wire" - bytes/event "" - ""
  fi
  if wants ingest; then
    for size in 20000 200; do
      read -r clock processor < <(sed -n "s/^$size events a batch: both, one after the other//p" "$work/ingest" | awk '{print $1, $3}')
      row "durable ingest, batches of $size events" "$clock" "$processor" events/s ">=" 500000 "$clock"
      stored=$(sed -n "s/^$size events a batch: stored blocks after merging//p" "$work/ingest" | awk '{print $1}')
      row "  stored" "$stored" - bytes/event "<=" 20 "$stored"
      read -r clock processor < <(sed -n "s/^$size events a batch: scan into a log//p" "$work/ingest" | awk '{print $1, $3}')
      row "  scan into a log" "$clock" "$processor" events/s ">=" 5000000 "$clock"
    done
  fi
  if wants small; then
    read -r clock processor < <(sed -n 's/^200 connections: batches of 200 events with receipt//p' "$work/small" | awk '{print $1, $3}')
    row "small batches, 200 connections, with clients" "$clock" "$processor" batches/s ">=" 2000 "$clock"
  fi
  for millions in 1 3 10; do
    if wants "mine$millions"; then
      read -r took < <(sed -n 's/^.*events to ranked routines ([0-9]* found)//p' "$work/mine$millions" | awk '{print $1}')
      read -r peak < <(sed -n 's/^  peak memory so far//p' "$work/mine$millions" | awk '{print $1}')
      time_target=- memory_target=-
      if [ "$millions" = 10 ]; then time_target=120 memory_target=2048; fi
      row "$millions M events to ranked routines" "$took" - s "<=" "$time_target" "$took"
      row "  peak memory" "$peak" - MiB "<=" "$memory_target" "$peak"
    fi
  done
  if wants desktop; then
    # Figures follow the name: seconds, mean, worst 10 s, resident mean and most, private.
    read -r mean worst most < <(sed -n 's/^routine at office pace//p' "$work/desktop" | awk '{print $2, $3, $5}')
    row "agent, processor, mean at office pace" - "$mean" "% of a core" "<=" 1 "$mean"
    row "agent, processor, worst 10 s" - "$worst" "% of a core" "<=" 5 "$worst"
    row "agent, resident memory, most" "$most" - MiB "<=" 32 "$most"
  fi
}

if wants scrub; then output scrub "$bin/bench_spool" "$events" scrub; fi
if wants wire; then output wire "$bin/bench_spool" "$events" wire; fi
if wants ingest; then output ingest "$bin/collector_bench" ingest; fi
if wants small; then output small "$bin/collector_bench" connections; fi
for millions in 1 3 10; do
  if wants "mine$millions"; then output "mine$millions" "$bin/collector_bench" mine "$((millions * 1000000))"; fi
done
if wants desktop; then
  output desktop tests/desktop/desktop.sh /usr/bin/python3 tests/bench/desktop_footprint.py --bin "$bin" --seconds "$seconds"
fi
table
