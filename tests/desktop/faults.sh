#!/usr/bin/env bash
# faults.sh CAPTURE_DUMP: what the Linux source does when parts of a real desktop fail (inside desktop.sh).
#
# A hung program degrades only itself and comes back; lock and unlock are told; a private browser window yields
# nothing but its existence; an accessibility bus that dies is a gap, found again when it returns; a display that
# goes away ends the capture with a message.
set -u
dump=$1
here=$(cd "$(dirname "$0")" && pwd)
out=$ADIT_DESKTOP_DIR/events
failures=0
expect() {  # expect MESSAGE PATTERN: the events hold a line that matches
  if grep -Eq -- "$2" "$out"; then echo "ok: $1"; else echo "FAILED: $1 (no line matches $2)"; failures=$((failures + 1)); fi
}
refuse() {
  if grep -Eq -- "$2" "$out"; then echo "FAILED: $1 (a line matches $2)"; failures=$((failures + 1)); else echo "ok: $1"; fi
}

# No accessibility bus at all: windows are told all the same, and what is missing with what to do about it.
DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent "$dump" --for 1 > "$out" 2>&1
expect "without an accessibility bus it starts" '^backend x11$'
expect "what is missing is told with what to do" '^missing elements: .*start the agent inside the desktop session'
expect "and is in the record" '^capture_gap .*detail=unsupported: elements, values, documents'
expect "with how long it lasted" '^capture_gap .* ms=[0-9]+ detail=no accessibility bus'

"$dump" --raw --for 120 > "$out" 2>&1 &
dump_pid=$!
/usr/bin/python3 "$here/order_form.py" &
form=$!
mousepad --disable-server > /dev/null 2>&1 &
pad=$!
place() {  # waits for the window: the machine may be slow
  for _ in $(seq 100); do
    xdotool search --onlyvisible --name "$1" windowmove "$2" "$3" > /dev/null 2>&1 && break
    sleep 0.2
  done
}
place '^Order desk' 0 0
place 'Mousepad$' 500 0
sleep 2

# A hung program.
xdotool mousemove 150 30 click 1
sleep 0.5
kill -STOP "$form"
for _ in 1 2 3 4 5 6; do xdotool mousemove 100 120 click 1; sleep 0.7; done
xdotool mousemove 700 200 click 1
sleep 0.5
xdotool type --delay 30 "still seen"
xdotool mousemove 700 30
sleep 0.5
expect "a hung program is degraded" 'degradation +app=Order Desk .*detail=window_only'
kill -CONT "$form"
xdotool mousemove 150 100 click 1
sleep 1
expect "another program is captured meanwhile" 'value_commit +app=Mousepad role=text value='

# Lock and unlock, as screen savers tell.
for locked in true false; do
  dbus-send --session --type=signal /org/freedesktop/ScreenSaver org.freedesktop.ScreenSaver.ActiveChanged "boolean:$locked"
  sleep 0.6
done
expect "the lock is told" '^lock '
expect "the unlock is told with its length" '^unlock .* ms=[0-9]+'

# A private window.
if command -v chromium > /dev/null; then
  chromium --incognito --no-sandbox --no-first-run --no-default-browser-check "--user-data-dir=$ADIT_DESKTOP_DIR/private" \
    --force-renderer-accessibility --disable-gpu --disable-dev-shm-usage --password-store=basic \
    "file://$here/pages/invoice.html" > /dev/null 2>&1 &
  browser=$!
  sleep 9
  xdotool key Tab
  sleep 0.3
  xdotool type "geheim77"
  xdotool key Tab
  sleep 1
  kill "$browser"
  sleep 1
  expect "a private window exists" 'app=Chromium .*SECRET'
  refuse "a private window has no title, label or address" "app=Chromium .*(Supplier invoice|Invoice number|invoice\.html)"
  refuse "a private window has no values" 'app=Chromium .*value='
fi

# The accessibility bus dies and comes back.
bus=$(pgrep -P "$ADIT_BUS_PID" dbus-daemon | head -n 1)
if [ -z "$bus" ]; then
  echo "FAILED: the accessibility bus of this desktop is not a child of its launcher"
  failures=$((failures + 1))
else
  kill "$bus"
  sleep 1.5
  expect "the loss of the accessibility bus is told" 'degradation +app=[A-Za-z]* .*detail=window_only'
  xdotool mousemove 700 200 click 1
  sleep 0.5
  expect "clicks are still seen" '^click .*role= '
fi

sleep 1
kill "$form" "$pad" 2> /dev/null
kill -INT "$dump_pid" 2> /dev/null
wait "$dump_pid" 2> /dev/null
expect "the time without the bus is a gap" 'capture_gap .*ms=[0-9]+ detail=no accessibility bus'
[ "$failures" = 0 ] || cat "$out"
exit "$failures"
