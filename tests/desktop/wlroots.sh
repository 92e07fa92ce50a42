#!/usr/bin/env bash
# wlroots.sh CAPTURE_DUMP: what the Linux source tells of windows on a wlroots compositor: sway without a screen.
# Exit status 77: something the test needs is not installed.
set -u
dump=$1
for tool in sway dbus-run-session /usr/bin/python3; do
  command -v "$tool" > /dev/null || { echo "wlroots.sh: $tool is missing; apt-get install sway" >&2; exit 77; }
done
/usr/bin/python3 -c 'import gi; gi.require_version("Gtk", "3.0")' 2> /dev/null ||
  { echo "wlroots.sh: apt-get install python3-gi gir1.2-gtk-3.0" >&2; exit 77; }
folder=$(mktemp -d "${TMPDIR:-/tmp}/adit-wlroots.XXXXXX")
chmod 700 "$folder"
out=$folder/events
failures=0
running=()
# shellcheck disable=SC2317  # called by the trap
finish() {
  [ ${#running[@]} = 0 ] || kill "${running[@]}" 2> /dev/null
  wait
  rm -rf "$folder"
}
trap finish EXIT
expect() {  # expect MESSAGE PATTERN
  for _ in $(seq 100); do  # the machine may be slow
    if grep -Eq -- "$2" "$out"; then
      echo "ok: $1"
      return
    fi
    sleep 0.1
  done
  echo "FAILED: $1 (no line matches $2)"
  failures=$((failures + 1))
}

# Nothing of the caller's session is touched.
unset DISPLAY WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS AT_SPI_BUS_ADDRESS
export HOME=$folder XDG_RUNTIME_DIR=$folder LC_ALL=C.UTF-8 GDK_BACKEND=wayland NO_AT_BRIDGE=1
export WLR_BACKENDS=headless WLR_LIBINPUT_NO_DEVICES=1 WLR_RENDERER=pixman
echo "xwayland disable" > "$folder/config"
# sway refuses to run as root.
as_nobody=()
if [ "$(id -u)" = 0 ]; then
  chown nobody "$folder"
  as_nobody=(setpriv --reuid nobody --regid nogroup --clear-groups)
fi
"${as_nobody[@]}" sway --config "$folder/config" > "$folder/sway.log" 2>&1 &
sway=$!
running+=("$sway")
for _ in $(seq 100); do
  socket=$(find "$folder" -maxdepth 1 -name 'wayland-*' ! -name '*.lock' | head -n 1)
  [ -n "$socket" ] && break
  kill -0 "$sway" 2> /dev/null || { echo "wlroots.sh: sway ended:" >&2; tail -n 5 "$folder/sway.log" >&2; exit 77; }
  sleep 0.1
done
[ -n "$socket" ] || { echo "wlroots.sh: sway offers no socket" >&2; exit 77; }
export WAYLAND_DISPLAY=${socket##*/}

dbus-run-session -- "$dump" --raw --for 60 > "$out" 2> "$folder/dump.err" &
running+=($!)
cat > "$folder/window.py" << 'WINDOW'
import sys
import gi
gi.require_version("Gtk", "3.0")
from gi.repository import GLib, Gtk
GLib.set_prgname(sys.argv[1])
window = Gtk.Window(title=sys.argv[2])
window.show_all()
if len(sys.argv) > 3:
    GLib.timeout_add(3000, lambda: window.set_title(sys.argv[3]))
Gtk.main()
WINDOW
/usr/bin/python3 "$folder/window.py" orderdesk "Order 17" "Order 18" &
orders=$!
running+=("$orders")
expect "a window that opens is told" "^window_open +app=orderdesk .*title='Order 17'"
expect "the compositor's windows are the source" '^backend wayland-wlr'
expect "an application in front is told" "^application_focus +app=orderdesk .*title='Order 17'"
expect "a new title of the window in front is told" "^window_title_change +app=orderdesk .*title='Order 18'"
/usr/bin/python3 "$folder/window.py" ledger "Ledger" &
ledger=$!
running+=("$ledger")
expect "another application in front is told" "^application_focus +app=ledger .*title='Ledger'"
kill "$ledger"
expect "a window that closes is told" "^window_close +app=ledger"
expect "what this desktop cannot give is told" '^capture_gap .*detail=unsupported: .*clicks and chords'
kill "$sway"
expect "a compositor that goes away ends the capture with a reason" '^finished: .*the Wayland compositor went away'
[ "$failures" = 0 ] || cat "$out" "$folder/dump.err"
exit "$failures"
