#!/usr/bin/env bash
# The copy for BI tools (docs/examples/bi_copy.py) against the department: whole, consistent, and behind the group gate.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
role() { tr ' ' '\n' <<< "$ADIT_ACCOUNTS" | sed -n "s/^$1:\([^:]*\):\(.*\)$/\1 \2/p" | head -n 1; }
ask() { curl -sf --cacert "$ADIT_CA" "$@"; }
fail() { echo "FAIL  $*"; exit 1; }
read -r name password <<< "$(role admin)"
ask -c "$out/jar" -H 'X-Adit-Request: 1' -d "{\"user\":\"$name\",\"password\":\"$password\"}" "$ADIT_URL/api/v1/session" > /dev/null
token() { ask -b "$out/jar" -H 'X-Adit-Request: 1' -d "{\"name\":\"bi\",\"role\":\"$1\"}" "$ADIT_URL/api/v1/administration/api-tokens" | jq -r .token; }
analyst=$(token analyst)
ADIT_TOKEN=$analyst /usr/bin/python3 "$here/../../docs/examples/bi_copy.py" "$ADIT_URL" "$out/bi.db" --ca "$ADIT_CA"
sql() { sqlite3 "$out/bi.db" "$1"; }
listed=$(ask -H "Authorization: Bearer $analyst" "$ADIT_URL/api/v1/roadmap?limit=500" | jq '.items | length')
[ "$listed" -gt 0 ] || fail "the department has no routine"
[ "$(sql 'SELECT count(*) FROM roadmap')" = "$listed" ] || fail "the view has other routines than the API"
[ "$(sql 'SELECT count(*) FROM routines, runs USING(run) WHERE routines.people < runs.min_people')" = 0 ] || fail "below the group size"
[ "$(sql 'SELECT count(*) FROM routines r WHERE abs(score - (SELECT sum(points) FROM score_parts p WHERE p.run = r.run AND p.key = r.key)) > 0.1')" = 0 ] \
  || fail "parts that do not add up to their score"
[ "$(sql 'SELECT count(*) FROM variant_steps v LEFT JOIN steps s USING(run, key, step) WHERE s.name IS NULL')" = 0 ] || fail "a step without a name"
for view in hours_by_app slowest_ways trend; do
  [ "$(sql "SELECT count(*) FROM $view")" -gt 0 ] || fail "$view is empty"
done
if ADIT_TOKEN=$(token operator) /usr/bin/python3 "$here/../../docs/examples/bi_copy.py" "$ADIT_URL" "$out/no.db" --ca "$ADIT_CA" > "$out/refused" 2>&1; then
  fail "an operator's token copied results"
fi
grep -q 'HTTP 403' "$out/refused" || fail "$(cat "$out/refused")"
[ ! -e "$out/no.db" ] || fail "a file although nothing was given"
echo "ok    $listed routines copied, views filled, an operator's token refused"
