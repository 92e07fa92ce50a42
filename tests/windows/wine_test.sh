#!/usr/bin/env bash
# Runs adit-agent.exe under wine against a real collector on the loopback interface: size, enrolment,
# keys at rest, shipping, doctor, the control pipe. Needs `installer/dependencies.sh windows`, the preset
# windows (target adit-agent) and the preset dev (target adit-collector).
#
#   bash tests/windows/wine_test.sh [EXECUTABLE] [FOLDER OF adit-collector]
# shellcheck disable=SC2317  # cleanup is called by the trap
set -euo pipefail
cd "$(dirname "$0")/../.."
exe=$(realpath "${1:-build/windows/bin/adit-agent.exe}")
bin=$(realpath "${2:-build/dev/bin}")
work=$(mktemp -d "${TMPDIR:-/tmp}/adit-wine.XXXXXX")
export WINEPREFIX=$work/prefix WINEDEBUG=-all
failures=0
collector=""
agent=""
cleanup() {
  [ -z "$agent" ] || kill "$agent" 2> /dev/null || true
  WINEPREFIX=$work/prefix wineserver -k 2> /dev/null || true
  [ -z "$collector" ] || kill "$collector" 2> /dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT
check() {  # check WHAT COMMAND…
  local what=$1
  shift
  if "$@" > "$work/check.log" 2>&1; then
    echo "ok      $what"
  else
    echo "FAILED  $what"
    tail -n 5 "$work/check.log"
    failures=$((failures + 1))
  fi
}
agent_exe() { timeout 60 wine "$work/adit-agent.exe" --set "agent.state_directory=$state" "$@"; }

x86_64-w64-mingw32-strip -o "$work/adit-agent.exe" "$exe"
size=$(stat -c %s "$work/adit-agent.exe")
check "stripped executable of $size bytes is no larger than 12 MiB" test "$size" -le $((12 << 20))
foreign=$(x86_64-w64-mingw32-objdump -p "$work/adit-agent.exe" | sed -n 's/.*DLL Name: //p' \
  | grep -viE '^(kernel32|advapi32|user32|gdi32|ws2_32|mswsock|crypt32|bcrypt|secur32|shell32|ole32|oleaut32|oleacc|psapi|wtsapi32|userenv|version|msvcrt|api-ms-win-.*)\.dll$' || true)
check "it needs no library that Windows does not bring (${foreign:-none})" test -z "$foreign"

timeout 120 wine wineboot -i > /dev/null 2>&1
state=Z:$work/state
data=$work/collector
"$bin/adit-collector" init --data "$data" --listen 127.0.0.1:0 --json > /dev/null
"$bin/adit-collector" enrol-token create --data "$data" --group finance --uses 5 2>&1 \
  | grep -o 'adit1:[^ ]*' > "$work/token"
touch "$work/collector.log"  # read below, perhaps before the collector began
"$bin/adit-collector" serve --data "$data" > "$work/collector.log" 2>&1 &
collector=$!
for _ in $(seq 100); do
  url=$(sed -n 's/^listening on //p' "$work/collector.log")
  [ -z "$url" ] || break
  sleep 0.1
done

begin=$(date +%s%N)
check "enrols at $url" agent_exe enrol --collector "$url" --token-file "Z:$work/token"
for key in scrub.key identity/signing.key identity/tls.key; do
  check "$key is protected by the system" grep -q '^adit-protected 1$' "$work/state/$key"
done
check "plays a simulated day and has every batch confirmed" \
  agent_exe run --source simulate:seed=1,profile=office,person=0,days=1 --drain 30
echo "        $((($(date +%s%N) - begin) / 1000000)) ms from enrolment to the last receipt"
check "the spool is empty afterwards" test -z "$(find "$work/state/spool" -name '*.sealed')"
# What the same day gives on Linux, printed instead of sent.
expected=$("$bin/adit-agent" --json --set "agent.state_directory=$work/linux" run --look \
  --source simulate:seed=1,profile=office,person=0,days=1 2> /dev/null | grep -c '"action"')
stored=$(sqlite3 "file:$(find "$data" -name '*.db' | head -n 1)?mode=ro" 'select sum(event_count) from batches')
check "the collector has its $stored events, as many as Linux makes of that day ($expected)" \
  test "$stored" -eq "$expected"

timeout 50 wine "$work/adit-agent.exe" --set "agent.state_directory=$state" run > "$work/agent.log" 2>&1 &
agent=$!
sleep 6
check "a second agent is refused" bash -c "! WINEPREFIX=$WINEPREFIX timeout 20 wine $work/adit-agent.exe --set agent.state_directory=$state run"
check "status answers through the pipe" agent_exe --json status
agent_exe doctor > "$work/doctor.log" 2>&1 || true
check "doctor reaches the collector" grep -q 'answers' "$work/doctor.log"
exit $((failures > 0))
