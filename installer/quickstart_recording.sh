# shellcheck shell=bash
# What installer/quickstart.sh does with --live and --desktop: records this desktop or a scripted one, and
# mines that. Part of that script: its settings and functions are in place.
# shellcheck disable=SC2154  # bin, home, logs, rounds, url, live, live_s are quickstart.sh's
set -euo pipefail

# The agent of this machine's person; in the folder of $data-agents, since sockets have short names only.
me() { "$bin/adit-agent" --set agent.state_directory=me "$@"; }

# status_of_me NAME: a word or number of the running agent's status; nothing while none answers.
status_of_me() {
  (me status --json 2> /dev/null || true) | sed -n "s/.*\"$1\":\"\{0,1\}\([a-z_0-9]*\).*/\1/p"
}

# start_recording LOG: the agent records the desktop it finds itself in; sets `agent`.
start_recording() {
  local state=""
  # Not by the function: a signal would reach the shell around it alone.
  "$bin/adit-agent" --set agent.state_directory=me run --source desktop > "$1" 2>&1 &
  agent=$!
  trap 'kill -TERM "$agent" 2> /dev/null || true' EXIT
  for _ in $(seq 100); do
    state=$(status_of_me state)
    case "$state" in
      "") kill -0 "$agent" 2> /dev/null || break ;;
      recording)
        sed -n 's/.*this desktop cannot give everything.*missing="\{0,1\}\([^"]*\).*/      note: \1/p' "$1"
        return 0
        ;;
      *) break ;;
    esac
    sleep 0.1
  done
  me status >&2 || tail -n 5 "$1" >&2
  echo "quickstart.sh: nothing can be recorded here, see above (log: $1). What is missing, and what to do:" >&2
  me doctor >&2 || true
  stop_recording "$1"
  return 1
}

# The agent sends what it has before it ends, for some seconds.
stop_recording() {  # stop_recording LOG
  kill -TERM "$agent" 2> /dev/null || true
  wait "$agent" || true
  trap - EXIT
  sed -n 's/.*batches_waiting=\([1-9][0-9]*\).*/      note: \1 batches are sent when it runs again/p' "$1"
}

tell_recorded() {
  recorded=$(status_of_me recorded) existence=$(status_of_me existence)
  recorded=${recorded:-0} existence=${existence:-0}
  echo "      $recorded events recorded, $existence more of applications the policy leaves out (only that they were used)"
}

# for_a_while SECONDS: until the time is over or Ctrl+C is pressed.
for_a_while() {
  local began=$SECONDS ended=no passed=0
  trap 'ended=yes' INT
  while [ "$ended" = no ] && [ "$passed" -lt "$1" ] && kill -0 "$agent" 2> /dev/null; do
    sleep 1 || true
    passed=$((SECONDS - began))
    if [ -t 1 ]; then
      show_progress $((passed < $1 ? passed : $1 - 1)) "$1" "s, $(status_of_me recorded) events"
    fi
  done
  trap - INT
  if [ -t 1 ]; then printf '\r\033[K'; fi
}

prepare_agent() {  # prepare_agent DATA
  mkdir -p "$1-agents"
  cd "$1-agents"
  if [ ! -e me/enrolled ]; then
    make_token "$1" me 1
    enrol "$1" me me
  fi
  cd - > /dev/null
}

record_live() {
  local data=$home/own
  install_and_build
  # Only you are recorded and only you look: the rule of five people would show nothing.
  start_collector "$data" min_group_size=1 mine_every_minutes=0
  prepare_agent "$data"
  step "Record this desktop for $live (masked before it is kept; Ctrl+C ends it early)"
  cd "$data-agents"
  # Ctrl+C is for this script: the agent has a session of its own.
  set -m
  start_recording "$logs/agent-live.log"
  set +m
  for_a_while "$live_s"
  tell_recorded
  stop_recording "$logs/agent-live.log"
  cd - > /dev/null
  if [ "$((recorded + existence))" = 0 ]; then
    fail "nothing happened on this desktop, or it tells nothing; ask: cd $data-agents && $bin/adit-agent --set agent.state_directory=me doctor"
  fi
  step "Find and rank routines"
  mine "$data"
  step "Result (of one person: the group size of this collector is 1)"
  print_result "$data"
}

# Inside the scripted desktop.
perform_and_record() {
  cd "$agents" || exit 1
  start_recording "$logs/agent-desktop.log" || exit 1
  if ! /usr/bin/python3 "$perform" --canaries "$logs/planted.txt" --rounds "$rounds"; then
    stop_recording "$logs/agent-desktop.log"
    exit 1
  fi
  tell_recorded
  stop_recording "$logs/agent-desktop.log"
}

record_desktop() {
  local data=$home/desktop
  agents=$data-agents perform=$PWD/tests/desktop/perform.py
  install_and_build
  # One scripted person: the rule of five people would show nothing.
  start_collector "$data" min_group_size=1 mine_every_minutes=0
  prepare_agent "$data"
  step "$rounds rounds of a routine with real programs under Xvfb (about two minutes for eight)"
  if [ -e "$data.recorded" ]; then
    echo "      already recorded"
  else
    export agents perform bin logs rounds
    export -f me status_of_me start_recording stop_recording tell_recorded perform_and_record
    : > "$logs/desktop.log"
    bash tests/desktop/desktop.sh bash -c perform_and_record > "$logs/desktop.log" 2>&1 &
    follow_rounds $! "$logs/desktop.log"
    grep -E 'events recorded' "$logs/desktop.log"
    touch "$data.recorded"
  fi
  step "Find and rank routines"
  mine_once "$data"
  step "Result (of one scripted person: the group size of this collector is 1)"
  print_result "$data"
}

# follow_rounds PROCESS LOG: shows how far the performance is, until it is over.
follow_rounds() {
  local done=0 before=-1
  while kill -0 "$1" 2> /dev/null; do
    done=$(grep -c '^round ' "$2" || true)
    if [ "$done" -lt "$rounds" ] && [ "$done" != "$before" ]; then show_progress "$done" "$rounds" rounds; fi
    before=$done
    sleep 0.5
  done
  if ! wait "$1"; then
    tail -n 20 "$2" >&2
    fail "the scripted desktop failed (everything is in $2)"
  fi
  show_progress "$rounds" "$rounds" rounds
}
