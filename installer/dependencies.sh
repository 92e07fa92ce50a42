#!/usr/bin/env bash
# Installs the Debian 12 packages Adit needs. Installs only what is missing; a second run takes a moment.
#
#   bash installer/dependencies.sh          what it takes to build (group build)
#   bash installer/dependencies.sh desktop  and to run the scripted desktop of quickstart.sh --desktop
#   bash installer/dependencies.sh test     and to run every test
#   bash installer/dependencies.sh package  what it takes to build the packages, and to try them
#   bash installer/dependencies.sh windows  what it takes to build and try adit-agent.exe
#   bash installer/dependencies.sh --list   print group, package, reason; install nothing
set -euo pipefail

# group | package | reason. docs/DEPENDENCIES.md says why these and no others.
packages() {
  cat <<'LIST'
build|build-essential|compiler and linker
build|cmake|build system, 3.25 or newer
build|ninja-build|runs the build
build|pkg-config|finds libraries
build|ccache|rebuilds in seconds (may be absent)
build|mold|links in a tenth of the time (may be absent)
build|libboost1.81-dev|Beast and Asio: HTTPS server and client
build|libssl-dev|TLS 1.3, certificates
build|libsodium-dev|sealed boxes, signatures, keyed hashes
build|libsqlite3-dev|embedded store
build|libzstd-dev|compression of envelopes and store
build|zlib1g-dev|gzip logs and sequence files
build|nlohmann-json3-dev|JSON at the edges
build|libcli11-dev|command lines
build|libsystemd-dev|sd-bus: accessibility bus, logind
build|libx11-dev|X11 capture
build|libxi-dev|X11 capture: clicks
build|libxss-dev|X11 capture: idle time
build|libxfixes-dev|X11 capture: clipboard owner changes
build|libxext-dev|X11 capture: extensions
build|libxrandr-dev|X11 capture: monitors
build|libwayland-dev|windows of wlroots desktops
build|libre2-dev|patterns in policies, in linear time
build|libgtest-dev|tests
build|curl|asks the collector whether it is up
build|ca-certificates|certificates of package sources
test|python3|tidy checks and small test steps
test|clang-14|second compiler and fuzzing
test|libc++-14-dev|headers for the compile check of the macOS sources
test|clang-tidy-14|static checks
test|libclang-rt-14-dev|sanitizers of clang
desktop|xvfb|desktop without a screen
desktop|openbox|its window manager
desktop|at-spi2-core|accessibility bus
desktop|dbus-x11|session bus of the scripted desktop
desktop|xdotool|types and clicks
desktop|python3-dbus|finds widgets by their names
desktop|python3-gi|a form for the scripted desktop
desktop|gir1.2-gtk-3.0|its widgets
desktop|zenity|a form to fill
desktop|mousepad|an editor
desktop|chromium|a web form, and the page
test|nodejs|journeys through the page
test|npm|their two packages, by lock file (may come with another nodejs)
test|sway|a wlroots compositor without a screen
test|zsh|reads its completions
test|fish|reads its completions
test|xclip|clipboard of the scripted desktop
test|tcpdump|looks for canaries on the network
test|python3-stdnum|oracle for check digits
test|ruby-faker|lists of names and streets for the generated texts
test|python3-yaml|reads those lists
test|shellcheck|checks the scripts
test|valgrind|instruction counts
test|jq|reads JSON in tests
test|sqlite3|looks into the store from tests
test|zstd|looks into compressed frames from tests
package|dpkg-dev|library dependencies of the deb packages
package|rpm|the rpm packages
package|help2man|manual pages from --help
package|debootstrap|a root to try the packages in
package|lintian|checks the deb packages
windows|g++-mingw-w64-x86-64-posix|compiler for adit-agent.exe
windows|binutils-mingw-w64-x86-64|its linker and strip
windows|dpkg-dev|unpacks the source packages of its libraries
windows|autoconf|libsodium's build
windows|automake|libsodium's build
windows|libtool|libsodium's build
windows|unicode-data|generated tables of RE2
windows|wine|tries the executable
windows|wine64|tries the executable
windows|libwine-dev|two headers: the interfaces of UI Automation
windows|wixl|builds the MSI
windows|msitools|looks into the MSI
windows|sqlite3|looks into the store from tests
LIST
}

group=build
for argument in "$@"; do
  case "$argument" in
    build | desktop | test | package | windows) group=$argument ;;
    --list)
      packages | tr '|' '\t'
      exit 0
      ;;
    -h | --help)
      sed -n '2,10s/^# \{0,1\}//p' "$0"
      exit 0
      ;;
    *)
      echo "dependencies.sh: unknown argument '$argument'; expected build, desktop, test, package, windows or --list" >&2
      exit 2
      ;;
  esac
done

wanted=()
while IFS='|' read -r package_group package _; do
  case "$group/$package_group" in
    */build | "$group/$group" | test/desktop) wanted+=("$package") ;;
  esac
done < <(packages)

if ! command -v dpkg-query > /dev/null; then
  echo "dependencies.sh: this is no Debian system. Install the equivalents of these packages yourself:" >&2
  printf '  %s\n' "${wanted[@]}" >&2
  exit 1
fi

missing=()
for package in "${wanted[@]}"; do
  state=$(dpkg-query -W -f='${db:Status-Abbrev}' "$package" 2> /dev/null || true)
  # A nodejs from elsewhere brings npm along and conflicts with the package.
  if [ "$package" = npm ] && command -v npm > /dev/null; then continue; fi
  case "$state" in ii*) ;; *) missing+=("$package") ;; esac
done
if [ ${#missing[@]} -eq 0 ]; then
  echo "All ${#wanted[@]} packages are installed."
  exit 0
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo > /dev/null; then
    echo "dependencies.sh: ${#missing[@]} packages are missing and this is neither root nor is there sudo. As root run:" >&2
    echo "  apt-get install --no-install-recommends ${missing[*]}" >&2
    exit 1
  fi
  as_root=(sudo)
fi

echo "Installing ${#missing[@]} of ${#wanted[@]} packages: ${missing[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
apt() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 "$@" >> "$log" 2>&1
}
# The package lists may be fresh enough: asking the network is tried second.
if ! apt install -y --no-install-recommends "${missing[@]}"; then
  : > "$log"
  if ! apt update || ! apt install -y --no-install-recommends "${missing[@]}"; then
    tail -n 20 "$log" >&2
    echo "dependencies.sh: apt-get failed, see above. Check the network and the package sources, then run this again." >&2
    exit 1
  fi
fi
echo "Installed."
