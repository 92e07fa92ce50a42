"""The bill of materials: every library a program loads is in it, with a version, once; a missing program is named.

Usage: sbom_test.py PROGRAM…
"""

import json
import pathlib
import re
import shutil
import subprocess
import sys

SBOM = pathlib.Path(__file__).resolve().parents[2] / "installer/packages/sbom.py"


def main():
    if shutil.which("dpkg-query") is None:
        print("no dpkg here")
        return 77
    programs = sys.argv[1:]
    made = subprocess.run([sys.executable, SBOM, "1.2.3", *programs], capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    bill = json.loads(made.stdout)
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.5")
    references = [c["bom-ref"] for c in bill["components"]]
    assert len(references) == len(set(references)), "a component stands there twice"
    assert all(c["version"] for c in bill["components"])
    use = {c["name"]: c["properties"][1]["value"] for c in bill["components"] if "properties" in c}
    required = {name for name, how in use.items() if how == "loaded"}
    for library in ("libc6", "libsodium23", "libssl3", "libzstd1"):
        assert library in required, f"{library} is missing from {sorted(required)}"
    compiled_in = {name for name, how in use.items() if how == "compiled in"}
    assert compiled_in == {"libboost1.81-dev", "libcli11-dev", "nlohmann-json3-dev"}, compiled_in
    assert len(bill["dependencies"]) == len(programs)
    for dependency in bill["dependencies"]:
        assert set(dependency["dependsOn"]) <= set(references)
        assert len(dependency["dependsOn"]) >= 4
    assert all(re.fullmatch(r"pkg:deb/debian/[^@ ]+@[^? ]+\?arch=\w+", c["purl"])
               for c in bill["components"] if "purl" in c)
    missing = subprocess.run([sys.executable, SBOM, "1", "/nowhere/adit"], capture_output=True, text=True, check=False)
    assert missing.returncode != 0 and "/nowhere/adit" in missing.stderr
    print(f"{len(required)} packages are loaded, {len(compiled_in)} were compiled in")
    return 0


if __name__ == "__main__":
    sys.exit(main())
