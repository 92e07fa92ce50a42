#!/usr/bin/env bash
# quickstart_test.sh BIN_FOLDER: installer/quickstart.sh --live and --desktop with real programs under Xvfb, as
# a user starts them; nothing is installed or built. Exit status 77: something the test needs is not installed.
set -u
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
bin=$(cd "$1" && pwd)
for tool in Xvfb openbox chromium mousepad zenity xdotool curl /usr/bin/python3; do
  command -v "$tool" > /dev/null || { echo "quickstart_test.sh: $tool is missing" >&2; exit 77; }
done
/usr/bin/python3 -c 'import dbus, gi; gi.require_version("Gtk", "3.0")' 2> /dev/null ||
  { echo "quickstart_test.sh: apt-get install python3-dbus python3-gi gir1.2-gtk-3.0" >&2; exit 77; }

folder=$(mktemp -d "${TMPDIR:-/tmp}/adit-quickstart.XXXXXX")
export ADIT_BIN=$bin ADIT_QUICKSTART_HOME=$folder/home ADIT_QUICKSTART_ROUNDS=3
quickstart="$root/installer/quickstart.sh"
failures=0
# shellcheck disable=SC2317  # called by the trap
finish() {
  bash "$quickstart" --stop > /dev/null
  rm -rf "$folder"
}
trap finish EXIT

expect() {  # expect WHAT FILE PATTERN
  if grep -Eq -- "$3" "$folder/$2"; then
    echo "ok: $1"
  else
    echo "FAILED: $1 (no line of $2 matches $3)"
    failures=$((failures + 1))
  fi
}
ends_with() {  # ends_with STATUS FILE COMMAND…
  local wanted=$1 out=$2 status=0
  shift 2
  "$@" > "$folder/$out" 2>&1 < /dev/null || status=$?
  if [ "$status" != "$wanted" ]; then
    echo "FAILED: $* ended with $status instead of $wanted"
    cat "$folder/$out"
    failures=$((failures + 1))
  fi
}

# Where there is no desktop it says so before it makes anything.
ends_with 1 nowhere env -u DISPLAY -u WAYLAND_DISPLAY bash "$quickstart" --live 1m
expect "without a desktop it says what to do" nowhere 'neither DISPLAY nor'
ends_with 1 dead env DISPLAY=:7731 bash "$quickstart" --live 1m
expect "a display that does not answer is told" dead 'nothing can be recorded here'
ends_with 2 wrong bash "$quickstart" --live 10min
expect "a wrong time is told" wrong 'expected a time such as'
ends_with 2 wrong bash "$quickstart" --live 0s
expect "no time is a wrong time" wrong 'expected a time such as'

# Somebody works while it records.
cat > "$folder/live.sh" << 'LIVE'
mousepad --disable-server > /dev/null 2>&1 &
pad=$!
/usr/bin/python3 "$1/tests/desktop/order_form.py" > /dev/null 2>&1 &
form=$!
timeout 20 xdotool search --sync --onlyvisible --name '^Order desk' windowmove 0 0 > /dev/null
timeout 20 xdotool search --sync --onlyvisible --name 'Mousepad$' windowmove 500 0 > /dev/null
bash "$1/installer/quickstart.sh" --live 9s &
quickstart=$!
while kill -0 "$quickstart" 2> /dev/null; do
  xdotool mousemove 150 100 click 1
  sleep 0.2
  xdotool type --delay 20 "qzsecret"
  xdotool mousemove 700 200 click 1
  sleep 0.2
  xdotool key ctrl+a
  sleep 0.2
done
wait "$quickstart"
status=$?
kill "$pad" "$form"
exit "$status"
LIVE
ends_with 0 live bash "$root/tests/desktop/desktop.sh" bash "$folder/live.sh" "$root"
expect "the desktop is recorded" live '^ +[1-9][0-9]* events recorded'
expect "it ends with the page's address" live '^The page: +https://127\.0\.0\.1:[0-9]+'
expect "it ends with a list or says why there is none" live 'RANK|No routine yet'
"$bin/adit" agents --json --server "$(cat "$folder/home/own.url")" --token-file "$folder/home/own.token" \
  --ca "$folder/home/own/keys/authority.pem" > "$folder/agents" 2>&1
expect "the records arrived" agents '"events":[1-9][0-9]'
expect "none is missing" agents '"lost_events":0'

# The second time everything is there already.
ends_with 0 again bash "$root/tests/desktop/desktop.sh" bash "$quickstart" --live 2s
expect "keys are kept" again 'already in'
expect "the collector runs already" again 'runs already'

ends_with 0 desktop bash "$quickstart" --desktop
expect "the scripted desktop is recorded" desktop '^ +[1-9][0-9]* events recorded'
expect "its routine is ranked" desktop '^ +1 .*Order Desk → Chromium: .*(Book order|Post invoice|Next invoice)'
ends_with 0 desktop_again bash "$quickstart" --desktop
expect "it is not performed again" desktop_again 'already recorded'
expect "it is not mined again" desktop_again 'already mined by this program'
expect "the result is shown again" desktop_again '^ +1 .*Order Desk → Chromium: .*(Book order|Post invoice|Next invoice)'

ends_with 0 stop bash "$quickstart" --stop
expect "both collectors are stopped" stop 'Stopped the collector of .*desktop'
if [ "$failures" != 0 ]; then
  for name in dead live again desktop desktop_again; do
    [ ! -e "$folder/$name" ] || { echo "--- $name"; cat "$folder/$name"; }
  done
fi
exit "$failures"
