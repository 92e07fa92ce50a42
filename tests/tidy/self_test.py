"""Shows that the checks of this folder can fail: each rule gets a text that breaks it."""

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import include_table
import source_rules


def problems_of(name, text):
    found = []
    source_rules.check(pathlib.PurePosixPath(name), text, found)
    return found


class SourceRules(unittest.TestCase):
    def test_each_rule_finds_its_breach(self):
        for name, line in (
            ("agent/ship/shipper.cc", "auto t = raw.UnmaskedForScrub();"),
            ("collector/store/store.cc", "std::regex pattern;"),
            ("collector/store/store.cc", "const auto t = std::chrono::system_clock::now();"),
            ("collector/store/store.cc", "// TODO: later"),
            ("collector/store/store.cc", "throw std::runtime_error(text);"),
            ("agent/runtime/main.cc", "#ifdef _WIN32"),
            ("collector/http/server.h", "// A header.\n#pragma once\n#include <boost/beast/http.hpp>"),
            ("collector/http/server.h", "// A header without the pragma."),
            ("collector/http/server.h", "#pragma once"),
        ):
            self.assertTrue(problems_of(name, line + "\n"), line)

    def test_ordinary_code_passes(self):
        self.assertEqual(problems_of("privacy/scrub/scrubber.cc", "auto t = raw.UnmaskedForScrub();\n"), [])
        self.assertEqual(problems_of("collector/http/server.h", "// A server.\n#pragma once\n"), [])

    def test_long_files_are_named(self):
        self.assertTrue(problems_of("agent/spool/spool.cc", "int a;\n" * 501))


class IncludeTable(unittest.TestCase):
    def test_agent_and_collector_stay_apart(self):
        table = include_table.read_table()
        self.assertFalse(include_table.allowed(table, "collector/ingest", "agent/spool"))
        self.assertFalse(include_table.allowed(table, "agent/ship", "collector/model"))
        self.assertFalse(include_table.allowed(table, "agent/ship", "agent/capture"))
        self.assertTrue(include_table.allowed(table, "agent/ship", "agent/spool"))
        self.assertTrue(include_table.allowed(table, "collector/cli", "agent/simulate"))


if __name__ == "__main__":
    unittest.main()
