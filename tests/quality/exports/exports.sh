#!/usr/bin/env bash
# Writes every event log and model that pm4py reads, and compares what pm4py finds in them with one another.
#
#   bash tests/quality/exports/exports.sh BIN
#
# pm4py is no package of Debian: ADIT_PM4PY_PYTHON names an interpreter that has it, for instance one made by
# `python3 -m venv DIR && DIR/bin/pip install pm4py`. Without it the test is skipped (77).
set -euo pipefail
bin=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
python=${ADIT_PM4PY_PYTHON:-python3}
"$python" -c 'import pm4py' 2> /dev/null || { echo "exports.sh: $python has no pm4py; set ADIT_PM4PY_PYTHON" >&2; exit 77; }
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
"$bin/adit" simulate --profile easy --people 4 --days 1 --events 3000 --out "$out/log.csv" > /dev/null
for format in xes ocel pm4py bpmn; do
  case "$format" in ocel) name=log.jsonocel ;; pm4py) name=pm4py.csv ;; *) name=log.$format ;; esac
  "$bin/adit" export "$out/log.csv" --format "$format" --out "$out/$name"
done
"$python" "$here/read_exports.py" "$out"
