#!/usr/bin/env bash
# Captures a scripted Windows desktop under wine and Xvfb: a form of our own and notepad, driven by
# xdotool, through adit-agent.exe to a real collector. Says for each situation whether it was seen, and
# searches everything that was kept for what was typed. Needs what wine_test.sh needs, and Xvfb, openbox
# and xdotool (`installer/dependencies.sh test`).
#
#   bash tests/windows/wine_desktop_test.sh [EXECUTABLE] [FOLDER OF adit-collector]
# shellcheck disable=SC2317  # cleanup is called by the trap
set -euo pipefail
cd "$(dirname "$0")/../.."
exe=$(realpath "${1:-build/windows/bin/adit-agent.exe}")
bin=$(realpath "${2:-build/dev/bin}")
work=$(mktemp -d "${TMPDIR:-/tmp}/adit-wine.XXXXXX")
export WINEPREFIX=$work/prefix WINEDEBUG=-all
failures=0
started=()
cleanup() {
  wineserver -k 2> /dev/null || true
  for pid in "${started[@]}"; do kill "$pid" 2> /dev/null || true; done
  sleep 0.5
  rm -rf "$work"
}
trap cleanup EXIT
check() {  # check WHAT COMMAND…
  local what=$1
  shift
  if "$@" > "$work/check.log" 2>&1; then
    echo "ok        $what"
  else
    echo "FAILED    $what"
    tail -n 5 "$work/check.log"
    failures=$((failures + 1))
  fi
}
state=Z:$work/state
agent_exe() { timeout 60 wine "$work/adit-agent.exe" --set "agent.state_directory=$state" "$@"; }

x86_64-w64-mingw32-strip -o "$work/adit-agent.exe" "$exe"
# The name is one that the built-in policy allows.
x86_64-w64-mingw32-g++-posix -O1 -static -municode -mwindows tests/windows/form.cc -o "$work/erpclient.exe"

# -displayfd takes a free display.
Xvfb -displayfd 3 -screen 0 1024x768x24 3> "$work/display" > /dev/null 2>&1 &
started+=($!)
for _ in $(seq 50); do [ -s "$work/display" ] && break; sleep 0.1; done
DISPLAY=:$(cat "$work/display")
export DISPLAY
openbox > /dev/null 2>&1 &
started+=($!)
timeout 120 wine wineboot -i > /dev/null 2>&1

data=$work/collector
"$bin/adit-collector" init --data "$data" --listen 127.0.0.1:0 --json > /dev/null
"$bin/adit-collector" enrol-token create --data "$data" --group finance --uses 5 2>&1 \
  | grep -o 'adit1:[^ ]*' > "$work/token"
touch "$work/collector.log"  # read below, perhaps before the collector began
"$bin/adit-collector" serve --data "$data" > "$work/collector.log" 2>&1 &
started+=($!)
for _ in $(seq 100); do
  url=$(sed -n 's/^listening on //p' "$work/collector.log")
  [ -z "$url" ] || break
  sleep 0.1
done
check "enrols" agent_exe enrol --collector "$url" --token-file "Z:$work/token"
timeout 150 wine "$work/adit-agent.exe" --set "agent.state_directory=$state" run > "$work/agent.log" 2>&1 &
started+=($!)
for _ in $(seq 50); do grep -q 'capture runs' "$work/agent.log" && break; sleep 0.2; done

timeout 120 wine "$work/erpclient.exe" &
started+=($!)
form=$(timeout 20 xdotool search --sync --name 'Order entry' | head -n 1)
sleep 1
xdotool windowfocus --sync "$form" type --delay 50 'Canary7731 GmbH'
sleep 0.5; xdotool key Tab; sleep 0.5; xdotool type --delay 50 'Canary7732'
sleep 0.5; xdotool key Tab; sleep 0.5; xdotool key Down; sleep 0.5; xdotool key Tab; sleep 0.5; xdotool key Down
sleep 0.5; xdotool key Tab; sleep 0.5
# Inside the window, below its menu bar of 20 pixels.
xdotool mousemove --window "$form" 200 232 click 1
sleep 1
xdotool mousemove --window "$form" 15 8 click 1; sleep 1; xdotool key Down Return; sleep 1
timeout 60 wine notepad &
started+=($!)
timeout 20 xdotool search --sync --name 'Notepad' > /dev/null
sleep 2
xdotool type --delay 50 'Canary7733'; sleep 0.5; xdotool key ctrl+a; sleep 0.3; xdotool key ctrl+c; sleep 1
agent_exe --json preview --last 100 > "$work/preview.json" 2> /dev/null || true

seen() { grep "\"action\":\"$1\"" "$work/preview.json" | grep -q "${2:-.}"; }
# What wine 8 itself does not announce is told as such, and must turn up here when it does.
maybe() {
  if seen "$2" "$3"; then echo "ok        $1"; else echo "not seen  $1 ($4)"; fi
}
check "the form comes to the front" seen application_focus erpclient.exe
check "focus of an edit field" seen element_focus 'Edit:1001'
check "its value is committed, as a class and a length" seen value_commit '"value_class":"mixed"'
check "focus and edit of the password field are told as existence alone" bash -c \
  "grep -q '\"action\":\"element_focus\",\"session\":1}' $work/preview.json && grep -q '\"action\":\"value_commit\",\"session\":1}' $work/preview.json"
check "focus of a combo box" seen element_focus 'ComboBox:1003'
check "focus of a check box" seen element_focus 'check box'
check "a click on a button" seen invoke 'Button:1006'
check "a changed title" seen window_title_change erpclient.exe
check "notepad comes to the front" seen application_focus notepad.exe
check "a copy, as kind and size" seen copy '"content_kind":"text"'
maybe "selection in a list" selection . "no event came from wine 8"
maybe "a menu entry" invoke 'menu item' "no event came from wine 8"

check "what was seen is sealed" agent_exe seal
database=$(find "$data" -name '*.db' | head -n 1)
stored=0
for _ in $(seq 60); do
  stored=$(sqlite3 "file:$database?mode=ro" 'select coalesce(sum(event_count), 0) from batches')
  [ "$stored" -gt 8 ] && break
  sleep 0.5
done
check "the collector has the events ($stored)" test "$stored" -gt 8
utf16() { printf '%s' "$1" | sed 's/./&\\x00/g'; }
for canary in Canary7731 Canary7732 Canary7733; do
  check "$canary is nowhere in state, collector, logs and preview" bash -c \
    "! grep -raqiE '$canary' $work/state $data $work/agent.log $work/collector.log $work/preview.json"
  check "$canary is nowhere as UTF-16" bash -c \
    "! LC_ALL=C grep -raqP '$(utf16 "$canary")' $work/state $data $work/agent.log"
done
[ "$failures" -eq 0 ] || cut -c1-300 "$work/preview.json"
exit $((failures > 0))
