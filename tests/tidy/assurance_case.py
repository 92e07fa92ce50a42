"""Every test that docs/SECURITY.md and docs/RELIABILITY.md name exists.

Usage: assurance_case.py [ROOT]
In those documents each `word` in backticks is looked at: programs (…_test, …_bench, fuzz_…), tests (Suite.Name and
*PartOfAName*), scripts and folders below tests/, and mutations. A claim whose row names none of these fails too.
"""

import fnmatch
import pathlib
import re
import sys

ROOT = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else __file__).resolve()
ROOT = ROOT if ROOT.is_dir() else ROOT.parents[2]
DOCUMENTS = ("docs/SECURITY.md", "docs/RELIABILITY.md")


def text_of(path):
    return path.read_text(encoding="utf-8")


def known():
    """Names of programs, and of tests as Suite.Name."""
    programs, tests = set(), set()
    for path in (ROOT / "tests").rglob("CMakeLists.txt"):
        programs |= set(re.findall(r"(?:adit_test|adit_fuzzer|add_executable)\((\w+)", text_of(path)))
    for path in (ROOT / "tests").rglob("*.cc"):
        programs.add(path.stem)
        for suite, name in re.findall(r"^TEST(?:_F|_P)?\((\w+),\s*(\w+)\)", text_of(path), re.M):
            tests.add(f"{suite}.{name}")
    return programs, tests


def problem_of(word, programs, tests, mutations):
    """Nothing when the word names what exists, or no test at all; and whether it names a test."""
    word = word.replace("build/dev/bin/", "").replace("…", "*")
    if word.startswith("tests/"):
        path = word.split()[0]
        return (None if list(ROOT.glob(path.rstrip("/"))) else f"there is no {path}"), True
    if re.fullmatch(r"[a-z0-9_]+_(test|bench)|fuzz_[a-z_]+", word):
        return (None if word in programs else f"there is no program {word}"), True
    if re.fullmatch(r"\*\w+\*", word) or re.fullmatch(r"[A-Z]\w+\.(\w+|\*)\*?", word):
        pattern = word if "." in word else f"*{word}"
        return (None if any(fnmatch.fnmatchcase(t, pattern) for t in tests) else f"no test matches {word}"), True
    if re.fullmatch(r"[a-z]+(_[a-z]+){3,}", word):
        return (None if word in mutations else f"there is no mutation {word}"), True
    return None, False


def main():
    programs, tests = known()
    mutations = set(re.findall(r'Mutation\("(\w+)"', text_of(ROOT / "tests/mutation/mutations.py")))
    problems = []
    named = 0
    for document in DOCUMENTS:
        claims = False
        for number, line in enumerate(text_of(ROOT / document).splitlines(), 1):
            claims = claims if not line.startswith("#") else line.startswith("## Claims")
            here = 0
            for word in re.findall(r"`([^`]+)`", line):
                problem, is_test = problem_of(word, programs, tests, mutations)
                here += is_test
                if problem:
                    problems.append(f"{document}:{number}: {problem}")
            named += here
            row = claims and line.startswith("| ") and not line.startswith("| claim")
            if row and here == 0:
                problems.append(f"{document}:{number}: this claim names no test")
    for problem in problems:
        print(problem)
    print(f"assurance case: {named} tests named, {len(problems)} problems")
    return 1 if problems or named < 20 else 0


if __name__ == "__main__":
    sys.exit(main())
