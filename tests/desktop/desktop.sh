#!/usr/bin/env bash
# desktop.sh COMMAND [ARGUMENT…]: runs COMMAND on a desktop of its own and takes the desktop down afterwards.
#
# The desktop: Xvfb on a free display, a D-Bus session, openbox, the accessibility bus. COMMAND finds DISPLAY,
# DBUS_SESSION_BUS_ADDRESS, ADIT_BUS_PID (the accessibility bus launcher) and ADIT_DESKTOP_DIR (a folder for its
# files, kept when set by the caller).
# Its exit status is the script's. Nothing of the caller's own session is touched.
set -u

for tool in Xvfb dbus-run-session openbox; do
  command -v "$tool" > /dev/null || {
    echo "desktop.sh: $tool is missing; apt-get install xvfb dbus openbox at-spi2-core" >&2
    exit 77
  }
done
bus_launcher=
for path in /usr/libexec/at-spi-bus-launcher /usr/lib/at-spi2-core/at-spi-bus-launcher; do
  [ -x "$path" ] && bus_launcher=$path
done
[ -n "$bus_launcher" ] || { echo "desktop.sh: at-spi-bus-launcher is missing; apt-get install at-spi2-core" >&2; exit 77; }

own_dir=
if [ -z "${ADIT_DESKTOP_DIR:-}" ]; then
  own_dir=$(mktemp -d "${TMPDIR:-/tmp}/adit-desktop.XXXXXX")
  export ADIT_DESKTOP_DIR=$own_dir
fi
mkdir -p "$ADIT_DESKTOP_DIR/home" "$ADIT_DESKTOP_DIR/run"
chmod 700 "$ADIT_DESKTOP_DIR/run"
xvfb_pid=
finish() {
  [ -n "$xvfb_pid" ] && kill "$xvfb_pid" 2> /dev/null && wait "$xvfb_pid" 2> /dev/null
  [ -n "$own_dir" ] && rm -rf "$own_dir"
}
trap finish EXIT

# The server picks the display number, so that several desktops can run at once.
exec 9> "$ADIT_DESKTOP_DIR/display"
Xvfb -displayfd 9 -screen 0 1280x900x24 -nolisten tcp -noreset > "$ADIT_DESKTOP_DIR/xvfb.log" 2>&1 &
xvfb_pid=$!
exec 9>&-
for _ in $(seq 100); do
  [ -s "$ADIT_DESKTOP_DIR/display" ] && break
  kill -0 "$xvfb_pid" 2> /dev/null || { echo "desktop.sh: Xvfb ended: $(cat "$ADIT_DESKTOP_DIR/xvfb.log")" >&2; exit 1; }
  sleep 0.1
done
DISPLAY=:$(head -n 1 "$ADIT_DESKTOP_DIR/display")
export DISPLAY
export HOME=$ADIT_DESKTOP_DIR/home XDG_RUNTIME_DIR=$ADIT_DESKTOP_DIR/run
# A leftover of the caller's desktop would be captured instead of this one.
unset WAYLAND_DISPLAY XAUTHORITY AT_SPI_BUS_ADDRESS NO_AT_BRIDGE XDG_SESSION_ID
export GTK_USE_PORTAL=0 GDK_BACKEND=x11 LC_ALL=C.UTF-8 TZ=UTC
export ADIT_BUS_LAUNCHER=$bus_launcher

# shellcheck disable=SC2016  # the inner shell expands it
dbus-run-session -- bash -c '
  openbox > "$ADIT_DESKTOP_DIR/openbox.log" 2>&1 &
  openbox_pid=$!
  "$ADIT_BUS_LAUNCHER" --launch-immediately > "$ADIT_DESKTOP_DIR/at-spi.log" 2>&1 &
  bus_pid=$!
  export ADIT_BUS_PID=$bus_pid
  for _ in $(seq 50); do
    # Asking org.a11y.Bus itself would start a second launcher on a slow machine.
    dbus-send --session --print-reply --dest=org.freedesktop.DBus / org.freedesktop.DBus.NameHasOwner \
      string:org.a11y.Bus 2> /dev/null | grep -q "boolean true" &&
      xdotool get_num_desktops > /dev/null 2>&1 && break
    sleep 0.2
  done
  # What a desktop does when accessibility is switched on; Chromium and Qt wait for it.
  dbus-send --session --print-reply --dest=org.a11y.Bus /org/a11y/bus org.freedesktop.DBus.Properties.Set \
    string:org.a11y.Status string:IsEnabled variant:boolean:true > /dev/null
  "$@"
  status=$?
  kill "$openbox_pid" "$bus_pid" 2> /dev/null
  wait "$openbox_pid" "$bus_pid" 2> /dev/null
  exit $status
' desktop "$@" 2> >(grep -v -e 'Failed to set fd limit' -e 'Activating service' -e 'Successfully activated' >&2)
