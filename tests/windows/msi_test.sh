#!/usr/bin/env bash
# Looks into the MSI with msiinfo and installs, upgrades and removes it silently under wine. Needs `installer/dependencies.sh
# windows` and the presets windows (adit-agent) and dev (adit-collector).
#
#   bash tests/windows/msi_test.sh [EXECUTABLE] [FOLDER OF adit-collector]
# shellcheck disable=SC2317  # cleanup is called by the trap
set -euo pipefail
cd "$(dirname "$0")/../.."
exe=$(realpath "${1:-build/windows/bin/adit-agent.exe}")
bin=$(realpath "${2:-build/dev/bin}")
work=$(mktemp -d "${TMPDIR:-/tmp}/adit-msi-test.XXXXXX")
export WINEPREFIX=$work/prefix WINEDEBUG=-all
failures=0
collector=""
cleanup() {
  wineserver -k 2>/dev/null || true
  [ -z "$collector" ] || kill "$collector" 2>/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT
check() {  # check WHAT COMMAND…
  local what=$1
  shift
  if "$@" >"$work/check.log" 2>&1; then
    echo "ok      $what"
  else
    echo "FAILED  $what"
    tail -n 5 "$work/check.log"
    failures=$((failures + 1))
  fi
}
table() { msiinfo export "$1" "$2" | tr -d '\r' | tail -n +4; }
has() { table "$1" "$2" | grep -qP -- "$3"; }  # has MSI TABLE PATTERN
wine_do() { timeout 120 wine "$@" 2>/dev/null; }
installer() { wine_do msiexec "$@" /qn /norestart; }
value() { wine_do reg query "$1" /v "$2" /reg:64 | tr -d '\r' | grep -q -- "$3"; }
key_gone() { ! wine_do reg query "$1" /reg:64 >/dev/null; }

SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}  # a commit meanwhile is another build
export SOURCE_DATE_EPOCH
this=$work/this.msi
next=$work/next.msi
bash installer/windows/package.sh "$exe" "$this" >/dev/null
sleep 1.1  # times in the file would differ
bash installer/windows/package.sh "$exe" "$work/again.msi" >/dev/null
ADIT_MSI_VERSION=0.9.0 bash installer/windows/package.sh "$exe" "$next" >/dev/null

echo "== inside"
check "two builds give the same bytes" cmp "$this" "$work/again.msi"
check "the upgrade code is the product's" has "$this" Property '^UpgradeCode\t\{9B1D6C0E-6B5E-4E0B-9C5C-3E1A6B5D2F41\}$'
check "it is installed for the machine" has "$this" Property '^ALLUSERS\t1$'
check "the next version is another product" test "$(table "$this" Property | grep ^ProductCode)" != "$(table "$next" Property | grep ^ProductCode)"
check "properties reach the elevated part" has "$this" Property '^SecureCustomProperties\t.*COLLECTOR_URL;ENROL_TOKEN_FILE'
check "older versions are found and replaced" has "$this" Upgrade 'WIX_UPGRADE_DETECTED'
check "newer versions are not replaced" has "$this" LaunchCondition '^NOT WIX_DOWNGRADE_DETECTED\t'
check "the service starts by itself, as the system" has "$this" ServiceInstall '^AgentService\tAditAgent\tAdit Agent\t16\t2\t1\t\t\t\t\tservice\tAgent'
check "the service is stopped and removed" has "$this" ServiceControl '^AgentControl\tAditAgent\t163\t'
check "the service is started again when it fails" has "$this" MsiServiceConfigFailureActions '^AgentRecovery\tAditAgent\t5\t86400\t.*60000'
check "recovery is configured before the service starts" has "$this" InstallExecuteSequence '^MsiConfigureServices\t.*\t5850$'
check "no script runs at installation" test -z "$(table "$this" CustomAction | grep -v '^WIX_' | grep -vi downgrade || true)"

echo "== silent installation under $(wine --version 2>/dev/null)"
timeout 180 wine wineboot -i >/dev/null 2>&1
timeout 60 wineserver -w || true
policy='HKLM\SOFTWARE\Policies\Adit\Agent'
service='HKLM\System\CurrentControlSet\Services\AditAgent'
files="$WINEPREFIX/drive_c/Program Files/Adit"
"$bin/adit-collector" init --data "$work/collector" --listen 127.0.0.1:0 --json >/dev/null
"$bin/adit-collector" enrol-token create --data "$work/collector" --group finance --uses 5 2>&1 | grep -o 'adit1:[^ ]*' >"$work/token"
touch "$work/collector.log"  # read below, perhaps before the collector began
"$bin/adit-collector" serve --data "$work/collector" >"$work/collector.log" 2>&1 &
collector=$!
for _ in $(seq 100); do
  url=$(sed -n 's/^listening on //p' "$work/collector.log")
  [ -z "$url" ] || break
  sleep 0.1
done
begin=$(date +%s%N)
check "installs without a question" installer /i "$this" "COLLECTOR_URL=$url" "ENROL_TOKEN_FILE=Z:$work/token"
check "the program is there" test -s "$files/adit-agent.exe"
check "the collector's address is set" value "$policy" collector.url "$url"
check "the token's place is set" value "$policy" enrol.token_file token
check "the service is registered with its argument" value "$service" ImagePath 'adit-agent.exe service'
check "event messages are registered" value 'HKLM\SYSTEM\CurrentControlSet\Services\EventLog\Application\Adit Agent' EventMessageFile adit-agent.exe
check "settings are managed ones" bash -c "timeout 60 wine '$files/adit-agent.exe' config --effective 2>/dev/null | grep '^collector.url = $url' | grep -q 'managed, HKLM'"
enrolled=""
for _ in $(seq 60); do
  enrolled=$(sqlite3 "file:$(find "$work/collector" -name '*.db' | head -n 1)?mode=ro" 'select count(*) from agents' 2>/dev/null || true)
  [ "${enrolled:-0}" = 0 ] || break
  sleep 0.5
done
if [ "${enrolled:-0}" -ge 1 ]; then
  echo "ok      the service's agent enrolled $((($(date +%s%N) - begin) / 1000000)) ms after the installation began"
else
  echo "FAILED  no agent of the service enrolled within 30 s"
  failures=$((failures + 1))
fi

check "a process the service did not start is turned away" bash -c "! timeout 60 wine '$files/adit-agent.exe' run --service 2>/dev/null"
identity() { sha256sum <"$(find "$WINEPREFIX/drive_c/users" -path '*/Local/Adit/identity/identity.json' | head -n 1)"; }
before=$(identity)

echo "== upgrade and downgrade"
check "the next version installs over this one" installer /i "$next"
check "the address is kept though none was given" value "$policy" collector.url "$url"
check "the token's place is kept" value "$policy" enrol.token_file token
check "the identity is kept" test "$(identity)" = "$before"
check "this version is refused over the next" bash -c "! timeout 120 wine msiexec /i '$this' /qn /norestart 2>/dev/null"
check "the program is still there" test -s "$files/adit-agent.exe"

echo "== removal"
# Windows waits until a service that it stops has ended; msiexec of wine 8 goes on at once and leaves a program
# that still runs. So it is stopped first, which also shows that its agents are gone when it says so.
agents() {  # processes of this prefix
  local pid
  for pid in $(pgrep -f 'adit-agent[.]exe"? (run --service|service)$'); do
    if tr '\0' '\n' <"/proc/$pid/environ" 2>/dev/null | grep -qx "WINEPREFIX=$WINEPREFIX"; then echo "$pid"; fi
  done
}
stops() {
  wine_do sc stop AditAgent >/dev/null
  for _ in $(seq 60); do
    if wine_do sc query AditAgent | grep -q STOPPED; then return 0; fi
    sleep 0.5
  done
  return 1
}
ended() {  # the service's own process has a moment after it said so
  for _ in $(seq 20); do
    [ -n "$(agents)" ] || return 0
    sleep 0.1
  done
  return 1
}
check "service and agent were running" test "$(agents | wc -l)" -ge 2
check "the service stops when told to" stops
check "no agent of it is left when it says that it stopped" ended
product=$(table "$next" Property | sed -n 's/^ProductCode\t//p')
check "removes without a question" installer /x "$product"
check "the program is gone" test ! -e "$files/adit-agent.exe"
check "the service is gone" key_gone "$service"
check "the settings are gone" key_gone "$policy"
exit $((failures > 0))
