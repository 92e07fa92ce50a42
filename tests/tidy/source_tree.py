"""The source files of this repository, for the checks in this folder."""

import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
SOURCE_ROOTS = ("common", "privacy", "agent", "collector")


def sources(suffixes=(".cc", ".h", ".mm")):
    """Yields (path relative to the root, text) of every product source."""
    for top in SOURCE_ROOTS:
        for path in sorted((ROOT / top).rglob("*")):
            if path.suffix in suffixes and "node_modules" not in path.parts:
                yield path.relative_to(ROOT), path.read_text(encoding="utf-8")


def finish(name, problems, checked):
    """Prints the verdict and returns the exit code. A check that saw nothing has failed."""
    for problem in problems:
        print(problem)
    if checked == 0:
        print(f"{name}: found no sources to check")
        return 1
    print(f"{name}: {checked} files, {len(problems)} problems")
    return 1 if problems else 0
