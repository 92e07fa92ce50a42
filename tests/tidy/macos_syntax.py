"""Compiles every source of the macOS agent that no other build sees, syntax only, with clang and Apple's headers.

Nothing is linked and nothing runs: this shows that the sources use interfaces that exist, not that they work.

  macos_syntax.py FRAMEWORKS [--all]

FRAMEWORKS is a checkout of the public repository hexops/xcode-frameworks (Apple's headers), kept outside the tree. Without it, or
without Debian's libc++ headers, this exits with 77, which ctest shows as skipped. --all takes every source the agent would consist
of, the neutral ones too (needs the development packages of the other builds; minutes).
"""

import concurrent.futures
import glob
import os
import shutil
import subprocess
import sys
import tempfile

from source_tree import ROOT, finish

SKIPPED = 77
LIBCXX = sorted(glob.glob("/usr/lib/llvm-*/include/c++/v1"))
# Header-only or system-independent headers, linked one by one: their folder also holds the C library of Linux.
HEADERS = ("sodium", "sodium.h", "boost", "nlohmann", "CLI", "re2", "openssl", "zstd.h", "zstd_errors.h")
OTHER_SYSTEMS = ("_linux.cc", "_windows.cc", "_none.cc", "_plain.cc", "windows_file_system.cc", "windows_text.cc")


def only_here():
    """Sources that a Mac alone compiles, or that it shares with Linux through the family of POSIX."""
    found = set((ROOT / "agent/macos").glob("*.mm")) | set((ROOT / "agent/macos").glob("*.cc"))
    for top in ("common", "agent"):
        found |= set((ROOT / top).rglob("*_macos.cc")) | set((ROOT / top).rglob("*_macos.mm"))
        found |= set((ROOT / top).rglob("*_posix.cc")) | set((ROOT / top).rglob("posix_*.cc"))
    return found


def whole_agent():
    found = only_here()
    for top in ("common", "privacy", "agent"):
        for path in (ROOT / top).rglob("*.cc"):
            folder = path.relative_to(ROOT).parts[:2]
            if folder in (("agent", "linux"), ("agent", "windows")) or path.name.endswith(OTHER_SYSTEMS):
                continue
            found.add(path)
    return found


def link_headers(folder):
    for name in HEADERS:
        if os.path.exists(f"/usr/include/{name}"):
            os.symlink(f"/usr/include/{name}", f"{folder}/{name}")
    # Debian keeps one configured header of OpenSSL apart.
    configured = glob.glob("/usr/include/*-linux-gnu/openssl")
    if configured:
        os.mkdir(f"{folder}/configured")
        os.symlink(configured[0], f"{folder}/configured/openssl")


def main():
    frameworks = sys.argv[1] if len(sys.argv) > 1 else ""
    clang = shutil.which("clang++-14") or shutil.which("clang++")
    missing = ""
    if not clang:
        missing = "clang++ is not installed"
    elif not LIBCXX:
        missing = "Debian's libc++ headers are missing (apt-get install libc++-14-dev)"
    elif not os.path.isdir(f"{frameworks}/Frameworks/AppKit.framework"):
        missing = (f"no Apple headers in {frameworks or '(nowhere)'}: clone https://github.com/hexops/xcode-frameworks outside the "
                   "tree and name it in the CMake variable ADIT_MACOS_FRAMEWORKS")
    if missing:
        print(f"macos syntax: skipped, {missing}")
        return SKIPPED

    sources = sorted(whole_agent() if "--all" in sys.argv else only_here())
    with tempfile.TemporaryDirectory() as headers:
        link_headers(headers)
        command = [clang, "-x", "objective-c++", "-std=c++20", "-stdlib=libc++", "-target", "arm64-apple-macos12", "-fsyntax-only",
                   "-fobjc-arc", "-fblocks", "-Wall", "-Wextra", "-Wshadow", "-Wno-missing-field-initializers", "-Werror",
                   "-DADIT_VERSION=\"0\"", "-nostdinc++", "-nostdlibinc", "-isystem", LIBCXX[-1],
                   "-isystem", f"{frameworks}/include", "-iframework", f"{frameworks}/Frameworks",
                   "-isystem", headers, "-isystem", f"{headers}/configured", "-I", str(ROOT)]

        def compile_one(path):
            done = subprocess.run([*command, str(path)], capture_output=True, text=True, check=False)
            lines = [line for line in done.stderr.splitlines() if "error:" in line]
            return [] if done.returncode == 0 else lines or [f"{path}: {done.stderr.strip()[:400]}"]

        problems = []
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            for found in pool.map(compile_one, sources):
                problems += found
    return finish("macos syntax", [p.replace(f"{ROOT}/", "") for p in problems], len(sources))


if __name__ == "__main__":
    sys.exit(main())
