"""Holds the documents that are generated from the agent's settings to the rules of the tools that read them, and the copies below
installer/mdm to the program that writes them.

  settings_documents_test.py ADIT_AGENT

The rules of ADMX are those of Microsoft's published schema (PolicyDefinitionFiles.xsd) as far as they concern what stands here:
order of elements, types of attributes, unique names, references that resolve. Microsoft's own tools were not run.
"""

import json
import pathlib
import plistlib
import re
import subprocess
import sys
import unittest
import xml.etree.ElementTree as ElementTree

ROOT = pathlib.Path(__file__).resolve().parents[2]
AGENT = ""
NS = "{http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions}"
NAME = re.compile(r"[A-Za-z0-9_]+")


def document(flag):
    return subprocess.run([AGENT, "config", flag], capture_output=True, check=True).stdout


def settings():
    """Name -> property of the JSON Schema: the settings as the program knows them."""
    return json.loads(document("--json-schema"))["properties"]


def names(parent):
    return [child.tag.removeprefix(NS) for child in parent]


class Admx(unittest.TestCase):
    def setUp(self):
        self.admx = ElementTree.fromstring(document("--admx"))
        self.adml = ElementTree.fromstring(document("--adml"))
        self.policies = self.admx.findall(f"{NS}policies/{NS}policy")

    def test_elements_stand_in_the_order_of_the_schema(self):
        self.assertEqual(self.admx.tag, f"{NS}policyDefinitions")
        self.assertEqual(names(self.admx), ["policyNamespaces", "resources", "supportedOn", "categories", "policies"])
        self.assertEqual(self.adml.tag, f"{NS}policyDefinitionResources")
        self.assertEqual(names(self.adml), ["displayName", "description", "resources"])
        self.assertEqual(names(self.adml.find(f"{NS}resources")), ["stringTable", "presentationTable"])
        order = ["parentCategory", "supportedOn", "enabledValue", "disabledValue", "elements"]
        for policy in self.policies:
            positions = [order.index(name) for name in names(policy)]
            self.assertEqual(positions, sorted(positions), policy.get("name"))

    def test_names_are_legal_and_unique(self):
        found = [policy.get("name") for policy in self.policies]
        found += [category.get("name") for category in self.admx.findall(f"{NS}categories/{NS}category")]
        ids = [string.get("id") for string in self.adml.iter(f"{NS}string")]
        for listed in ([p.get("name") for p in self.policies], ids):
            self.assertEqual(len(listed), len(set(listed)))
        for name in found + ids:
            self.assertRegex(name, f"^{NAME.pattern}$")
        target = self.admx.find(f"{NS}policyNamespaces/{NS}target")
        self.assertRegex(target.get("prefix"), f"^{NAME.pattern}$")

    def test_every_reference_resolves_and_every_text_is_used(self):
        strings = {string.get("id") for string in self.adml.iter(f"{NS}string")}
        presentations = {one.get("id") for one in self.adml.iter(f"{NS}presentation")}
        used_strings, used_presentations = set(), set()
        for element in self.admx.iter():
            for value in element.attrib.values():
                if match := re.fullmatch(r"\$\(string\.(\w+)\)", value):
                    used_strings.add(match.group(1))
                if match := re.fullmatch(r"\$\(presentation\.(\w+)\)", value):
                    used_presentations.add(match.group(1))
        self.assertEqual(used_strings, strings)
        self.assertEqual(used_presentations, presentations)
        categories = {one.get("name") for one in self.admx.findall(f"{NS}categories/{NS}category")}
        definitions = {one.get("name") for one in self.admx.iter(f"{NS}definition")}
        for policy in self.policies:
            self.assertIn(policy.find(f"{NS}parentCategory").get("ref"), categories)
            self.assertIn(policy.find(f"{NS}supportedOn").get("ref"), definitions)

    def test_each_presentation_shows_the_elements_of_its_policy(self):
        widget = {"decimal": "decimalTextBox", "text": "textBox", "enum": "dropdownList"}
        presentations = {one.get("id"): one for one in self.adml.iter(f"{NS}presentation")}
        for policy in self.policies:
            elements = policy.find(f"{NS}elements")
            if elements is None:
                self.assertIsNotNone(policy.get("valueName"), policy.get("name"))
                continue
            shown = presentations[policy.get("name")]
            self.assertEqual([(widget[e.tag.removeprefix(NS)], e.get("id")) for e in elements],
                             [(e.tag.removeprefix(NS), e.get("refId")) for e in shown])

    def test_every_setting_is_one_machine_policy_with_the_programs_bounds(self):
        known = settings()
        seen = set()
        for policy in self.policies:
            self.assertEqual(policy.get("class"), "Machine")
            self.assertEqual(policy.get("key"), r"SOFTWARE\Policies\Adit\Agent")
            elements = policy.find(f"{NS}elements")
            element = policy if elements is None else elements[0]
            name = element.get("valueName")
            seen.add(name)
            spec = known[name]
            if spec["type"] == "boolean":
                self.assertEqual(policy.find(f"{NS}enabledValue/{NS}decimal").get("value"), "1")
                self.assertEqual(policy.find(f"{NS}disabledValue/{NS}decimal").get("value"), "0")
            if element.tag == f"{NS}decimal":
                self.assertEqual((int(element.get("minValue")), int(element.get("maxValue"))),
                                 (spec["minimum"], spec["maximum"]))
            if element.tag == f"{NS}enum":
                self.assertEqual([v.text for v in element.iter(f"{NS}string")], spec["enum"])
        self.assertEqual(seen, set(known))


class PreferenceManifest(unittest.TestCase):
    def setUp(self):
        self.manifest = plistlib.loads(document("--preference-manifest"))
        self.subkeys = {one["pfm_name"]: one for one in self.manifest["pfm_subkeys"]}

    def test_required_keys_are_there(self):
        for key in ("pfm_domain", "pfm_title", "pfm_description", "pfm_format_version", "pfm_version", "pfm_platforms",
                    "pfm_targets", "pfm_unique", "pfm_subkeys"):
            self.assertIn(key, self.manifest)
        self.assertEqual(self.manifest["pfm_domain"], "org.adit.agent")
        for key in ("PayloadDisplayName", "PayloadIdentifier", "PayloadType", "PayloadUUID", "PayloadVersion"):
            self.assertEqual(self.subkeys[key]["pfm_require"], "always")

    def test_every_setting_is_there_with_its_type_and_bounds(self):
        types = {"string": str, "integer": int, "real": float, "boolean": bool}
        for name, spec in settings().items():
            key = self.subkeys[name]
            self.assertEqual(key["pfm_type"].replace("real", "number"), spec["type"], name)
            if "pfm_default" in key:
                self.assertIsInstance(key["pfm_default"], types[key["pfm_type"]], name)
                self.assertEqual(key["pfm_default"], spec["default"], name)
            if "minimum" in spec:
                self.assertEqual((key["pfm_range_min"], key["pfm_range_max"]), (spec["minimum"], spec["maximum"]))
            self.assertEqual(key.get("pfm_range_list"), spec.get("enum"))


class JamfSchema(unittest.TestCase):
    def test_every_setting_can_be_left_out_or_set_within_its_bounds(self):
        jamf = json.loads(document("--jamf-schema"))
        self.assertEqual(jamf["__preferencedomain"], "org.adit.agent")
        known = settings()
        self.assertEqual(list(jamf["properties"]), list(known))
        for name, entry in jamf["properties"].items():
            left_out, configured = entry["anyOf"]
            self.assertEqual(left_out["type"], "null")
            for fact in ("type", "minimum", "maximum", "enum", "default"):
                self.assertEqual(configured.get(fact), known[name].get(fact), f"{name}.{fact}")


class Copies(unittest.TestCase):
    def test_the_files_of_the_kit_are_what_the_program_writes(self):
        for flag, path in (("--admx", "windows/adit-agent.admx"), ("--adml", "windows/en-US/adit-agent.adml"),
                           ("--preference-manifest", "macos/org.adit.agent.manifest.plist"),
                           ("--jamf-schema", "macos/jamf-schema.json")):
            self.assertEqual((ROOT / "installer/mdm" / path).read_bytes(), document(flag),
                             f"{path} is old: bash installer/mdm/generate.sh")
        page = (ROOT / "docs/formats/agent-settings.md").read_bytes()
        self.assertTrue(page.endswith(document("--reference")), "agent-settings.md is old: bash installer/mdm/generate.sh")

    def test_the_commented_file_names_every_setting(self):
        commented = subprocess.run([AGENT, "config"], capture_output=True, check=True, text=True).stdout
        for name in settings():
            self.assertIn(f"# {name} = ", commented)


if __name__ == "__main__":
    AGENT = sys.argv.pop(1)
    unittest.main()
