#!/bin/bash
# Prints the mining benchmark: our time and memory beside the best peer's, growth, threads, an event log.
#   tests/bench/mining_bench.sh [--adit build/release/bin/adit] [--runs 3] [--rows NAME] [--peers] [--growth] [--threads]
#     [--log EVENTS] [--no-instructions]
# Without a choice of parts: --peers, --growth and --threads. --rows takes the rows of one data set. --log simulates an
# office of so many events (10000000: two minutes and 1.3 GB of temporary space) and mines its sessions.
#
# Peers' figures are recorded in data/sequences/PEERS.tsv below ../shared (or $ADIT_SHARED): wall seconds of a single-threaded
# program on an idle machine of this kind (* = processor seconds). Ours are medians over --runs of the whole program: read plain
# text, mine, write all patterns to a file. wall1, wall2: seconds with 1 and 2 threads; cpu1, cpu2: user and system seconds;
# ratio: peer / cpu1, which is what wall1 would be on an idle machine; x2: wall1 / wall2 (means something only there); MiB1,
# MiB2: peak memory; MB/s: bytes written / cpu1, for rows that are bound by their output; ins/pat: instructions a pattern,
# writing left out (perf where it counts, or valgrind: slow).
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
adit=$root/build/release/bin/adit
runs=3 peers=0 growth=0 threads=0 events=0 rows="" counted=1
while [ $# -gt 0 ]; do
  case $1 in
    --adit) adit=$2; shift ;;
    --runs) runs=$2; shift ;;
    --rows) rows=$2; shift ;;
    --peers) peers=1 ;;
    --growth) growth=1 ;;
    --threads) threads=1 ;;
    --no-instructions) counted=0 ;;
    --log) events=$2; shift ;;
    *) echo "unknown option $1" >&2; exit 2 ;;
  esac
  shift
done
[ $peers = 0 ] && [ $growth = 0 ] && [ $threads = 0 ] && [ "$events" = 0 ] && peers=1 growth=1 threads=1
data=${ADIT_SHARED:-$root/../shared}/data/sequences
[ -x "$adit" ] || { echo "no program at $adit; build the release preset" >&2; exit 1; }
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
TIMEFORMAT='%R %U %S'

median() { sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }

# measure FILE THREADS OPTION…: "wall cpu rss_mib patterns bytes", medians of wall and cpu.
measure() {
  local file=$1 threads=$2; shift 2
  : > "$work/samples"
  for _ in $(seq "$runs"); do
    { time /usr/bin/time -f '%M' -o "$work/memory" "$adit" mine "$file" --threads "$threads" \
        --out "$work/out" --json "$@" > "$work/json" 2> "$work/errors"; } 2> "$work/time" || return 1
    echo "$(tail -n 1 "$work/time") $(tail -n 1 "$work/memory")" >> "$work/samples"
  done
  echo "$(awk '{print $1}' "$work/samples" | median)" \
       "$(awk '{print $2 + $3}' "$work/samples" | median)" \
       "$(awk '{print $4 / 1024}' "$work/samples" | sort -n | tail -n 1)" \
       "$(grep -o '"patterns":[0-9]*' "$work/json" | cut -d: -f2)" \
       "$(grep -o '"bytes_written":[0-9]*' "$work/json" | cut -d: -f2)"
}

# instructions FILE OPTION…: of a run with one thread that counts only.
instructions() {
  [ $counted = 1 ] || { echo 0; return; }
  local file=$1 count; shift
  count=$(perf stat -x, -e instructions:u "$adit" mine "$file" --count "$@" 2>&1 > /dev/null |
    awk -F, '$3 ~ /^instructions/ {print $1}')
  case $count in
    ''|*[!0-9]*) count=$(valgrind --tool=callgrind --callgrind-out-file=/dev/null "$adit" mine "$file" --count \
      "$@" 2>&1 > /dev/null | awk '/Collected/ {print $NF}') ;;
  esac
  echo "${count:-0}"
}

unpack() { [ -r "$work/$1.txt" ] || zcat "$data/$1.txt.gz" > "$work/$1.txt"; }

print_peers() {
  printf '%-11s %-11s %6s %3s %7s %7s %7s %7s %7s %5s %8s %6s %11s %5s %5s %6s %9s %5s %8s\n' data patterns support gap \
    count wall1 cpu1 wall2 cpu2 'x2' peer_s ratio peer MiB1 MiB2 peerMiB bytes MB/s ins/pat
  : > "$work/ratios"
  while IFS=$'\t' read -r name kind support gap count peer peer_s peer_mb _; do
    case $name in '#'*|dataset|'') continue ;; esac
    [ -z "$rows" ] || [ "$rows" = "$name" ] || continue
    unpack "$name"
    options=()
    case $kind in
      top-k*) options+=(--top-k "${kind#top-k }") ;;
      *) options+=(--patterns "$kind" --min-support "$support") ;;
    esac
    [ "$gap" = - ] || options+=(--max-gap "$gap")
    read -r wall cpu rss patterns bytes <<< "$(measure "$work/$name.txt" 1 "${options[@]}")"
    read -r wall2 cpu2 rss2 patterns2 _ <<< "$(measure "$work/$name.txt" 2 "${options[@]}")"
    [ "$patterns" = "$count" ] && [ "$patterns2" = "$count" ] ||
      echo "WRONG COUNT: $patterns and $patterns2, not $count"
    ratio=$(awk -v p="${peer_s%\*}" -v o="$cpu" 'BEGIN {printf "%.1f", p / (o > 0.001 ? o : 0.001)}')
    echo "$ratio $gap $name $kind $support $rss ${peer_mb/-/0}" >> "$work/ratios"
    printf '%-11s %-11s %6s %3s %7s %7.3f %7.3f %7.3f %7.3f %5.2f %8s %6s %11s %5.0f %5.0f %6s %9s %5.0f %8d\n' \
      "$name" "$kind" "$support" "$gap" "$patterns" "$wall" "$cpu" "$wall2" "$cpu2" \
      "$(awk -v a="$wall" -v b="$wall2" 'BEGIN {print a / (b > 0 ? b : 1)}')" \
      "$peer_s" "$ratio" "$peer" "$rss" "$rss2" "$peer_mb" "$bytes" \
      "$(awk -v b="$bytes" -v c="$cpu" 'BEGIN {print b / 1e6 / (c > 0.001 ? c : 0.001)}')" \
      $(( $(instructions "$work/$name.txt" "${options[@]}") / (patterns > 0 ? patterns : 1) ))
  done < "$data/PEERS.tsv"
  # A top-k row has its k in a field of its own.
  awk '{s += log($1); n++; if (n == 1 || $1 < least) least = $1; if ($2 != "-") {if (!g || $1 < g) g = $1}
        row = ""; for (i = 3; i < NF - 1; i++) row = row " " $i
        if ($1 < ($2 == "-" ? 4 : 20)) slow = slow row ","
        if ($(NF - 1) > ($NF > 64 ? $NF : 64)) large = large row ","}
       END {printf "geometric mean of the ratios %.1f (target 10), least %.1f (4), least with a gap %.1f (20)\n",
              exp(s / n), least, g
            print "rows below their target:" (slow ? slow : " none")
            print "rows above the memory of the peer and 64 MiB:" (large ? large : " none")}' "$work/ratios"
}

# Replication with noise: in each copy one item in ten is replaced by its neighbour in the line.
replicate() {
  awk -v copies="$2" 'BEGIN {srand(7)} {for (c = 0; c < copies; c++) {n = split($0, t, " "); line = ""
    for (i = 1; i <= n; i++) {if (c > 0 && t[i] > 0 && i > 2 && rand() < 0.1) t[i] = t[i - 2]; line = line t[i] " "}
    print line}}' "$1"
}

print_growth() {
  echo "Time against size (share fixed; replication with 10 % noise)"
  printf '%-12s %8s %6s %10s %10s %8s %8s\n' data share times sequences patterns cpu1 MiB
  for row in "BIKE 0.002" "LEVIATHAN 0.02" "KOSARAK70k 0.004"; do
    read -r name share <<< "$row"
    unpack "$name"
    for times in 1 3 10; do
      replicate "$work/$name.txt" $times > "$work/larger.txt"
      read -r _ cpu rss patterns _ <<< "$(measure "$work/larger.txt" 1 --min-support "$share")"
      printf '%-12s %8s %6s %10s %10s %8.3f %8.0f\n' "$name" "$share" $times "$(wc -l < "$work/larger.txt")" \
        "$patterns" "$cpu" "$rss"
    done
  done
  echo; echo "Time against support"
  printf '%-12s %8s %10s %8s %8s %12s\n' data support patterns cpu1 MiB "patterns/s"
  for row in "SIGN 146 73 37 22" "BIKE 105 30 11 5" "LEVIATHAN 292 117 58 30"; do
    read -r name supports <<< "$row"
    unpack "$name"
    for support in $supports; do
      read -r _ cpu rss patterns _ <<< "$(measure "$work/$name.txt" 1 --min-support "$support")"
      printf '%-12s %8s %10s %8.3f %8.0f %12.0f\n' "$name" "$support" "$patterns" "$cpu" "$rss" \
        "$(awk -v p="$patterns" -v c="$cpu" 'BEGIN {print p / (c > 0.001 ? c : 0.001)}')"
    done
  done
}

# Rows of more than a second, counted without writing, which one thread does: wall seconds mean something on a machine
# with nothing else to do only; "cpu2 / cpu1" says what the division of the work costs.
print_threads() {
  echo "Two threads"
  printf '%-12s %8s %4s %10s %8s %8s %8s %6s %10s %6s %6s\n' data support gap patterns wall1 wall2 cpu1 x2 "cpu2/cpu1" \
    MiB1 MiB2
  local name support gap options wall cpu rss patterns wall2 cpu2 rss2 patterns2
  for row in "MSNBC 100 -" "FIFA 1400 -" "SIGN 18 -" "LEVIATHAN 20 -" "MSNBC 45 2" "FIFA 25 3"; do
    read -r name support gap <<< "$row"
    [ -z "$rows" ] || [ "$rows" = "$name" ] || continue
    unpack "$name"
    options=(--min-support "$support")
    [ "$gap" = - ] || options+=(--max-gap "$gap")
    read -r wall cpu rss patterns _ <<< "$(measure "$work/$name.txt" 1 --count "${options[@]}")"
    read -r wall2 cpu2 rss2 patterns2 _ <<< "$(measure "$work/$name.txt" 2 --count "${options[@]}")"
    [ "$patterns" = "$patterns2" ] || echo "DIFFERENT COUNTS: $patterns and $patterns2"
    printf '%-12s %8s %4s %10s %8.3f %8.3f %8.3f %6.2f %10.2f %6.0f %6.0f\n' "$name" "$support" "$gap" "$patterns" \
      "$wall" "$wall2" "$cpu" "$(awk -v a="$wall" -v b="$wall2" 'BEGIN {print a / (b > 0 ? b : 1)}')" \
      "$(awk -v a="$cpu2" -v b="$cpu" 'BEGIN {print a / (b > 0 ? b : 1)}')" "$rss" "$rss2"
  done
}

print_log() {
  local bench; bench=$(dirname "$adit")/mining_log_bench
  [ -x "$bench" ] || { echo "no program at $bench; build its target in the release preset" >&2; exit 1; }
  echo "A simulated office of $1 events as weighted sequences"
  "$adit" simulate --profile office --people 300 --days 250 --events "$1" --out "$work/office.csv" > /dev/null &&
    "$bench" "$work/office.csv"
}

if [ $peers = 1 ] || [ $growth = 1 ] || [ $threads = 1 ]; then
  [ -r "$data/PEERS.tsv" ] || { echo "skipped: no $data/PEERS.tsv"; peers=0; growth=0; threads=0; }
fi
[ $peers = 0 ] || print_peers
[ $growth = 0 ] || { echo; print_growth; }
[ $threads = 0 ] || { echo; print_threads; }
[ "$events" = 0 ] || { echo; print_log "$events"; }
