#!/usr/bin/env bash
# Writes the configuration profiles for Jamf, Intune and Kandji with a site's own values.
#
#   bash installer/mdm/macos/profiles.sh TEAM_ID COLLECTOR_URL [DIRECTORY]
#
# TEAM_ID is that of the certificate the agent's bundle is signed with: codesign -dvv "Adit Agent.app".
set -euo pipefail
team=${1:?TEAM_ID, ten letters and digits}
url=${2:?COLLECTOR_URL, https://HOST[:PORT]}
out=${3:-profiles}
[[ $team =~ ^[A-Z0-9]{10}$ ]] || { echo "profiles.sh: TEAM_ID must be ten capital letters and digits, not \"$team\"" >&2; exit 2; }
[[ $url =~ ^https://[A-Za-z0-9.:_-]+(\[[0-9a-f:]+\])?$ ]] || { echo "profiles.sh: COLLECTOR_URL must be https://HOST[:PORT], not \"$url\"" >&2; exit 2; }
mkdir -p "$out"
for template in "$(dirname "$0")"/*.mobileconfig.in; do
  sed "s|@TEAM_ID@|$team|; s|@COLLECTOR_URL@|$url|" "$template" >"$out/$(basename "$template" .in)"
done
ls "$out"
