#!/usr/bin/env bash
# Lays the packages of installer/packages/build.sh out as an apt and a yum repository for a web server of your own.
#
#   bash installer/mdm/linux/repository.sh PACKAGES DIRECTORY [GPG KEY ID]
#
# DIRECTORY/apt: deb [signed-by=…] https://HOST/apt stable main;  DIRECTORY/rpm: baseurl=https://HOST/rpm (where createrepo_c is
# installed). Without a key nothing is signed, which is for trying only.
set -euo pipefail
packages=$(realpath "${1:?folder with .deb and .rpm files}")
out=$(realpath -m "${2:?folder to write}")
key=${3:-}
command -v dpkg-scanpackages >/dev/null || { echo "repository.sh: dpkg-scanpackages is missing: apt-get install dpkg-dev" >&2; exit 1; }

pool=$out/apt/pool/main
lists=$out/apt/dists/stable/main/binary-amd64
mkdir -p "$pool" "$lists"
cp "$packages"/*.deb "$pool/"
cd "$out/apt"
dpkg-scanpackages --arch amd64 pool/main >"$lists/Packages" 2>/dev/null
gzip -9nkf "$lists/Packages"
cd dists/stable
{
  printf 'Origin: Adit\nLabel: Adit\nSuite: stable\nCodename: stable\nArchitectures: amd64\nComponents: main\n'
  printf 'Date: %s\nSHA256:\n' "$(LC_ALL=C date -u -R)"
  find main -type f | LC_ALL=C sort | while read -r file; do
    printf ' %s %s %s\n' "$(sha256sum "$file" | cut -d' ' -f1)" "$(stat -c %s "$file")" "$file"
  done
} >Release
if [ -n "$key" ]; then
  gpg --batch --yes --local-user "$key" --clearsign -o InRelease Release
  gpg --batch --yes --local-user "$key" --armor --detach-sign -o Release.gpg Release
fi

if ls "$packages"/*.rpm >/dev/null 2>&1; then
  mkdir -p "$out/rpm"
  cp "$packages"/*.rpm "$out/rpm/"
  if command -v createrepo_c >/dev/null; then
    createrepo_c --quiet "$out/rpm"
    [ -z "$key" ] || gpg --batch --yes --local-user "$key" --armor --detach-sign "$out/rpm/repodata/repomd.xml"
  else
    echo "repository.sh: createrepo_c is missing, the rpm folder has no index"
  fi
fi
echo "repositories in $out"
