#!/usr/bin/env bash
# file_dialogs.sh CAPTURE_DUMP: what the Linux source tells of file dialogs (inside desktop.sh): the kind and the
# type of the chosen file; never a name, neither chosen nor typed.
set -u
dump=$1
command -v zenity > /dev/null || exit 77
out=$ADIT_DESKTOP_DIR/events
folder=$ADIT_DESKTOP_DIR/files
failures=0
expect() {  # expect MESSAGE PATTERN
  if grep -Eq -- "$2" "$out"; then echo "ok: $1"; else echo "FAILED: $1 (no line matches $2)"; failures=$((failures + 1)); fi
}
shown() {  # waits for the dialog: the machine may be slow
  timeout 20 xdotool search --sync --onlyvisible --name "$1" > /dev/null
  sleep 2.5
}
mkdir -p "$folder"
touch "$folder/qzalpha.csv" "$folder/qzbeta.ods"

"$dump" --raw --for 120 > "$out" 2>&1 &
dump_pid=$!
sleep 2
zenity --file-selection --title "Open File" --filename="$folder/" > /dev/null &
shown '^Open File'
xdotool key Down
sleep 1
xdotool key Down
sleep 1.5
xdotool key Return
sleep 2
zenity --file-selection --save --title "Save As" --filename="$folder/" > /dev/null &
shown '^Save As'
xdotool type --delay 30 "qzgeheim.xlsx"
sleep 1.5
xdotool key Return
sleep 2
kill -INT "$dump_pid" 2> /dev/null
wait "$dump_pid" 2> /dev/null
expect "the chosen file's type is told" '^file_open +app=Zenity .*detail=\*\.(csv|ods) '
expect "the typed name's type is told" '^file_save +app=Zenity .*detail=\*\.xlsx '
if grep -q -e qzalpha -e qzbeta -e qzgeheim "$out"; then
  echo "FAILED: a name of a file was told"
  failures=$((failures + 1))
fi
[ "$failures" = 0 ] || cat "$out"
exit "$failures"
