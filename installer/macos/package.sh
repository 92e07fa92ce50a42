#!/bin/bash
# Builds, signs and notarises the installer package; runs on a Mac with Xcode 15 or newer. NOT RUN YET: no Mac was at hand.
#
#   bash installer/macos/package.sh PATH/adit-agent "Developer ID Application: …" "Developer ID Installer: …" NOTARY_PROFILE
#
# NOTARY_PROFILE: xcrun notarytool store-credentials NOTARY_PROFILE …
set -euo pipefail
cd "$(dirname "$0")/../.."
program=${1:?adit-agent, built on this Mac}
application=${2:?identity that signs the bundle}
installer=${3:?identity that signs the package}
notary=${4:?profile of notarytool}
version=$(sed -n 's/^project(adit VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
app="$work/root/Applications/Adit Agent.app/Contents"
mkdir -p "$app/MacOS" "$work/root/Library/LaunchAgents" "$work/scripts" build/macos
cp "$program" "$app/MacOS/adit-agent"
sed "s/@VERSION@/$version/" installer/macos/Info.plist.in >"$app/Info.plist"
cp installer/macos/org.adit.agent.plist "$work/root/Library/LaunchAgents/"
install -m 755 installer/macos/postinstall "$work/scripts/postinstall"
codesign --force --timestamp --options runtime --entitlements installer/macos/entitlements.plist --sign "$application" \
  "$work/root/Applications/Adit Agent.app"
pkgbuild --root "$work/root" --scripts "$work/scripts" --identifier org.adit.agent --version "$version" \
  --ownership recommended --sign "$installer" "build/macos/adit-agent-$version.pkg"
xcrun notarytool submit "build/macos/adit-agent-$version.pkg" --keychain-profile "$notary" --wait
xcrun stapler staple "build/macos/adit-agent-$version.pkg"
shasum -a 256 "build/macos/adit-agent-$version.pkg"
