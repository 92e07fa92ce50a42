"""Holds the files that administrators take from installer/mdm and installer/macos to the rules of the tools that read them. No MDM
was asked: this shows that the files are well-formed, complete and agree with each other.

  mdm_kit_test.py ADIT_AGENT
"""

import json
import pathlib
import plistlib
import re
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree

ROOT = pathlib.Path(__file__).resolve().parents[2]
MDM = ROOT / "installer/mdm"
MAC = ROOT / "installer/macos"
AGENT = ""
TEAM = "A1B2C3D4E5"
UUID = re.compile(r"[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}")


def settings():
    return json.loads(subprocess.run([AGENT, "config", "--json-schema"], capture_output=True, check=True).stdout)["properties"]


def refuses(name, text):
    """Whether the program refuses a setting from the managed file."""
    with tempfile.TemporaryDirectory() as folder:
        managed = pathlib.Path(folder, "managed.conf")
        managed.write_text(f"{name} = {text}\n", encoding="utf-8")
        done = subprocess.run([AGENT, "--json", "config", "--effective"], capture_output=True, check=False,
                              env={"ADIT_AGENT_MANAGED_FILE": str(managed), "HOME": folder})
        return done.returncode != 0


class Profiles(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        subprocess.run(["bash", str(MDM / "macos/profiles.sh"), TEAM, "https://adit.example.org:8443", cls.folder.name],
                       check=True, capture_output=True)
        cls.profiles = {path.stem: plistlib.loads(path.read_bytes()) for path in pathlib.Path(cls.folder.name).iterdir()}

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def payload(self, name):
        self.assertEqual(len(self.profiles[name]["PayloadContent"]), 1)
        return self.profiles[name]["PayloadContent"][0]

    def test_every_profile_and_payload_has_what_apple_requires(self):
        self.assertEqual(set(self.profiles),
                         {"accessibility", "service-management", "notifications", "managed-preferences"})
        seen = set()
        for name, profile in self.profiles.items():
            self.assertEqual(profile["PayloadType"], "Configuration", name)
            self.assertEqual(profile["PayloadScope"], "System", name)
            for part in [profile, *profile["PayloadContent"]]:
                self.assertEqual(part["PayloadVersion"], 1, name)
                self.assertRegex(part["PayloadUUID"], f"^{UUID.pattern}$", name)
                self.assertTrue(part["PayloadIdentifier"].startswith("org.adit.agent"), name)
                for identity in (part["PayloadUUID"], part["PayloadIdentifier"]):
                    self.assertNotIn(identity, seen)
                    seen.add(identity)
            self.assertNotIn("@", str(profile), name)

    def test_accessibility_alone_is_granted_to_the_signed_bundle(self):
        payload = self.payload("accessibility")
        self.assertEqual(payload["PayloadType"], "com.apple.TCC.configuration-profile-policy")
        self.assertEqual(list(payload["Services"]), ["Accessibility"])
        (grant,) = payload["Services"]["Accessibility"]
        self.assertEqual((grant["Identifier"], grant["IdentifierType"]), ("org.adit.agent", "bundleID"))
        self.assertEqual(grant["StaticCode"], False)
        self.assertNotEqual("Allowed" in grant, "Authorization" in grant, "one of them, never both")
        self.assertIn('identifier "org.adit.agent"', grant["CodeRequirement"])
        self.assertIn("anchor apple generic", grant["CodeRequirement"])
        self.assertIn(f'[subject.OU] = "{TEAM}"', grant["CodeRequirement"])

    def test_the_background_item_is_managed_by_team(self):
        payload = self.payload("service-management")
        self.assertEqual(payload["PayloadType"], "com.apple.servicemanagement")
        self.assertEqual([(r["RuleType"], r["RuleValue"]) for r in payload["Rules"]], [("TeamIdentifier", TEAM)])

    def test_notifications_name_the_bundle(self):
        payload = self.payload("notifications")
        self.assertEqual(payload["PayloadType"], "com.apple.notificationsettings")
        self.assertEqual([n["BundleIdentifier"] for n in payload["NotificationSettings"]], ["org.adit.agent"])

    def test_managed_preferences_are_settings_the_program_takes(self):
        payload = self.payload("managed-preferences")
        self.assertEqual(payload["PayloadType"], "com.apple.ManagedClient.preferences")
        (forced,) = payload["PayloadContent"]["org.adit.agent"]["Forced"]
        values = forced["mcx_preference_settings"]
        self.assertTrue(values)
        types = {"string": str, "integer": int, "number": float, "boolean": bool}
        for name, value in values.items():
            self.assertIsInstance(value, types[settings()[name]["type"]], name)
            self.assertFalse(refuses(name, value), name)
        self.assertTrue(refuses("collector.start_spread_s", -1), "the check can fail")

    def test_wrong_values_are_refused(self):
        for arguments in (["short", "https://adit.example.org"], [TEAM, "http://adit.example.org"], [TEAM, "https://a|b"]):
            done = subprocess.run(["bash", str(MDM / "macos/profiles.sh"), *arguments, self.folder.name], check=False,
                                  capture_output=True)
            self.assertEqual(done.returncode, 2, arguments)


class MacBundle(unittest.TestCase):
    def test_names_agree_everywhere(self):
        agent = plistlib.loads((MAC / "org.adit.agent.plist").read_bytes())
        info = plistlib.loads((MAC / "Info.plist.in").read_bytes())
        self.assertEqual(agent["Label"], "org.adit.agent")
        self.assertEqual(info["CFBundleIdentifier"], agent["AssociatedBundleIdentifiers"][0])
        self.assertEqual(agent["ProgramArguments"][0].rsplit("/", 1)[1], info["CFBundleExecutable"])
        self.assertIn("/" + info["CFBundleName"] + ".app/", agent["ProgramArguments"][0])
        self.assertEqual(agent["LimitLoadToSessionType"], "Aqua")
        self.assertEqual(agent["Umask"], 0o077)
        self.assertEqual(plistlib.loads((MAC / "entitlements.plist").read_bytes()), {})


class Intune(unittest.TestCase):
    def setUp(self):
        self.recipe = json.loads((MDM / "windows/intune/win32-app.json").read_text(encoding="utf-8"))
        self.wxs = ElementTree.parse(ROOT / "installer/windows/adit-agent.wxs").getroot()
        self.product = self.wxs[0]
        self.version = re.search(r"project\(adit VERSION ([0-9.]+)", (ROOT / "CMakeLists.txt").read_text()).group(1)

    def test_the_install_command_is_silent_and_hands_over_properties_the_package_reads(self):
        command = self.recipe["installCommandLine"]
        self.assertIn(" /qn ", command)
        self.assertIn(" /norestart ", command)
        self.assertIn(self.recipe["setupFile"], command)
        self.assertIn(self.version, self.recipe["setupFile"])
        read = set(re.findall(r"\[([A-Z_]+)\]", ElementTree.tostring(self.wxs, encoding="unicode")))
        for name in re.findall(r" ([A-Z_]+)=", command):
            self.assertIn(name, read)
        self.assertNotIn("ENROL_TOKEN=", command, "a secret on a command line is in logs")

    def test_exit_codes_of_the_installer_are_mapped(self):
        codes = {one["returnCode"]: one["type"] for one in self.recipe["returnCodes"]}
        self.assertEqual({0: "success", 1641: "hardReboot", 3010: "softReboot", 1618: "retry"},
                         {code: codes[code] for code in (0, 1641, 3010, 1618)})

    def test_scripts_know_the_upgrade_code_the_version_and_the_service(self):
        code = "{" + self.product.get("UpgradeCode") + "}"
        self.assertEqual(code, "{9B1D6C0E-6B5E-4E0B-9C5C-3E1A6B5D2F41}", "it must never change")
        detect = (MDM / "windows/intune/detect.ps1").read_text(encoding="utf-8")
        remove = (MDM / "windows/intune/uninstall.ps1").read_text(encoding="utf-8")
        service = next(e.get("Name") for e in self.wxs.iter() if e.tag.endswith("}ServiceInstall"))
        for needed in (code, f"'{self.version}'", f"-Name {service}"):
            self.assertIn(needed, detect)
        self.assertIn(code, remove)
        self.assertIn("/qn", remove)

    def test_component_codes_are_unique(self):
        codes = [e.get("Guid") for e in self.wxs.iter() if e.tag.endswith("}Component")]
        self.assertEqual(len(codes), len(set(codes)))


class Ansible(unittest.TestCase):
    ROLE = MDM / "linux/ansible/roles/adit_agent"

    def test_settings_of_the_role_are_settings_the_program_takes(self):
        text = (self.ROLE / "defaults/main.yml").read_text(encoding="utf-8")
        block = text.split("adit_agent_settings:\n", 1)[1]
        values = re.findall(r"^  ([a-z_.]+): (.+)$", block, re.MULTILINE)
        self.assertGreaterEqual(len(values), 3)
        for name, value in values:
            self.assertIn(name, settings())
            self.assertFalse(refuses(name, value), name)

    def test_the_token_is_never_logged(self):
        tasks = (self.ROLE / "tasks/main.yml").read_text(encoding="utf-8").split("\n- name:")
        secret = [task for task in tasks if "adit_agent_token }}" in task]
        self.assertEqual(len(secret), 1)
        self.assertIn("no_log: true", secret[0])


class AptRepository(unittest.TestCase):
    def test_the_index_names_each_package_with_its_digest(self):
        with tempfile.TemporaryDirectory() as work:
            made = pathlib.Path(work, "made/DEBIAN")
            made.mkdir(parents=True)
            made.joinpath("control").write_text("Package: adit-probe\nVersion: 1\nArchitecture: amd64\n"
                                                "Maintainer: Adit <adit@example.org>\nDescription: probe\n", encoding="utf-8")
            packages = pathlib.Path(work, "packages")
            packages.mkdir()
            subprocess.run(["dpkg-deb", "--root-owner-group", "-b", made.parent, packages / "adit-probe_1_amd64.deb"], check=True,
                           capture_output=True)
            out = pathlib.Path(work, "out")
            subprocess.run(["bash", str(MDM / "linux/repository.sh"), packages, out], check=True, capture_output=True)
            index = out.joinpath("apt/dists/stable/main/binary-amd64/Packages").read_text(encoding="utf-8")
            self.assertIn("Filename: pool/main/adit-probe_1_amd64.deb", index)
            release = out.joinpath("apt/dists/stable/Release").read_text(encoding="utf-8")
            self.assertRegex(release, r"(?m)^ [0-9a-f]{64} \d+ main/binary-amd64/Packages$")
            self.assertRegex(release, r"(?m)^ [0-9a-f]{64} \d+ main/binary-amd64/Packages\.gz$")


if __name__ == "__main__":
    AGENT = sys.argv.pop(1)
    unittest.main()
