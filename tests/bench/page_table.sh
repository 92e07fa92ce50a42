#!/usr/bin/env bash
# The figures of the page and the API in one table: first load, time to the ranked list, a map of 60 steps and 150
# ways, a list of 5,000 routines, a new user's way to a document, and the API under 50 analysts with 10 M events
# stored (the department's, copied: fill_store.py; results are those mined from the department).
#
#   bash tests/bench/page_table.sh [EVENTS]       EVENTS: 10000000; ADIT_PRESET (release) names the build
#
# Needs the programs built: cmake --build --preset release --target adit adit-agent adit-collector
set -euo pipefail
cd "$(dirname "$0")/../.."
export ADIT_WEB_EVENTS=${1:-10000000}
exec bash tests/web/run.sh --figures
