#!/usr/bin/env bash
# The audit chain checked from outside: a checkpoint kept elsewhere finds a chain that was written anew, cut or changed.
set -euo pipefail
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
fail() { echo "FAIL  $*"; exit 1; }
ask() { curl -sf --cacert "$ADIT_CA" "$@"; }
read -r name password <<< "$(tr ' ' '\n' <<< "$ADIT_ACCOUNTS" | sed -n 's/^admin:\([^:]*\):\(.*\)$/\1 \2/p')"
ask -c "$out/jar" -H 'X-Adit-Request: 1' -d "{\"user\":\"$name\",\"password\":\"$password\"}" "$ADIT_URL/api/v1/session" > /dev/null
token() { ask -b "$out/jar" -H 'X-Adit-Request: 1' -d "{\"name\":\"audit\",\"role\":\"$1\"}" "$ADIT_URL/api/v1/administration/api-tokens" | jq -r .token; }
ADIT_SERVER=$ADIT_URL ADIT_TOKEN=$(token auditor)
export ADIT_SERVER ADIT_TOKEN
adit() { "$ADIT_BIN/adit" audit "$@"; }
# refused WORDS COMMAND…: the command fails and says so.
refused() {
  local words=$1
  shift
  if "$@" > "$out/answer" 2>&1; then fail "accepted: $*"; fi
  grep -q "$words" "$out/answer" || fail "$* says: $(cat "$out/answer")"
}

adit checkpoint > "$out/kept.txt"
[ "$(wc -l < "$out/kept.txt")" = 6 ] || fail "a checkpoint has six lines"
ask -b "$out/jar" "$ADIT_URL/api/v1/users" > /dev/null
adit checkpoint > "$out/later.txt"
adit verify --checkpoint "$out/kept.txt" --checkpoint "$out/later.txt" | grep -q '2 checkpoints hold' || fail "the chain holds"
key=$(sed -n 's/^key //p' "$out/kept.txt")
adit verify --checkpoint "$out/kept.txt" --key "$key" > /dev/null
refused 'not by --key' adit verify --checkpoint "$out/kept.txt" --key "${key//[0-9]/a}"
adit export > "$out/audit.ndjson"
adit verify "$out/audit.ndjson" --checkpoint "$out/later.txt" > /dev/null

# Changed, cut, and without its middle.
sed '3s/"actor":"[^"]*"/"actor":"nobody"/' "$out/audit.ndjson" > "$out/changed.ndjson"
refused 'audit entry 3 ' adit verify "$out/changed.ndjson"
sed 2d "$out/audit.ndjson" > "$out/gap.ndjson"
refused 'audit entry 2 ' adit verify "$out/gap.ndjson"
head -n 4 "$out/audit.ndjson" > "$out/cut.ndjson"
adit verify "$out/cut.ndjson" > /dev/null 2>&1 || fail "a beginning follows from itself"
refused 'entries were removed' adit verify "$out/cut.ndjson" --checkpoint "$out/later.txt"
sed 's/^entries .*/entries 1/' "$out/kept.txt" > "$out/forged.txt"
refused 'signature' adit verify --checkpoint "$out/forged.txt"
refused 'audit.ndjson:1: no JSON' adit verify "$(sed 1s/./x/ "$out/audit.ndjson" > "$out/x" && mv "$out/x" "$out/audit.ndjson" && echo "$out/audit.ndjson")"

# Who may not look gets nothing.
ADIT_TOKEN=$(token analyst)
refused 'may not do this' adit export
refused 'may not do this' adit checkpoint
# On the collector's own machine, beside the running collector.
"$ADIT_BIN/adit-collector" audit verify --data "$ADIT_DATA" | grep -q unbroken || fail "adit-collector audit verify"
echo "ok    $(wc -l < "$out/audit.ndjson") entries: checkpoints hold; changed, cut and forged ones are named"
