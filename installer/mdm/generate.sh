#!/usr/bin/env bash
# Writes anew what comes from the agent's schema of settings: group policy definitions, preference
# manifest, Jamf schema and the reference page. A test fails when they differ from the program.
#
#   bash installer/mdm/generate.sh [PATH OF adit-agent]
set -euo pipefail
cd "$(dirname "$0")/../.."
agent=${1:-build/dev/bin/adit-agent}

"$agent" config --admx >installer/mdm/windows/adit-agent.admx
"$agent" config --adml >installer/mdm/windows/en-US/adit-agent.adml
"$agent" config --preference-manifest >installer/mdm/macos/org.adit.agent.manifest.plist
"$agent" config --jamf-schema >installer/mdm/macos/jamf-schema.json
{
  cat <<'HEAD'
# Settings of adit-agent

Written by `adit-agent config --reference` (`bash installer/mdm/generate.sh`). Later places win: default, the person's
file, environment, command line, the administrator's (Linux `/etc/adit/agent.managed.conf`; Windows group policy, then
`%ProgramData%\Adit\agent.managed.conf`; macOS managed preferences, then `/Library/Application Support/Adit/agent.managed.conf`).
`adit-agent config --effective` shows each value and where it came from.

HEAD
  "$agent" config --reference
} >docs/formats/agent-settings.md
