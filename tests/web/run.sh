#!/usr/bin/env bash
# The page's journeys in Debian's Chromium with axe-core on every view, against a collector that holds the mined
# work of a simulated department; ctest runs them with the label web.
#
#   bash tests/web/run.sh                 journeys and accessibility
#   bash tests/web/run.sh --figures       first load, time to the list, map drawing, API p95
#   bash tests/web/run.sh --fuzz [SEED]   requests made from the API's own description; none may end in 5xx
#   bash tests/web/run.sh --empty         the first start: a collector without anything in it
#   bash tests/web/run.sh --bi            the copy for BI tools: docs/examples/bi_copy.py
#   bash tests/web/run.sh --audit         the chain checked from outside: adit audit verify, export, checkpoint
#   bash tests/web/run.sh --pictures DIR  screenshots of the main views for the README
#
# ADIT_WEB_ONLY is a pattern: only journeys whose names have it are made. ADIT_PRESET (release) names the build.
# Status 77: a program this needs is not installed.
set -euo pipefail
cd "$(dirname "$0")/../.."
preset=${ADIT_PRESET:-release}
bin=${ADIT_BIN_DIR:-build/$preset/bin}
dir=${ADIT_WEB_DIR:-build/$preset/web}
for program in chromium node npm curl; do
  command -v "$program" > /dev/null || { echo "run.sh: $program is not installed (installer/dependencies.sh test)" >&2; exit 77; }
done
mkdir -p "$dir/modules"
cp tests/web/package.json tests/web/package-lock.json "$dir/modules/"
if ! cmp -s tests/web/package-lock.json "$dir/modules/installed"; then
  (cd "$dir/modules" && npm ci --silent --no-audit --no-fund)
  cp tests/web/package-lock.json "$dir/modules/installed"
fi
[ "${1:-}" = --empty ] || bash tests/web/department.sh make "$bin" "$dir/department"
export ADIT_WEB_MODULES=$PWD/$dir/modules
case "$dir" in /*) ADIT_WEB_MODULES=$dir/modules ;; esac
with() { exec bash tests/web/department.sh with "$bin" "$dir/department" "$@"; }
case "${1:-}" in
  --fuzz) shift && with node tests/web/api_fuzz.mjs "$@" ;;
  --empty) exec bash tests/web/department.sh empty "$bin" "$dir/department" node tests/web/page.mjs --empty 2> "$dir/browser.log" ;;
  --bi) with bash tests/web/bi_test.sh ;;
  --audit) with bash tests/web/audit_test.sh ;;
  # What browsers say about graphics they do not have is of no use here.
  *) with node tests/web/page.mjs "$@" 2> "$dir/browser.log" ;;
esac
