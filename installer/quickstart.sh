#!/usr/bin/env bash
# From a fresh clone to ranked routines: installs packages, builds, starts a collector on this machine,
# enrols agents, plays a simulated week of a department through the real pipeline (mask, encrypt, HTTPS,
# store), finds the routines and prints them.
#
#   bash installer/quickstart.sh               a simulated department of 12 people
#   bash installer/quickstart.sh --people 30   a larger one
#   bash installer/quickstart.sh --live 10m    records this desktop instead, for so long (s, m or h; at most a day)
#   bash installer/quickstart.sh --desktop     runs a scripted real desktop (Xvfb) and records that
#   bash installer/quickstart.sh --stop        stops the collector; everything stays
#   bash installer/quickstart.sh --clean       stops it and removes everything this script made
#
# Everything it makes is below build/. Nothing listens beyond this machine (127.0.0.1).
set -euo pipefail
cd "$(dirname "$0")/.."

mode=simulate
people=12
live=""
while [ $# -gt 0 ]; do
  case "$1" in
    --people)
      people=${2:?"--people needs a number"}
      shift
      ;;
    --live)
      mode=live
      live=${2:?"--live needs a time such as 10m"}
      shift
      ;;
    --desktop) mode=desktop ;;
    --stop) mode=stop ;;
    --clean) mode=clean ;;
    -h | --help)
      sed -n '2,14s/^# \{0,1\}//p' "$0"
      exit 0
      ;;
    *)
      echo "quickstart.sh: unknown argument '$1'; see --help" >&2
      exit 2
      ;;
  esac
  shift
done
case "$people" in
  '' | *[!0-9]*)
    echo "quickstart.sh: --people $people: expected a whole number from 1 to 200" >&2
    exit 2
    ;;
esac
if [ "$people" -lt 1 ] || [ "$people" -gt 200 ]; then
  echo "quickstart.sh: --people $people: expected 1 to 200" >&2
  exit 2
fi

if [ "$mode" = live ]; then
  if ! [[ $live =~ ^([1-9][0-9]{0,4})([smh]?)$ ]]; then
    echo "quickstart.sh: --live $live: expected a time such as 90s, 10m or 1h" >&2
    exit 2
  fi
  case "${BASH_REMATCH[2]}" in
    m) live_s=$((BASH_REMATCH[1] * 60)) ;;
    h) live_s=$((BASH_REMATCH[1] * 3600)) ;;
    *) live_s=${BASH_REMATCH[1]} ;;
  esac
  if [ "$live_s" -gt 86400 ]; then
    echo "quickstart.sh: --live $live: expected at most a day (24h)" >&2
    exit 2
  fi
  # Told before anything is installed or built.
  if [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    echo "quickstart.sh: --live records the desktop it is started in, and there is none here: neither DISPLAY nor" >&2
    echo "WAYLAND_DISPLAY is set. Start it in a terminal of your desktop session; --desktop brings a desktop of its own." >&2
    exit 1
  fi
fi

# Developers try this script with the build they have: ADIT_PRESET=dev.
preset=${ADIT_PRESET:-release}
# Tests try it with programs that are built, in a folder of their own, with fewer rounds.
bin=${ADIT_BIN:-$PWD/build/$preset/bin}
home=${ADIT_QUICKSTART_HOME:-$PWD/build/quickstart}
rounds=${ADIT_QUICKSTART_ROUNDS:-8}
logs=$home/logs
step_number=0
steps=7

step() {
  step_number=$((step_number + 1))
  printf '[%d/%d] %s\n' "$step_number" "$steps" "$*"
}

fail() {
  printf 'quickstart.sh: %s\n' "$*" >&2
  exit 1
}

# quietly LOG COMMAND…: output into the log; when it fails, the log's end and where the rest is.
quietly() {
  local log=$logs/$1
  shift
  if ! "$@" > "$log" 2>&1; then
    tail -n 20 "$log" >&2
    fail "failed: $* (everything is in $log)"
  fi
}

# The collector's process, if it is ours and alive.
collector_pid() {
  local data=$1 pid
  pid=$(cat "$data.pid" 2> /dev/null) || return 1
  [ -n "$pid" ] && grep -qsz "adit-collector" "/proc/$pid/cmdline" && echo "$pid"
}

stop_collector() {
  local data=$1 pid
  if pid=$(collector_pid "$data"); then
    kill "$pid"
    for _ in $(seq 100); do
      kill -0 "$pid" 2> /dev/null || break
      sleep 0.1
    done
    echo "Stopped the collector of $data (process $pid)."
  fi
  rm -f "$data.pid" "$data.url"
}

stop_all() {
  local pid_file
  for pid_file in "$home"/*.pid; do
    if [ -e "$pid_file" ]; then stop_collector "${pid_file%.pid}"; fi
  done
}

case "$mode" in
  stop)
    stop_all
    exit 0
    ;;
  clean)
    stop_all
    rm -rf "$home" "build/$preset"
    echo "Removed $home and build/$preset."
    exit 0
    ;;
esac

mkdir -p "$logs"
chmod 700 "$home"
began=$SECONDS

install_and_build() {
  step "Install packages (Debian 12)"
  if [ "$mode" = desktop ]; then
    bash installer/dependencies.sh desktop
  else
    bash installer/dependencies.sh build
  fi

  step "Build ($preset)"
  if [ -n "${ADIT_BIN:-}" ]; then
    echo "      taken from $bin"
    return
  fi
  local cores gigabytes jobs
  cores=$(nproc)
  # A source with the TLS server needs over a gigabyte to compile.
  gigabytes=$(awk '/MemAvailable/ { print int($2 / 1500000) }' /proc/meminfo)
  jobs=$((cores < gigabytes ? cores : gigabytes))
  [ "$jobs" -ge 1 ] || jobs=1
  # Tests are not needed here. A tree that is configured stays as it is: the preset's own choices would
  # compile everything anew, and Ninja configures again when that is needed.
  if [ ! -e "build/$preset/build.ninja" ]; then
    quietly configure.log cmake --preset "$preset" -DADIT_BUILD_TESTS=OFF -DADIT_WARNINGS_AS_ERRORS=OFF
  fi
  if [ -t 1 ]; then
    # Ninja's own counter: it is the progress bar.
    cmake --build "build/$preset" -j "$jobs" --target adit adit-agent adit-collector \
      || fail "the build failed, see above"
  else
    quietly build.log cmake --build "build/$preset" -j "$jobs" --target adit adit-agent adit-collector
  fi
}

# The usual port, or another one when somebody has it. Agents keep the address they enrolled at.
free_port() {
  local port=8443
  while (exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null; do port=$((20000 + RANDOM % 20000)); done
  echo "$port"
}

# start_collector DATA [setting…]: makes it when it is not there, starts it when it does not run; sets `url`.
start_collector() {
  local data=$1 setting sets=() policy=()
  shift
  for setting in "$@"; do
    sets+=(--set "$setting")
    # The stricter of setting and policy counts, so the policy must allow it too.
    if [ "$setting" = min_group_size=1 ]; then
      sed 's/"minimum_group_size": 5/"minimum_group_size": 1/' privacy/policy/default_policy.json > "$data.policy.json"
      policy=(--policy "$data.policy.json")
    fi
  done
  step "Make the collector's keys and certificates"
  if [ -s "$data.token" ]; then
    echo "      already in $data"
  else
    rm -rf "$data"
    quietly init.log "$bin/adit-collector" init --data "$data" --listen "127.0.0.1:$(free_port)" --json "${policy[@]}"
    (umask 077 && sed -n 's/.*"analyst_token":"\([^"]*\)".*/\1/p' "$logs/init.log" > "$data.token")
    rm -f "$logs/init.log"
    [ -s "$data.token" ] || fail "adit-collector init gave no token"
  fi

  step "Start the collector"
  # A program built since then would otherwise not be the one that answers.
  if [ "$bin/adit-collector" -nt "$data.pid" ]; then stop_collector "$data"; fi
  if collector_pid "$data" > /dev/null && [ -s "$data.url" ]; then
    url=$(cat "$data.url")
    echo "      runs already: $url"
    return
  fi
  local log=$logs/collector.log pid
  : > "$log"
  (
    # It outlives this script and must not hold what the caller had open, a lock for instance.
    for descriptor in /proc/"$BASHPID"/fd/*; do
      descriptor=${descriptor##*/}
      if [ "$descriptor" -gt 2 ]; then eval "exec $descriptor>&-"; fi
    done
    exec setsid nohup "$bin/adit-collector" serve --data "$data" "${sets[@]}" >> "$log" 2>&1 < /dev/null
  ) &
  pid=$!
  for _ in $(seq 150); do
    url=$(sed -n 's/^listening on //p' "$log")
    if [ -n "$url" ] || ! kill -0 "$pid" 2> /dev/null; then break; fi
    sleep 0.1
  done
  if [ -z "$url" ]; then
    tail -n 5 "$log" >&2
    fail "the collector did not start (everything is in $log)"
  fi
  echo "$pid" > "$data.pid"
  echo "$url" > "$data.url"
  for _ in $(seq 100); do
    if curl -sf --cacert "$data/keys/authority.pem" "$url/readyz" > /dev/null; then
      echo "      ready: $url"
      return
    fi
    sleep 0.1
  done
  fail "the collector runs but is not ready: curl --cacert $data/keys/authority.pem $url/readyz (log: $log)"
}

make_token() {  # make_token DATA GROUP USES
  (umask 077 && "$bin/adit-collector" enrol-token create --data "$1" --group "$2" --uses "$3" \
    2> "$logs/enrol-token.log" | grep -o 'adit1:[^ ]*' > "$1.enrol-token") \
    || fail "no enrolment token: $(cat "$logs/enrol-token.log")"
}

enrol() {  # enrol DATA STATE NAME
  if [ -e "$2/enrolled" ]; then return; fi
  (umask 077 && mkdir -p "$2")
  quietly "enrol-$3.log" "$bin/adit-agent" --set "agent.state_directory=$2" enrol \
    --collector "$url" --token-file "$1.enrol-token"
  touch "$2/enrolled"
}

show_progress() {  # show_progress DONE TOTAL WHAT
  if [ -t 1 ]; then
    printf '\r      [%-30s] %d of %d %s\033[K' "$(printf '%*s' $(($1 * 30 / $2)) '' | tr ' ' '#')" "$1" "$2" "$3"
    [ "$1" -lt "$2" ] || printf '\n'
  elif [ "$1" -eq "$2" ]; then
    printf '      %d of %d %s\n' "$1" "$2" "$3"
  fi
}

# play_department DATA: one agent a person, as many at once as there are processors.
play_department() {
  local data=$1 monday person state running=0 done=0 name failed=""
  # The week before this one, so that dates look like yesterday's.
  monday=$(date -u -d "-$(($(date -u +%u) + 6)) days" +%F)
  make_token "$data" department "$people"
  for person in $(seq 0 $((people - 1))); do
    name=$(printf 'p%02d' "$person")
    enrol "$data" "agents/$name" "$name"
    show_progress $((person + 1)) "$people" "agents enrolled"
  done
  : > "$logs/played"
  for person in $(seq 0 $((people - 1))); do
    name=$(printf 'p%02d' "$person")
    state=agents/$name
    (
      if [ ! -e "$state/played" ]; then
        "$bin/adit-agent" --set "agent.state_directory=$state" run --drain 300 \
          --source "simulate:profile=office,seed=1,people=$people,days=5,start=$monday,person=$person" \
          > "$logs/agent-$name.log" 2>&1 && touch "$state/played" || echo "$name" >> "$logs/failed"
      fi
    ) &
    running=$((running + 1))
    if [ "$running" -ge "$(nproc)" ]; then
      wait -n || true
      running=$((running - 1))
      done=$((done + 1))
      show_progress "$done" "$people" "people's weeks recorded, masked, sent and confirmed"
    fi
  done
  while [ "$running" -gt 0 ]; do
    wait -n || true
    running=$((running - 1))
    done=$((done + 1))
    show_progress "$done" "$people" "people's weeks recorded, masked, sent and confirmed"
  done
  if [ -s "$logs/failed" ]; then
    failed=$(tr '\n' ' ' < "$logs/failed")
    rm -f "$logs/failed"
    fail "agents failed: $failed(logs: $logs/agent-*.log); run this again to repeat them"
  fi
}

# What was received is decoded within moments; mining looks at what is decoded.
wait_until_decoded() {
  local data=$1 pending=""
  for _ in $(seq 600); do
    pending=$(curl -sf --cacert "$data/keys/authority.pem" "$url/metrics" \
      | sed -n 's/^adit_pending_batches //p')
    if [ "${pending%%.*}" = 0 ]; then return; fi
    sleep 0.2
  done
  fail "the collector still has $pending batches to decode (log: $logs/collector.log)"
}

mine() {
  local data=$1
  wait_until_decoded "$data"
  quietly mine.log "$bin/adit-collector" mine --data "$data"
}

mine_once() {
  if [ "$1.mined" -nt "$bin/adit-collector" ]; then
    echo "      already mined by this program"
  else
    mine "$1"
    touch "$1.mined"
  fi
}

print_result() {
  local data=$1
  echo
  "$bin/adit" routines --server "$url" --ca "$data/keys/authority.pem" --token-file "$data.token" --limit 10 --why
  echo
  echo "The page:         $url"
  echo "  log in with     $(cat "$data.token")"
  echo "  its certificate is signed by this collector's own authority: $data/keys/authority.pem"
  echo "Ask in a shell:   $bin/adit routines --server $url --ca $data/keys/authority.pem --token-file $data.token --why"
  echo "What agents sent: $bin/adit agents   with the same options"
  echo "Stop, remove:     bash installer/quickstart.sh --stop | --clean"
  echo "Took $((SECONDS - began)) s."
}

simulate() {
  local data=$home/department-$people
  install_and_build
  # Mined when all is there, not on its own in between.
  start_collector "$data" mine_every_minutes=0
  # Sockets have short names only: agents get theirs below a relative path.
  mkdir -p "$data-agents"
  cd "$data-agents"
  step "Play a week of $people people: capture, mask, encrypt, HTTPS, store"
  if [ -e "$data.played" ]; then
    echo "      already recorded"
  else
    play_department "$data"
    touch "$data.played"
  fi
  cd - > /dev/null
  step "Find and rank routines"
  mine_once "$data"
  step "Result"
  print_result "$data"
}

# shellcheck source=installer/quickstart_recording.sh
source installer/quickstart_recording.sh

case "$mode" in
  simulate) simulate ;;
  live) record_live ;;
  desktop) record_desktop ;;
esac
