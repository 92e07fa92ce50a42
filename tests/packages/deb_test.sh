#!/usr/bin/env bash
# Installs, upgrades, removes and purges the deb packages in a scratch Debian root and shows that
# they work there and that nothing is left. Needs root, and packages from installer/packages/build.sh.
#
#   bash tests/packages/deb_test.sh [DIRECTORY WITH .deb FILES]
# shellcheck disable=SC2016  # what is quoted is for apt-get and for the shell inside
set -euo pipefail
cd "$(dirname "$0")/../.."
debs=$(realpath "${1:-build/package/packages}")
root=$(mktemp -d "${TMPDIR:-/tmp}/adit-root.XXXXXX")
chmod 755 "$root"  # the collector's user must be able to enter it
cache=$PWD/build/package/debootstrap
failures=0

[ "$(id -u)" -eq 0 ] || {
  echo "deb_test.sh: needs root, for chroot"
  exit 1
}
cleanup() {
  umount "$root/proc" 2>/dev/null || true
  rm -rf "$root"
}
trap cleanup EXIT

check() {  # check WHAT COMMAND…
  local what=$1
  shift
  if "$@" >"$root/tmp/check.log" 2>&1; then
    echo "ok      $what"
  else
    echo "FAILED  $what"
    sed 's/^/        /' "$root/tmp/check.log" | tail -n 15
    failures=$((failures + 1))
  fi
}
not() { ! "$@"; }
# Without the caller's environment: what a person's shell sets must not be needed.
inside() { env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root DEBIAN_FRONTEND=noninteractive chroot "$root" "$@"; }
as_adit() { inside setpriv --reuid adit --regid adit --clear-groups env HOME=/tmp "$@"; }
# Files, users and links of the whole root, without logs and caches of apt.
inventory() {
  (cd "$root" && find etc usr var lib home opt srv -xdev \
    -not -path 'var/cache/*' -not -path 'var/log/*' -not -path 'var/lib/apt/*' \
    -not -path 'var/lib/dpkg/*' -not -path 'etc/*-' -not -path 'etc/ld.so.cache' | sort)
}

echo "== scratch root"
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -v security | sort -u | head -n 1)
mkdir -p "$cache"
debootstrap --variant=minbase --include=systemd,util-linux --cache-dir="$cache" bookworm "$root" "$mirror" \
  >build/package/debootstrap.log 2>&1 || {
  tail -n 5 build/package/debootstrap.log
  exit 1
}
mount -t proc proc "$root/proc"
cp /etc/resolv.conf "$root/etc/resolv.conf" 2>/dev/null || true
mkdir -p "$root/debs"
cp "$debs"/*.deb "$root/debs/"
# What the packages need comes first, so that the comparison shows the packages alone.
needed=$(for deb in "$root"/debs/*.deb; do dpkg-deb -f "$deb" Depends; done |
  tr ',' '\n' | sed 's/^ *//; s/[ (|].*//' | sort -u | grep -v '^adit')
# shellcheck disable=SC2086  # one word a package
inside apt-get -q install -y --no-install-recommends $needed >"$root/tmp/needed.log" 2>&1
inventory >"$root/tmp/before"

echo "== install"
check "packages install without a network" inside unshare --net sh -c 'dpkg -i /debs/*.deb'
check "programs run" inside sh -c 'adit --version && adit-agent --version && adit-collector --version'
check "the collector's user exists and cannot log in" inside sh -c 'getent passwd adit | grep -q nologin'
check "its directory belongs to it alone" inside sh -c '[ "$(stat -c "%U %a" /var/lib/adit)" = "adit 750" ]'
check "the agent is enabled for every person" test -L "$root/etc/systemd/user/graphical-session.target.wants/adit-agent.service"
check "the collector is enabled" test -L "$root/etc/systemd/system/multi-user.target.wants/adit-collector.service"
check "manual pages are there" test -s "$root/usr/share/man/man1/adit-agent.1.gz"
check "units are well-formed" inside systemd-analyze verify --man=no /usr/lib/systemd/system/adit-collector.service
check "the collector can be initialised" as_adit adit-collector init --data /var/lib/adit/collector
check "the agent says that it is not enrolled" inside sh -c 'adit-agent doctor | grep -i enrol'
check "the tool works" inside sh -c 'adit simulate --profile easy --people 2 --days 1 --seed 1 --out /tmp/easy.csv && adit discover /tmp/easy.csv --out /tmp/found && test -s /tmp/found/routines.json'

echo "== upgrade"
echo "ADIT_COLLECTOR_LISTEN=127.0.0.1:9443" >>"$root/etc/adit/collector.env"
echo "collector.url = https://adit.example.org" >"$root/etc/adit/agent.managed.conf"
before=$(inside sha256sum /var/lib/adit/collector/keys/authority.pem)
for deb in "$root"/debs/*.deb; do
  dpkg-deb -R "$deb" "$root/tmp/unpacked"
  sed -i 's/^Version: \(.*\)/Version: \1+next/' "$root/tmp/unpacked/DEBIAN/control"
  dpkg-deb --root-owner-group -b "$root/tmp/unpacked" "$deb" >/dev/null
  rm -rf "$root/tmp/unpacked"
done
check "the next version installs over this one" inside sh -c 'dpkg -i /debs/*.deb'
check "changed settings are kept" grep -q 9443 "$root/etc/adit/collector.env"
check "managed settings are kept" test -s "$root/etc/adit/agent.managed.conf"
check "keys are kept" test "$before" = "$(inside sha256sum /var/lib/adit/collector/keys/authority.pem)"

echo "== downgrade"
for deb in "$root"/debs/*.deb; do
  dpkg-deb -R "$deb" "$root/tmp/unpacked"
  sed -i 's/^Version: .*/Version: 0.0.1/' "$root/tmp/unpacked/DEBIAN/control"
  dpkg-deb --root-owner-group -b "$root/tmp/unpacked" "$root/tmp/$(basename "$deb")" >/dev/null
  rm -rf "$root/tmp/unpacked"
done
for name in adit-agent adit-collector; do
  check "an older $name is refused" not inside sh -c "dpkg -i /tmp/${name}_*.deb"
  check "the newer $name is still whole" inside sh -c "dpkg-query -W -f '\${Status} \${Version}' $name | grep -q 'install ok installed .*next' && $name --version"
done
touch "$root/etc/adit/allow-downgrade"
check "it is installed where the administrator says so" inside sh -c 'dpkg -i /tmp/adit-agent_*.deb'
rm "$root/etc/adit/allow-downgrade"

echo "== remove and purge"
check "remove works" inside dpkg --remove adit adit-agent adit-collector
check "remove keeps the data" test -s "$root/var/lib/adit/collector/keys/authority.pem"
check "the agent is enabled no more" not test -e "$root/etc/systemd/user/graphical-session.target.wants/adit-agent.service"
check "purge works" inside dpkg --purge adit adit-agent adit-collector
check "the user is gone" not inside getent passwd adit
inventory >"$root/tmp/after"
check "nothing is left" diff "$root/tmp/before" "$root/tmp/after"

echo
if [ "$failures" -eq 0 ]; then
  echo "All is well."
else
  echo "$failures checks failed."
  exit 1
fi
