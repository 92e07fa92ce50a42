"""Written texts of many kinds, cultures and scripts as labelled lines: the lines of one half of a folder with their drawn values."""

import argparse
import json
import random
import re
from pathlib import Path

from official_values import OfficialValues


def expand(markup, values):
    text = ""
    spans = []
    for part in re.split(r"(\{[A-Z_]+\|[^}]*\})", markup):
        found = re.fullmatch(r"\{([A-Z_]+)\|([^}]*)\}", part)
        if not found:
            text += re.sub(r"@(pw)\b", lambda name: values.value(name.group(1)), part)
            continue
        name, value = found.groups()
        if value.startswith("@"):
            value = values.value(value[1:])
        value = re.sub(r"@(pw)\b", lambda inner: values.value(inner.group(1)), value)
        spans.append({"start": len(text), "end": len(text) + len(value), "type": name})
        text += value
    return text, spans


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=("development", "held_out"), required=True)
    parser.add_argument("--folder", default="wide_texts", help="beside this one, with two such files")
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--language", help="only lines of this language")
    options = parser.parse_args()
    values = OfficialValues(random.Random(options.seed))
    lines = (Path(__file__).parent.parent / options.folder / f"{options.half}.tsv").read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, 1):
        language, field, markup = line.split("\t")
        text, spans = expand(markup.replace("\\n", "\n"), values)
        if options.language in (None, language):
            row = {"id": f"{options.half}-{number}-{language}", "text": text, "spans": spans}
            if field:
                row["field"] = field
            print(json.dumps(row, ensure_ascii=False))


if __name__ == "__main__":
    main()
