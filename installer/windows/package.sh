#!/usr/bin/env bash
# Builds the per-machine MSI of the Windows agent from build/windows/bin/adit-agent.exe (preset windows).
#
#   bash installer/windows/package.sh [EXECUTABLE] [OUTPUT.msi]
#
# Needs wixl and msitools (`installer/dependencies.sh windows`). The product code follows from the version
# and the executable's bytes, and every time is the commit's.
set -euo pipefail
cd "$(dirname "$0")/../.."
exe=$(realpath "${1:-build/windows/bin/adit-agent.exe}")
version=${ADIT_MSI_VERSION:-$(sed -n 's/^project(adit VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt)}  # tests make a next one
msi=$(realpath -m "${2:-build/windows/adit-agent-$version-x64.msi}")
work=$(mktemp -d "${TMPDIR:-/tmp}/adit-msi.XXXXXX")
trap 'rm -rf "$work"' EXIT
for tool in wixl msibuild x86_64-w64-mingw32-strip; do
  command -v "$tool" >/dev/null || {
    echo "package.sh: $tool is missing; run: bash installer/dependencies.sh windows" >&2
    exit 1
  }
done

SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date +%s)}
export SOURCE_DATE_EPOCH
x86_64-w64-mingw32-strip -o "$work/adit-agent.exe" "$exe"
touch -d "@$SOURCE_DATE_EPOCH" "$work/adit-agent.exe"
digest=$({ echo "$version"; cat "$work/adit-agent.exe" installer/windows/adit-agent.wxs LICENSE; } | sha256sum | cut -c1-32)
product=$(echo "$digest" | sed -E 's/(.{8})(.{4})(.{4})(.{4})(.{12})/\1-\2-\3-\4-\5/' | tr a-f A-F)
rm -f "$msi"
# wixl takes files by names relative to the folder it runs in.
cp -p LICENSE installer/windows/adit-agent.wxs installer/mdm/windows/adit-agent.admx \
  installer/mdm/windows/en-US/adit-agent.adml "$work/"
touch -d "@$SOURCE_DATE_EPOCH" "$work"/*
(cd "$work" && wixl -a x64 -D "ProductCode=$product" -D "Version=$version" -o "$msi" adit-agent.wxs)

# What wixl has no words for: settings only when the command line names them; properties that reach the
# elevated part; a service that is started again after 1 minute, 1 minute, 10 minutes, forgetting after a day.
secure=$(msiinfo export "$msi" Property | tr -d '\r' | sed -n 's/^SecureCustomProperties\t//p')
msibuild "$msi" \
  -q "UPDATE \`Component\` SET \`Condition\` = 'COLLECTOR_URL' WHERE \`Component\` = 'CollectorUrl'" \
  -q "UPDATE \`Component\` SET \`Condition\` = 'ENROL_TOKEN_FILE' WHERE \`Component\` = 'TokenFile'" \
  -q "UPDATE \`Component\` SET \`Condition\` = 'NOT COLLECTOR_URL AND KNOWN_URL' WHERE \`Component\` = 'SameCollectorUrl'" \
  -q "UPDATE \`Component\` SET \`Condition\` = 'NOT ENROL_TOKEN_FILE AND KNOWN_TOKEN_FILE' WHERE \`Component\` = 'SameTokenFile'"
if [ -n "$secure" ]; then
  msibuild "$msi" -q "UPDATE \`Property\` SET \`Value\` = '$secure;COLLECTOR_URL;ENROL_TOKEN_FILE' WHERE \`Property\` = 'SecureCustomProperties'"
else
  msibuild "$msi" -q "INSERT INTO \`Property\` (\`Property\`, \`Value\`) VALUES ('SecureCustomProperties', 'COLLECTOR_URL;ENROL_TOKEN_FILE')"
fi
msibuild "$msi" \
  -q "CREATE TABLE \`MsiServiceConfigFailureActions\` (\`MsiServiceConfigFailureActions\` CHAR(72) NOT NULL, \`Name\` CHAR(255) NOT NULL, \`Event\` SHORT NOT NULL, \`ResetPeriod\` LONG, \`RebootMessage\` CHAR(255), \`Command\` CHAR(255), \`Actions\` CHAR(0), \`DelayActions\` CHAR(0), \`Component_\` CHAR(72) NOT NULL PRIMARY KEY \`MsiServiceConfigFailureActions\`)" \
  -q "INSERT INTO \`MsiServiceConfigFailureActions\` (\`MsiServiceConfigFailureActions\`, \`Name\`, \`Event\`, \`ResetPeriod\`, \`Actions\`, \`DelayActions\`, \`Component_\`) VALUES ('AgentRecovery', 'AditAgent', 5, 86400, '1[~]1[~]1', '60000[~]60000[~]600000', 'Agent')" \
  -q "INSERT INTO \`InstallExecuteSequence\` (\`Action\`, \`Condition\`, \`Sequence\`) VALUES ('MsiConfigureServices', 'VersionNT >= 600', 5850)"
# Package code and times of the summary are those of this moment: made to follow from the content, too.
msibuild "$msi" -s "Installation Database" "Adit" "x64;1033" "{$product}"
/usr/bin/python3 - "$msi" "$SOURCE_DATE_EPOCH" <<'PYTHON'
import re, struct, sys
path, epoch = sys.argv[1], int(sys.argv[2])
data = bytearray(open(path, "rb").read())
moment = struct.pack("<Q", (epoch + 11644473600) * 10_000_000)
for found in re.finditer(rb"\x40\0\0\0.{6}[\xd0-\xff]\x01", bytes(data), re.DOTALL):  # VT_FILETIME of 2000 to 2100
    data[found.start() + 4:found.start() + 12] = moment
open(path, "wb").write(data)
PYTHON
(cd "$(dirname "$msi")" && sha256sum "$(basename "$msi")")
