#!/usr/bin/env bash
# Builds the libraries that the Windows agent links (OpenSSL, libsodium, zstd, RE2) for
# x86_64-w64-mingw32 from Debian's source packages, with Debian's patches. A library that was built
# from the same source version by the same recipe is left alone: a second run takes a moment.
#
#   bash installer/windows/dependencies.sh            into build/windows-libraries
#   bash installer/windows/dependencies.sh DIRECTORY  elsewhere (ADIT_WINDOWS_LIBRARIES for CMake)
#
# Needs the packages of `installer/dependencies.sh windows`. Asks Debian's mirror once, for the
# package lists of the sources (kept below DIRECTORY, the machine's own lists are not touched).
set -euo pipefail
cd "$(dirname "$0")/../.."
place=$(realpath -m "${1:-build/windows-libraries}")
host=x86_64-w64-mingw32
prefix=$place/$host
jobs=${ADIT_JOBS:-$(nproc)}
mkdir -p "$place/log" "$prefix"/{include,lib}

for tool in $host-g++-posix autoreconf dpkg-source; do
  command -v "$tool" > /dev/null || {
    echo "dependencies.sh: $tool is missing; run: bash installer/dependencies.sh windows" >&2
    exit 1
  }
done

# Names of functions in the objects must not depend on where this was built.
flags="-O2 -ffunction-sections -fdata-sections -fstack-protector-strong -ffile-prefix-map=$place=."

apt_sources() {
  apt-get -q -o Dir::Etc::sourcelist="$place/apt/sources.list" -o Dir::Etc::sourceparts=/dev/null \
    -o Dir::State::lists="$place/apt/lists" -o APT::Sandbox::User=root "$@"
}

# Package lists of the sources, asked for when something must be fetched.
update_lists() {
  [ -f "$place/apt/updated" ] && return
  mkdir -p "$place/apt/lists/partial"
  local suite
  # shellcheck source=/dev/null
  suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
  local key=/usr/share/keyrings/debian-archive-keyring.gpg
  {
    echo "deb-src [signed-by=$key] http://deb.debian.org/debian $suite main"
    echo "deb-src [signed-by=$key] http://deb.debian.org/debian-security $suite-security main"
  } > "$place/apt/sources.list"
  apt_sources update > "$place/log/apt.log" 2>&1 || {
    tail -n 5 "$place/log/apt.log" >&2
    echo "dependencies.sh: the package lists could not be fetched, see $place/log/apt.log" >&2
    exit 1
  }
  touch "$place/apt/updated"
}

# fetch SOURCE DIRECTORY: the unpacked source of a Debian source package, with Debian's patches where
# the mirror has them. Some mirrors refuse names with a tilde and give the upstream archive alone; apt
# has then checked it against the signed list all the same.
fetch() {
  local source=$1 directory=$2 description archive
  update_lists
  rm -rf "$directory"
  mkdir -p "$place/downloads"
  (cd "$place/downloads" && apt_sources source --download-only "$source") \
    > "$place/log/$source-fetch.log" 2>&1 || true
  description=$(find "$place/downloads" -name "${source}_*.dsc" | sort -V | tail -n 1)
  archive=$(find "$place/downloads" -name "${source}_*.orig.tar.*z" | sort -V | tail -n 1)
  if [ -n "$description" ]; then
    dpkg-source --no-check --no-copy --extract "$description" "$directory" \
      >> "$place/log/$source-fetch.log" 2>&1
    basename "$description" .dsc > "$directory/.version"
  elif [ -n "$archive" ]; then
    echo "$source: the mirror does not give Debian's patches; building the upstream release they apply to" >&2
    mkdir "$directory"
    tar -xf "$archive" -C "$directory" --strip-components=1
    echo "$(basename "$archive" | sed 's/\.orig\.tar.*//'),without-debian-patches" > "$directory/.version"
  else
    tail -n 5 "$place/log/$source-fetch.log" >&2
    echo "dependencies.sh: the source of $source could not be fetched" >&2
    exit 1
  fi
}

build_openssl() {
  CFLAGS="$flags" ./Configure mingw64 --cross-compile-prefix=$host- --prefix="$prefix" --libdir=lib \
    --openssldir="C:/ProgramData/Adit/no-openssl-configuration" \
    no-shared no-tests no-engine no-legacy no-dso no-ssl3 no-comp no-weak-ssl-ciphers no-srp \
    no-psk no-dtls no-rc2 no-rc4 no-idea no-seed no-cast no-bf no-md4 no-mdc2 no-rmd160 no-camellia \
    no-aria no-gost no-sm2 no-sm3 no-sm4 no-ocsp no-ts no-cms no-ct
  make -j"$jobs" build_libs
  make install_dev
}

build_libsodium() {
  autoreconf -fi
  ./configure --host=$host --prefix="$prefix" --disable-shared --enable-static --disable-dependency-tracking \
    CFLAGS="$flags"
  make -j"$jobs"
  make install
}

# pkg_config NAME VERSION LIBRARY: for libraries whose own installation writes none.
pkg_config() {
  mkdir -p "$prefix/lib/pkgconfig"
  # shellcheck disable=SC2016  # pkg-config expands them
  printf 'prefix=%s\nName: %s\nDescription: static\nVersion: %s\nLibs: -L${prefix}/lib -l%s\nCflags: -I${prefix}/include\n' \
    "$prefix" "$1" "$2" "$3" > "$prefix/lib/pkgconfig/$1.pc"
}

build_libzstd() {
  make -C lib -j"$jobs" CC=$host-gcc-posix AR=$host-ar CFLAGS="$flags" ZSTD_LIB_DICTBUILDER=0 \
    ZSTD_LIB_DEPRECATED=0 ZSTD_LEGACY_SUPPORT=0 libzstd.a
  install -m 644 lib/libzstd.a "$prefix/lib/"
  install -m 644 lib/zstd.h lib/zstd_errors.h "$prefix/include/"
  pkg_config libzstd 1.5 zstd
}

build_re2() {
  # Debian's archive leaves generated sources out.
  perl re2/make_perl_groups.pl > re2/perl_groups.cc
  /usr/bin/python3 re2/make_unicode_casefold.py > re2/unicode_casefold.cc
  /usr/bin/python3 re2/make_unicode_groups.py > re2/unicode_groups.cc
  make -j"$jobs" CXX=$host-g++-posix AR=$host-ar NM=$host-nm CXXFLAGS="$flags -std=c++17 -pthread -Wno-unused" \
    obj/libre2.a
  install -m 644 obj/libre2.a "$prefix/lib/"
  mkdir -p "$prefix/include/re2"
  install -m 644 re2/{filtered_re2,re2,set,stringpiece}.h "$prefix/include/re2/"
  pkg_config re2 9 re2
}

export host prefix jobs flags place
export -f build_openssl build_libsodium build_libzstd build_re2 pkg_config

# library SOURCE: fetches and builds what is not there yet.
library() {
  local source=$1 stamp="$place/$1.built" recipe
  recipe=$({ echo "$flags"; declare -f "build_$source" fetch; } | sha256sum | cut -c1-16)
  if [ -f "$stamp" ] && [ "$(cut -d' ' -f1 "$stamp")" = "$recipe" ]; then
    echo "$source: $(cut -d' ' -f2 "$stamp") is there"
    return
  fi
  rm -f "$stamp"
  echo "$source: fetching and building, log in $place/log/$source.log"
  fetch "$source" "$place/$source"
  local version
  version=$(cat "$place/$source/.version")
  # A shell of its own: inside a condition `set -e` would not stop at the first failure.
  if ! (cd "$place/$source" && bash -euo pipefail -c "build_$source") > "$place/log/$source.log" 2>&1; then
    tail -n 20 "$place/log/$source.log" >&2
    echo "dependencies.sh: $source does not build, see $place/log/$source.log" >&2
    exit 1
  fi
  rm -rf "${place:?}/$source"
  echo "$recipe $version" > "$stamp"
  echo "$source: built $version"
}

library libzstd
library libsodium
library re2
library openssl

# Header-only libraries come from the packages of this machine, one by one: the folder they stand in
# also holds the C library of Linux.
for headers in boost nlohmann CLI; do
  [ -d "/usr/include/$headers" ] || {
    echo "dependencies.sh: /usr/include/$headers is missing; run: bash installer/dependencies.sh" >&2
    exit 1
  }
  ln -sfn "/usr/include/$headers" "$prefix/include/$headers"
done

# The interfaces of UI Automation: mingw's header declares none, wine's do. Two headers, for one source.
for header in uiautomationclient.h uiautomationcore.h; do
  [ -f "/usr/include/wine/wine/windows/$header" ] || {
    echo "dependencies.sh: wine's $header is missing; run: bash installer/dependencies.sh windows" >&2
    exit 1
  }
  mkdir -p "$prefix/wine-uiautomation"
  ln -sfn "/usr/include/wine/wine/windows/$header" "$prefix/wine-uiautomation/$header"
done
