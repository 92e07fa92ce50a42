#!/bin/bash
# Prints the mining benchmark: our time and memory beside the best peer's, and growth tables.
#   tests/bench/mining_bench.sh [--adit build/release/bin/adit] [--runs 3] [--instructions] [--growth]
# Peers' figures are recorded in ../shared/data/sequences/PEERS.tsv (ADIT_SHARED overrides ../shared); they are wall seconds on
# an idle machine of this kind (* = CPU seconds). Ours are medians over --runs of whole-program user + system
# CPU seconds (cpu1) and wall seconds with 1 and 2 threads, reading plain text, mining and writing all
# patterns to a file. On a busy machine compare cpu1. --instructions adds instructions per pattern
# (valgrind, slow).
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
adit=$root/build/release/bin/adit
runs=3 instructions=0 growth=0
while [ $# -gt 0 ]; do
  case $1 in
    --adit) adit=$2; shift ;;
    --runs) runs=$2; shift ;;
    --instructions) instructions=1 ;;
    --growth) growth=1 ;;
    *) echo "unknown option $1" >&2; exit 2 ;;
  esac
  shift
done
data=${ADIT_SHARED:-$root/../shared}/data/sequences
[ -r "$data/PEERS.tsv" ] || { echo "skipped: no $data/PEERS.tsv"; exit 0; }
[ -x "$adit" ] || { echo "no program at $adit; build the release preset" >&2; exit 1; }
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
for file in "$data"/*.txt.gz; do zcat "$file" > "$work/$(basename "$file" .gz)"; done

# measure FILE THREADS OPTION…: "wall cpu rss_mib patterns bytes", medians of wall and cpu.
measure() {
  local file=$1 threads=$2; shift 2
  for _ in $(seq "$runs"); do
    /usr/bin/time -f '%e %U %S %M' -o "$work/time" \
      "$adit" mine "$file" --threads "$threads" --out "$work/out" --json "$@" > "$work/json" || return 1
    awk '{print $1, $2 + $3, $4 / 1024}' "$work/time"
  done > "$work/samples"
  local middle=$(( (runs + 1) / 2 ))
  echo "$(cut -d' ' -f1 "$work/samples" | sort -n | sed -n ${middle}p)" \
       "$(cut -d' ' -f2 "$work/samples" | sort -n | sed -n ${middle}p)" \
       "$(cut -d' ' -f3 "$work/samples" | sort -n | tail -1)" \
       "$(grep -o '"patterns":[0-9]*' "$work/json" | cut -d: -f2)" \
       "$(grep -o '"bytes_written":[0-9]*' "$work/json" | cut -d: -f2)"
}

printf '%-12s %-10s %8s %4s %9s %8s %8s %8s %8s %7s %9s %7s %7s %9s\n' data patterns support gap count \
  wall1 cpu1 wall2 peer_s ratio peer MiB peerMiB bytes
while IFS=$'\t' read -r name kind support gap count peer peer_s peer_mb _; do
  case $name in '#'*|dataset|'') continue ;; esac
  options=()
  case $kind in
    top-k*) options+=(--top-k "${kind#top-k }") ;;
    *) options+=(--patterns "$kind" --min-support "$support") ;;
  esac
  [ "$gap" = - ] || options+=(--max-gap "$gap")
  read -r wall cpu rss patterns bytes <<< "$(measure "$work/$name.txt" 1 "${options[@]}")"
  read -r wall2 _ _ patterns2 _ <<< "$(measure "$work/$name.txt" 2 "${options[@]}")"
  [ "$patterns" = "$count" ] && [ "$patterns2" = "$count" ] || echo "WRONG COUNT: $patterns and $patterns2, not $count"
  ratio=$(awk -v p="${peer_s%\*}" -v o="$cpu" 'BEGIN {printf "%.1f", p / (o > 0.005 ? o : 0.005)}')
  echo "$ratio $kind $gap" >> "$work/ratios"
  printf '%-12s %-10s %8s %4s %9s %8.2f %8.2f %8.2f %8s %7s %9s %7.0f %7s %9s' "$name" "$kind" "$support" "$gap" \
    "$patterns" "$wall" "$cpu" "$wall2" "$peer_s" "$ratio" "$peer" "$rss" "$peer_mb" "$bytes"
  if [ $instructions = 1 ]; then
    total=$(valgrind --tool=callgrind --callgrind-out-file=/dev/null "$adit" mine "$work/$name.txt" --count \
      "${options[@]}" 2>&1 >/dev/null | grep Collected | awk '{print $NF}')
    printf ' %8d instructions/pattern' $(( total / (patterns > 0 ? patterns : 1) ))
  fi
  echo
done < "$data/PEERS.tsv"
awk '{s += log($1); n++; if (n == 1 || $1 < least) least = $1; if ($3 != "-") {if (!g || $1 < g) g = $1}}
     END {printf "geometric mean of the ratios %.1f, least %.1f, least with a gap %.1f (ratios of cpu1)\n", exp(s / n), least, g}' \
  "$work/ratios"

[ $growth = 1 ] || exit 0
# Replication with noise: in each copy one item in ten is replaced by its neighbour in the line.
replicate() {
  awk -v copies="$2" 'BEGIN {srand(7)} {for (c = 0; c < copies; c++) {n = split($0, t, " "); line = ""
    for (i = 1; i <= n; i++) {if (c > 0 && t[i] > 0 && i > 2 && rand() < 0.1) t[i] = t[i - 2]; line = line t[i] " "}
    print line}}' "$1"
}
echo; echo "Time against size (share fixed; replication with 10 % noise)"
printf '%-12s %8s %6s %10s %10s %8s %8s\n' data share times sequences patterns cpu1 MiB
for row in "BIKE 0.002" "LEVIATHAN 0.02" "KOSARAK70k 0.004"; do
  read -r name share <<< "$row"
  for times in 1 3 10; do
    replicate "$work/$name.txt" $times > "$work/larger.txt"
    read -r _ cpu rss patterns _ <<< "$(measure "$work/larger.txt" 1 --min-support "$share")"
    printf '%-12s %8s %6s %10s %10s %8.2f %8.0f\n' "$name" "$share" $times "$(wc -l < "$work/larger.txt")" "$patterns" "$cpu" "$rss"
  done
done
echo; echo "Time against support"
printf '%-12s %8s %10s %8s %8s %12s\n' data support patterns cpu1 MiB "patterns/s"
for row in "SIGN 146 73 37 22" "BIKE 105 30 11 5" "LEVIATHAN 292 117 58 30"; do
  read -r name supports <<< "$row"
  for support in $supports; do
    read -r _ cpu rss patterns _ <<< "$(measure "$work/$name.txt" 1 --min-support "$support")"
    printf '%-12s %8s %10s %8.2f %8.0f %12.0f\n' "$name" "$support" "$patterns" "$cpu" "$rss" \
      "$(awk -v p="$patterns" -v c="$cpu" 'BEGIN {print p / (c > 0.005 ? c : 0.005)}')"
  done
done
