#!/usr/bin/env bash
# A collector with a simulated department's mined work, for tests that need real data behind the page.
#
#   bash tests/web/department.sh make BIN DIR          plays people's weeks into DIR/data and mines them
#   bash tests/web/department.sh with BIN DIR COMMAND  serves a copy of DIR/data on a free port while COMMAND runs
#   bash tests/web/department.sh empty BIN DIR COMMAND serves a new collector without anything in it
#
# ADIT_WEB_PEOPLE (6) and ADIT_WEB_DAYS (2) say how large; with ADIT_WEB_EVENTS the served copy holds so many events; ADIT_WEB_KEEP=1 takes what a former program made.
# COMMAND sees ADIT_URL, ADIT_CA, ADIT_DATA, ADIT_AGENT (the state of one enrolled agent) and ADIT_ACCOUNTS ("role:name:password …", of this run only).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
mode=$1 bin=$(realpath "$2")
mkdir -p "$3"
dir=$(realpath "$3")
shift 3
people=${ADIT_WEB_PEOPLE:-6} days=${ADIT_WEB_DAYS:-2}
data=$dir/data
collector="" copy=""
finish() {
  if [ -n "$collector" ]; then
    kill "$collector" 2> /dev/null || true
    wait "$collector" || true
  fi
  if [ -n "$copy" ]; then rm -rf "$copy"; fi
}
trap finish EXIT

fail() {
  echo "department.sh: $*" >&2
  exit 1
}

# Sets url and collector; arguments are further settings.
serve() {
  "$bin/adit-collector" serve --data "$data" --set listen=127.0.0.1:0 --set mine_every_minutes=0 "$@" > "$dir/collector.log" 2>&1 &
  collector=$!
  url=""
  for _ in $(seq 300); do
    url=$(sed -n 's/^listening on //p' "$dir/collector.log")
    if [ -n "$url" ]; then return; fi
    kill -0 "$collector" 2> /dev/null || break
    sleep 0.1
  done
  tail -n 5 "$dir/collector.log" >&2
  fail "the collector did not start"
}

make() {
  if [ -e "$dir/mined" ] && [ -n "${ADIT_WEB_KEEP:-}" ]; then return; fi
  if [ "$dir/mined" -nt "$bin/adit-collector" ] && [ "$dir/mined" -nt "$bin/adit-agent" ]; then return; fi
  rm -rf "$dir"
  mkdir -p "$dir/agents"
  "$bin/adit-collector" init --data "$data" --json > "$dir/init.json"
  serve
  "$bin/adit-collector" enrol-token create --data "$data" --group department --uses "$people" \
    2> "$dir/token.log" | grep -o 'adit1:[^ ]*' > "$dir/enrol-token"
  # Sockets have short names only: agents get theirs below a relative path.
  cd "$dir/agents"
  # People who work alike: ways through a routine are published only where enough people take them.
  local person running=0
  for person in $(seq 0 $((people - 1))); do
    (
      "$bin/adit-agent" --set "agent.state_directory=p$person" enrol --collector "$url" --token-file ../enrol-token
      "$bin/adit-agent" --set "agent.state_directory=p$person" run --drain 120 \
        --source "simulate:profile=office,variants=0,noise=0.02,seed=1,people=$people,days=$days,start=2026-03-02,person=$person"
    ) > "p$person.log" 2>&1 || echo "$person" >> ../failed &
    running=$((running + 1))
    if [ "$running" -ge 2 ]; then
      wait -n || true
      running=$((running - 1))
    fi
  done
  while [ "$running" -gt 0 ]; do
    wait -n || true
    running=$((running - 1))
  done
  cd - > /dev/null
  if [ -s "$dir/failed" ]; then fail "agents failed, see $dir/agents/*.log"; fi
  local pending=""
  for _ in $(seq 600); do
    pending=$(curl -sf --cacert "$data/keys/authority.pem" "$url/metrics" | sed -n 's/^adit_pending_batches //p')
    if [ "${pending%%.*}" = 0 ]; then break; fi
    sleep 0.2
  done
  "$bin/adit-collector" mine --data "$data"
  touch "$dir/mined"
}

# Runs the command with accounts of this run only.
run_command() {
  local accounts=() role name password
  for role in analyst officer officer operator auditor admin; do
    name=web-$role-${#accounts[@]}-$$
    password=$("$bin/adit-collector" user create --data "$data" --name "$name" --role "$role" 2> /dev/null)
    accounts+=("$role:$name:$password")
  done
  ADIT_AGENT=$copy/agent ADIT_URL=$url ADIT_CA=$data/keys/authority.pem ADIT_DATA=$data ADIT_BIN=$bin ADIT_ACCOUNTS="${accounts[*]}" "$@"
}

with() {
  [ -e "$dir/mined" ] || fail "nothing in $dir; run 'department.sh make' first"
  # A copy: whatever COMMAND decides, the next one finds the department as it was.
  copy=$(mktemp -d)
  cp -a "$data" "$copy/data"
  cp -a "$dir/agents/p0" "$copy/agent"
  data=$copy/data
  if [ -n "${ADIT_WEB_EVENTS:-}" ]; then /usr/bin/python3 "$here/../bench/fill_store.py" "$data/store.db" "$ADIT_WEB_EVENTS" >&2; fi
  serve --set reidentification=true --set dp_milli_epsilon_per_year=400
  run_command "$@"
}

empty() {
  copy=$(mktemp -d)
  data=$copy/data
  "$bin/adit-collector" init --data "$data" --json > /dev/null
  serve
  run_command "$@"
}

case "$mode" in
  make) make ;;
  with) with "$@" ;;
  empty) empty "$@" ;;
  *) fail "unknown mode '$mode'; expected make, with or empty" ;;
esac
