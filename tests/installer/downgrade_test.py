"""An older deb package over a newer one is refused, and the newer stays: the preinst scripts of agent and collector inside small packages,
installed by dpkg into a scratch root."""

import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Downgrade(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="adit-downgrade-")
        self.addCleanup(self.folder.cleanup)
        self.work = pathlib.Path(self.folder.name)
        self.root = self.work / "root"
        (self.root / "var/lib/dpkg/updates").mkdir(parents=True)
        (self.root / "var/lib/dpkg/info").mkdir()
        (self.root / "var/lib/dpkg/status").touch()

    def package(self, name, version):
        tree = self.work / f"{name}_{version}"
        (tree / "DEBIAN").mkdir(parents=True)
        (tree / "DEBIAN/control").write_text(f"Package: adit-{name}\nVersion: {version}\nArchitecture: all\n"
                                             "Maintainer: Adit <adit@example.org>\nDescription: probe\n", encoding="utf-8")
        shutil.copy(ROOT / f"installer/packages/{name}/preinst", tree / "DEBIAN/preinst")
        (tree / "DEBIAN/preinst").chmod(0o755)
        deb = self.work / f"{name}_{version}.deb"
        subprocess.run(["dpkg-deb", "--root-owner-group", "-b", tree, deb], check=True, capture_output=True)
        return deb

    def install(self, deb):
        return subprocess.run(["dpkg", f"--root={self.root}", "--force-script-chrootless", "--force-not-root", "--log=/dev/null",
                               "-i", deb], check=False, capture_output=True, text=True,
                              env={**os.environ, "PATH": os.environ["PATH"] + ":/usr/sbin:/sbin"})

    def version(self, name):
        return subprocess.run(["dpkg-query", f"--admindir={self.root}/var/lib/dpkg", "-W", "-f", "${Version} ${db:Status-Status}",
                               f"adit-{name}"], check=True, capture_output=True, text=True).stdout

    def test_older_is_refused_and_newer_is_taken(self):
        for name in ("agent", "collector"):
            first = self.install(self.package(name, "0.2.0"))
            self.assertEqual(first.returncode, 0, first.stderr)
            older = self.install(self.package(name, "0.1.9"))
            self.assertNotEqual(older.returncode, 0)
            self.assertIn("0.1.9 is older and is refused", older.stderr)
            self.assertEqual(self.version(name), "0.2.0 installed")
            newer = self.install(self.package(name, "0.10.0"))
            self.assertEqual(newer.returncode, 0, newer.stderr)
            self.assertEqual(self.version(name), "0.10.0 installed")


if __name__ == "__main__":
    unittest.main()
