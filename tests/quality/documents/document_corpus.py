"""Writes a labelled corpus of office texts in twelve languages as JSON lines.

    document_corpus.py --split dev|test [--count N] [--seed S] [--language L] > truth.jsonl

Each line: {"id", "language", "text", "spans": [{"start", "end", "type"}]}, offsets in code points. Sentences of the splits are apart.
"""

import argparse
import json
import random
import sys

from document_templates import DEV, TEST
from document_values import COUNTRY, DocumentValues

TYPES = {"person": "PERSON", "last": "PERSON", "first": "PERSON", "last_first": "PERSON", "phone": "PHONE", "email": "EMAIL", "address": "ADDRESS",
         "dob": "DATE_OF_BIRTH", "iban": "IBAN", "card": "CARD", "user": "USERNAME", "ip": "IP"}
# The engine's type of each country's number.
NUMBER_TYPES = {"GB": "SOCIAL_SECURITY", "DE": "TAX_ID", "FR": "SOCIAL_SECURITY", "IT": "TAX_ID", "PT": "TAX_ID"}


def fill(template, values):
    text, spans, rest = "", [], template.replace("\\n", "\n")
    while "{" in rest:
        plain, rest = rest.split("{", 1)
        name, rest = rest.split("}", 1)
        value = getattr(values, name)()
        kind = TYPES.get(name) or NUMBER_TYPES.get(COUNTRY[values.language], "NATIONAL_ID")
        start = len(text) + len(plain)
        spans.append({"start": start, "end": start + len(value), "type": kind})
        text += plain + value
    return text + rest, spans


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--split", choices=("dev", "test"), required=True)
    parser.add_argument("--count", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--language", choices=sorted(COUNTRY))
    arguments = parser.parse_args()
    rng = random.Random(arguments.seed)
    languages = [arguments.language] if arguments.language else list(COUNTRY)
    values = {language: DocumentValues(language, rng) for language in languages}
    templates = DEV if arguments.split == "dev" else TEST
    for i in range(arguments.count):
        language = rng.choice(languages)
        template = rng.choice(templates[language].split("\n"))
        text, spans = fill(template.removeprefix("- "), values[language])
        json.dump({"id": f"{arguments.split}-{i}", "language": language, "text": text, "spans": spans}, sys.stdout, ensure_ascii=False)
        sys.stdout.write("\n")


if __name__ == "__main__":
    main()
