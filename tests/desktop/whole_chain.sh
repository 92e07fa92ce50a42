#!/usr/bin/env bash
# whole_chain.sh BIN_FOLDER [whole_chain.py options]: the whole chain on a desktop of its own, on a machine with
# a name of its own where that is allowed. Exit status 77: something the test needs is not installed.
set -u
here=$(cd "$(dirname "$0")" && pwd)
bin=$1
shift
for tool in chromium mousepad zenity xdotool /usr/bin/python3; do
  command -v "$tool" > /dev/null || { echo "whole_chain.sh: $tool is missing" >&2; exit 77; }
done
/usr/bin/python3 -c 'import dbus, gi; gi.require_version("Gtk", "3.0")' 2> /dev/null ||
  { echo "whole_chain.sh: apt-get install python3-dbus python3-gi gir1.2-gtk-3.0" >&2; exit 77; }
chain=("$here/desktop.sh" /usr/bin/python3 "$here/whole_chain.py" --bin "$bin" "$@")
if [ "$(id -u)" = 0 ] && unshare --uts true 2> /dev/null; then
  exec unshare --uts bash -c 'hostname qzhost7731 && exec "$@"' renamed "${chain[@]}"
fi
exec "${chain[@]}"
