#!/usr/bin/python3
"""Walks every command of the three programs and holds what --help promises.

command_lines_test.py BIN_FOLDER

Each command explains itself (what for, an example, exit codes), each that prints data offers --json, an
option that is none ends with exit code 2 and a way out. The completions of bash, zsh and fish are accepted
by those shells and offer exactly the commands and options that --help tells.
"""
import os
import re
import shutil
import subprocess
import sys
import unittest

BIN = sys.argv.pop(1) if len(sys.argv) > 1 else "build/dev/bin"
PROGRAMS = ("adit", "adit-agent", "adit-collector")
# Commands whose output is no data: programs that go on, acts that print nothing, and documents of a form of
# their own (patterns, event logs, agreements, keys, checkpoints, JSON lines).
NO_JSON = {
    "adit": {"mask", "export", "import", "completions", "policy render", "policy learn", "policy sign", "policy key",
             "audit verify", "audit export", "audit checkpoint"},
    "adit-agent": {"completions"},
    "adit-collector": {"serve", "restore", "backup", "policy set", "revoke-agent", "renew-certificate",
                       "new-seal-key", "destroy-seal-key", "authority prepare", "authority request",
                       "authority install", "authority switch", "authority finish", "root create", "root sign",
                       "completions"},
}


def run(program, *words, **options):
    return subprocess.run([os.path.join(BIN, program), *words], capture_output=True, text=True, timeout=60,
                          check=False, **options)


def section(text, title):
    """The lines below TITLE: up to the next empty line."""
    match = re.search(rf"^{title}:\n((?:  .*\n?)+)", text, re.M)
    return match.group(1) if match else ""


def walk(program, path=()):
    """(path, help) of every command, the program itself first."""
    answer = run(program, *path, "--help")
    assert answer.returncode == 0, f"{program} {' '.join(path)} --help: {answer.returncode}"
    yield path, answer.stdout
    for line in section(answer.stdout, "Subcommands").splitlines():
        match = re.match(r"  ([a-z][a-z-]*)(\s|$)", line)
        if match:
            yield from walk(program, path + (match.group(1),))


def options_of(text):
    """The long options of a help text, in all its groups."""
    return set(re.findall(r"^  (?:-\w,)?(--[a-z][a-z-]*)", text, re.M))


class CommandLines(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.commands = {program: list(walk(program)) for program in PROGRAMS}

    def leaves(self):
        for program, commands in self.commands.items():
            for path, text in commands:
                if path and "Subcommands:" not in text:
                    yield program, path, text

    def test_every_command_is_there(self):
        counts = {program: len(commands) for program, commands in self.commands.items()}
        self.assertGreaterEqual(counts["adit"], 24, counts)
        self.assertGreaterEqual(counts["adit-agent"], 13, counts)
        self.assertGreaterEqual(counts["adit-collector"], 20, counts)

    def test_help_tells_purpose_example_and_exit_codes(self):
        for program, path, text in self.leaves():
            with self.subTest(command=f"{program} {' '.join(path)}"):
                self.assertGreater(len(text.splitlines()[0]), 15)
                self.assertRegex(text, r"(?m)^Examples?:$")
                self.assertRegex(text.split("Example")[1], rf"\b{program} ")
                self.assertEqual(text.count("Exit codes:"), 1)
                self.assertLess(max(map(len, section(text, "Examples?").splitlines() or [""])), 125)

    def test_what_prints_data_prints_json(self):
        for program, path, text in self.leaves():
            if " ".join(path) in NO_JSON[program]:
                continue
            with self.subTest(command=f"{program} {' '.join(path)}"):
                inherited = self.commands[program][0][1] if program == "adit-agent" else ""
                self.assertIn("--json", options_of(text) | options_of(inherited))

    def test_a_wrong_option_is_exit_code_2_and_names_the_way_out(self):
        for program, path, _ in self.leaves():
            with self.subTest(command=f"{program} {' '.join(path)}"):
                answer = run(program, *path, "--no-such-option")
                self.assertEqual(answer.returncode, 2, answer.stderr)
                self.assertIn("there is no option --no-such-option", answer.stderr)
                self.assertIn("--help", answer.stderr)

    def test_completions_are_accepted_by_their_shells(self):
        for shell, check in (("bash", ["bash", "-n"]), ("zsh", ["zsh", "-n"]), ("fish", ["fish", "--no-execute"])):
            for program in PROGRAMS:
                script = run(program, "completions", shell)
                self.assertEqual(script.returncode, 0, script.stderr)
                if not shutil.which(check[0]):
                    print(f"note: {shell} is not installed: its completions are not parsed")
                    continue
                with self.subTest(shell=shell, program=program):
                    file = os.path.join(os.environ.get("TMPDIR", "/tmp"), f"adit-completions-{os.getpid()}")
                    with open(file, "w", encoding="utf-8") as out:
                        out.write(script.stdout)
                    try:
                        parsed = subprocess.run([*check, file], capture_output=True, text=True, check=False,
                                                timeout=60)
                    finally:
                        os.unlink(file)
                    self.assertEqual((parsed.returncode, parsed.stderr), (0, ""))

    def offered(self, program, words):
        """What bash offers after WORDS."""
        script = run(program, "completions", "bash").stdout
        line = " ".join(f"'{word}'" for word in (program, *words, "--"))
        ask = (f"{script}\nCOMP_WORDS=({line}); COMP_CWORD={len(words) + 1}; '_{program}'; "
               "printf '%s\\n' \"${COMPREPLY[@]}\"")
        return set(subprocess.run(["bash", "-c", ask], capture_output=True, text=True, check=True,
                                  timeout=60).stdout.split())

    def test_bash_offers_exactly_the_options_of_help(self):
        for program, path, text in self.leaves():
            with self.subTest(command=f"{program} {' '.join(path)}"):
                expected = options_of(text)
                if program == "adit-agent":
                    expected |= options_of(self.commands[program][0][1]) - {"--version"}
                self.assertEqual(self.offered(program, path), expected)

    def test_fish_knows_every_command_and_option(self):
        for program in PROGRAMS:
            script = run(program, "completions", "fish").stdout
            for path, text in self.commands[program]:
                for word in path:
                    self.assertIn(f"-a '{word}'", script)
                for option in options_of(text):
                    self.assertIn(f" -l {option[2:]} ", script)

    @unittest.skipUnless(shutil.which("fish"), "fish is not installed")
    def test_fish_offers_the_commands(self):
        for program in PROGRAMS:
            script = run(program, "completions", "fish").stdout
            ask = f"{script}\ncomplete -C '{program} '"
            offered = subprocess.run(["fish", "--no-config", "-c", ask], capture_output=True, text=True, check=True,
                                     timeout=60).stdout
            names = {line.split("\t")[0] for line in offered.splitlines()}
            top = {path[0] for path, _ in self.commands[program] if len(path) == 1}
            self.assertLessEqual(top, names)


if __name__ == "__main__":
    unittest.main()
