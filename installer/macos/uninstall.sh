#!/bin/sh
# Removes the agent from this Mac, for a management tool (root). With --purge also keys and spool of all people.
set -e
for home in /Users/*; do
  user=$(/usr/bin/id -u "$(basename "$home")" 2>/dev/null) || continue
  /bin/launchctl bootout "gui/$user/org.adit.agent" 2>/dev/null || true
  if [ "$1" = --purge ]; then rm -rf "$home/Library/Application Support/Adit"; fi
done
rm -rf "/Applications/Adit Agent.app" /Library/LaunchAgents/org.adit.agent.plist
if [ "$1" = --purge ]; then rm -rf "/Library/Application Support/Adit"; fi
/usr/sbin/pkgutil --forget org.adit.agent >/dev/null 2>&1 || true
