#!/usr/bin/env bash
# The page's journeys in Debian's Chromium, axe-core on every view, and the page's figures, against the
# collector of installer/quickstart.sh (run that first).
#
#   bash tests/web/run.sh                 journeys and accessibility
#   bash tests/web/run.sh --figures       first load, time to the list, map drawing, API p95
#   bash tests/web/run.sh --pictures DIR  screenshots of the main views for the README
set -euo pipefail
cd "$(dirname "$0")/../.."
data=""
for token in build/quickstart/department-*.token; do
  if [ -e "$token" ]; then data=$token; break; fi
done
[ -n "$data" ] || { echo "run.sh: no collector with data; run installer/quickstart.sh first" >&2; exit 1; }
data=${data%.token}
bin=build/${ADIT_PRESET:-release}/bin/adit-collector
mkdir -p build/web
cp tests/web/package.json tests/web/package-lock.json build/web/
[ -d build/web/node_modules/axe-core ] || (cd build/web && npm ci --silent)
# Accounts of this run only; nobody keeps the passwords.
accounts=()
for role in analyst officer officer auditor admin; do
  name=web-$role-${#accounts[@]}-$$
  password=$("$bin" user create --data "$data" --name "$name" --role "$role" 2> /dev/null)
  accounts+=("$role:$name:$password")
done
ADIT_URL=$(cat "$data.url") ADIT_ACCOUNTS="${accounts[*]}" NODE_PATH=build/web/node_modules \
  node tests/web/page.mjs "$@" 2> build/web/browser.log
