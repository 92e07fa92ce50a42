"""Fails on an include that docs/ARCHITECTURE.md does not allow and on a source folder without a row."""

import re
import sys

from source_tree import ROOT, finish, sources


def read_table():
    """Folder -> list of allowed folders, from the table of the architecture document."""
    table = {}
    for line in (ROOT / "docs/ARCHITECTURE.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) != 3:
            continue
        folder = re.fullmatch(r"`([a-z]+/[a-z]+)`", cells[0])
        if folder:
            table[folder.group(1)] = re.findall(r"`([a-z]+/(?:[a-z]+|\*))`", cells[2])
    return table


def allowed(table, folder, included):
    if folder == included:
        return True
    return any(entry == included or (entry.endswith("/*") and included.startswith(entry[:-1]))
               for entry in table[folder])


def main():
    table = read_table()
    problems = []
    checked = 0
    for path, text in sources():
        checked += 1
        folder = "/".join(path.parts[:2])
        if len(path.parts) < 3 or folder not in table:
            problems.append(f"{path}: folder {folder} has no row in docs/ARCHITECTURE.md")
            continue
        for number, line in enumerate(text.splitlines(), 1):
            include = re.match(r'\s*#\s*include\s+"([^"]+)"', line)
            if not include:
                continue
            parts = include.group(1).split("/")
            if parts[0] not in ("common", "privacy", "agent", "collector"):
                if not (ROOT / include.group(1)).exists() and "/" in include.group(1):
                    problems.append(f"{path}:{number}: include starts outside the tree's layers: {include.group(1)}")
                continue
            if not allowed(table, folder, "/".join(parts[:2])):
                problems.append(f"{path}:{number}: {folder} may not include {include.group(1)}")
    return finish("include table", problems, checked)


if __name__ == "__main__":
    sys.exit(main())
