#!/usr/bin/python3
"""Prints the software bill of materials of built programs: CycloneDX 1.5, JSON.

Usage: installer/packages/sbom.py VERSION PROGRAM…     such as: sbom.py 0.1.0 build/release/bin/adit-collector > sbom.json
Components are the Debian packages whose libraries a program loads, and those of docs/DEPENDENCIES.md (Product) that
leave only their headers in it. Versions are those of this machine, where the programs were built.
"""

import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


def output(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def loaded_files(program):
    """Real paths of the libraries, transitively."""
    paths = re.findall(r"(/\S+) \(0x", output("ldd", program))
    return sorted({str(pathlib.Path(path).resolve()) for path in paths})


def package_of(path):
    for name in (path, path.removeprefix("/usr")):  # dpkg knows some by their name before /usr was merged
        found = output("dpkg", "-S", name).split(": ")
        if len(found) > 1:
            return found[0].split(":")[0]
    sys.exit(f"sbom.py: no Debian package owns {path}")


def header_packages():
    text = (ROOT / "docs/DEPENDENCIES.md").read_text(encoding="utf-8")
    product = text.split("## Product")[1].split("\n## ")[0]
    rows = re.findall(r"^\| ([^|]+) \|", product, re.M)
    names = re.findall(r"\blib[a-z0-9.+-]+-dev\b|\b[a-z0-9-]+-dev\b", " ".join(rows))
    return [name for name in sorted(set(names)) if is_compiled_in(name)]


def is_compiled_in(package):
    """Headers without a library that could be loaded."""
    files = output("dpkg", "-L", package).split()
    return bool(files) and not any(re.search(r"\.so(\.|$)", name) for name in files)


def component(package, how):
    version, source, arch = output("dpkg-query", "-W", "-f", "${Version} ${source:Package} ${Architecture}", package).split()
    purl = f"pkg:deb/debian/{package}@{version.replace('+', '%2B').replace(':', '%3A')}?arch={arch}"
    return {"type": "library", "bom-ref": purl, "name": package, "version": version, "purl": purl,
            "scope": "required",
            "properties": [{"name": "debian:source", "value": source}, {"name": "adit:use", "value": how}]}


def bill(version, programs):
    loaded = {program: sorted({package_of(path) for path in loaded_files(program)}) for program in programs}
    packages = sorted(set().union(*loaded.values()))
    components = {p: component(p, "loaded") for p in packages}
    for package in header_packages():
        components[package] = component(package, "compiled in")
    names = [pathlib.Path(program).name for program in programs]
    applications = [{"type": "application", "bom-ref": name, "name": name, "version": version} for name in names]
    return {
        "bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
        "metadata": {"component": {"type": "application", "bom-ref": "adit", "name": "adit", "version": version}},
        "components": applications + list(components.values()),
        "dependencies": [{"ref": pathlib.Path(program).name, "dependsOn": [components[p]["bom-ref"] for p in used]}
                         for program, used in loaded.items()],
    }


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__.split("\n\n", maxsplit=1)[1])
    for program in sys.argv[2:]:
        if not pathlib.Path(program).is_file():
            sys.exit(f"sbom.py: there is no program {program}; build it first")
    print(json.dumps(bill(sys.argv[1], sys.argv[2:]), indent=1))


if __name__ == "__main__":
    main()
