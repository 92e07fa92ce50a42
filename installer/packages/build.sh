#!/usr/bin/env bash
# Builds the deb and rpm packages of agent, collector and tool, with a software bill of materials and
# checksums, into build/package/packages.
#
#   bash installer/packages/build.sh                 all of it
#   bash installer/packages/build.sh --no-install    does not look for missing packages
#
# Two builds of one commit give the same bytes: every time in a package is the commit's.
set -euo pipefail
cd "$(dirname "$0")/../.."

case "${1:-}" in
  "") bash installer/dependencies.sh package ;;
  --no-install) ;;
  *)
    sed -n '2,8s/^# \{0,1\}//p' "$0"
    exit 2
    ;;
esac

SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date +%s)}
export SOURCE_DATE_EPOCH
umask 022

echo "== build"
cmake --preset package >/dev/null
cmake --build build/package
echo "== package"
rm -rf build/package/packages
(cd build/package && cpack >cpack.log 2>&1) || {
  tail -n 30 build/package/cpack.log >&2
  exit 1
}
cd build/package/packages
sha256sum -- *.deb *.rpm >SHA256SUMS
cat SHA256SUMS
