"""Writes a labelled corpus of UI text as JSON lines: window titles, labels, URLs and file names of fifty business
applications in eight languages, a third of them with personal values, the rest without.

    ui_text_corpus.py --split dev|test [--count N] [--seed S] > truth.jsonl

Each line: {"id", "text", "field", "context": {"app", "label"}, "spans": [{"start", "end", "type"}]}, offsets in code
points. Templates are split between dev and test, so that what is tuned on one says something about the other.
"""

import argparse
import json
import random
import sys
import zlib

from personal_values import LOCALES, PersonalValues
from ui_words import APPLICATIONS, CONTEXT, LABELS, SUBJECTS

TYPES = {"person": "PERSON", "person_last_first": "PERSON", "email": "EMAIL", "phone": "PHONE", "iban": "IBAN", "card": "CARD",
         "birth_date": "DATE_OF_BIRTH", "ip": "IP", "username": "USERNAME", "host": "HOSTNAME", "street": "ADDRESS", "token": "SECRET", "last_name": "PERSON"}

# (field, label of the field, template). {x} = word of the interface, {{value}} = personal value.
PERSONAL = (
    ("window_title", "", "{subject} - {{person}} - {app}"),
    ("window_title", "", "{customer}: {{person}} - {app}"),
    ("window_title", "", "{customer} {number} {{person}} | {app}"),
    ("window_title", "", "{{person_last_first}} - {employee} - {app}"),
    ("window_title", "", "{contact}: {{person}} | {app}"),
    ("window_title", "", "{call} {{person}} | {app}"),
    ("window_title", "", "{{email}} - {app}"),
    ("window_title", "", "{subject} <{{email}}> - {app}"),
    ("window_title", "", "RE: {subject} {{email}} - {app}"),
    ("window_title", "", "{patient}: {{person_last_first}}, {born} {{birth_date}} - {app}"),
    ("window_title", "", "{account} {{iban}} - {app}"),
    ("window_title", "", "{call} {{phone}} - {app}"),
    ("window_title", "", "[#{number}] {subject} ({{person}}) - {app}"),
    ("window_title", "", "{{username}}@{{host}}: ~ - PuTTY"),
    ("element_name", "", "{dear} {{last_name}}"),
    ("element_name", "", "{customer}: {{person}}"),
    ("element_name", "", "{phone}: {{phone}}"),
    ("element_name", "", "{card}: {{card}}"),
    ("element_name", "", "{address}: {{street}}"),
    ("element_name", "", "{{person}}, {phone} {{phone}}"),
    ("element_name", "", "IBAN {{iban}}"),
    ("element_name", "", "{born} {{birth_date}}"),
    ("value", "{name}", "{{person}}"),
    ("value", "{phone}", "{{phone}}"),
    ("value", "{user}", "{{username}}"),
    ("value", "IBAN", "{{iban}}"),
    ("url", "", "https://crm.example.com/contacts/{number}?email={{email}}"),
    ("url", "", "https://{{username}}:{{token}}@git.example.com/repo.git"),
    ("url", "", "https://portal.example.com/login?access_token={{token}}"),
    ("url", "", "http://{{ip}}:8080/admin/index.html"),
    ("document", "", "C:\\Users\\{{username}}\\Documents\\{file}.docx"),
    ("document", "", "/home/{{username}}/Downloads/{file}.pdf"),
    ("window_title", "", "{file}_{{last_name}}.pdf - {app}"),
    ("window_title", "", "{address} {{street}} - {app}"),
    ("window_title", "", "{card} {{card}} - {app}"),
)
PLAIN = (
    ("window_title", "", "{subject} - {app}"),
    ("window_title", "", "{label} {number} - {app}"),
    ("window_title", "", "{file}.xlsx - {app}"),
    ("window_title", "", "{app} {version}"),
    ("window_title", "", "{subject} ({digit}/{digit}) - {app}"),
    ("window_title", "", "[{project}-{number}] {subject} - {app}"),
    ("window_title", "", "{label} | {app}"),
    ("window_title", "", "{date} {subject} - {app}"),
    ("window_title", "", "{app} - {label} - {amount}"),
    ("element_name", "", "{label}"),
    ("element_name", "", "{label}..."),
    ("element_name", "", "{label} ({digit})"),
    ("element_name", "", "{label}: {amount}"),
    ("element_name", "", "{subject}"),
    ("element_name", "", "{label} {label2}"),
    ("element_name", "", "{column}{digit}"),
    ("url", "", "https://erp.example.com/{path}/{path2}"),
    ("url", "", "https://www.example.org/{path}?page={digit}&sort=asc"),
    ("document", "", "C:\\Program Files\\{app}\\{path}.exe"),
    ("document", "", "/usr/share/{path}/{file}.ods"),
    ("value", "{label}", "{amount}"),
    ("window_title", "", "{subject}, {label} {version} - {app}"),
)
PATHS = ("orders", "invoices", "catalog", "reports", "settings", "dashboard", "stock", "tickets", "archive", "approvals")
PROJECTS = ("ERP", "OPS", "WEB", "FIN", "LOG")


def split_of(template):
    return "test" if zlib.crc32(template.encode()) % 2 else "dev"


def interface_words(language, rng):
    """Fresh words of the interface for one text."""
    words = dict(CONTEXT[language])
    labels = LABELS[language].split("|")
    subject = rng.choice(SUBJECTS[language].split("|"))
    words.update(app=rng.choice(APPLICATIONS), label=rng.choice(labels), label2=rng.choice(labels).lower(), subject=subject,
                 file=rng.choice(SUBJECTS[language].split("|")).replace(" ", "_"), number=str(rng.randint(1000, 99999)),
                 digit=str(rng.randint(1, 60)), version=f"{rng.randint(1, 24)}.{rng.randint(0, 12)}.{rng.randint(0, 9)}",
                 project=rng.choice(PROJECTS), column=rng.choice("ABCDEFGH"), path=rng.choice(PATHS), path2=rng.choice(PATHS),
                 amount=f"{rng.randint(1, 9)}.{rng.randint(100, 999)},{rng.randint(10, 99)} EUR",
                 date=f"2026-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}")
    return words


def type_of(name, template):
    """A secret inside an address is a credential of that address."""
    return "URL_CREDENTIAL" if name == "token" and "://" in template else TYPES[name]


def fill(template, words, values):
    """The text and the spans of its personal values."""
    text, spans, rest = "", [], template
    while rest:
        start = rest.find("{")
        if start < 0:
            return text + rest, spans
        text, rest = text + rest[:start], rest[start:]
        if rest.startswith("{{"):
            name, rest = rest[2:].split("}}", 1)
            value = getattr(values, name)()
            spans.append({"start": len(text), "end": len(text) + len(value), "type": type_of(name, template)})
            text += value
        else:
            name, rest = rest[1:].split("}", 1)
            text += words[name]
    return text, spans


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--split", choices=("dev", "test"), required=True)
    parser.add_argument("--count", type=int, default=6000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    rng = random.Random(arguments.seed)
    values = {language: PersonalValues(language, rng) for language in LOCALES}
    pools = [[t for t in pool if split_of(t[2]) == arguments.split] for pool in (PERSONAL, PLAIN)]
    for i in range(arguments.count):
        language = rng.choice(list(LOCALES))
        field, label, template = rng.choice(pools[0] if rng.random() < 1 / 3 else pools[1])
        words = interface_words(language, rng)
        text, spans = fill(template, words, values[language])
        context = {"app": words["app"]}
        if label:
            context["label"] = fill(label, words, values[language])[0]
        json.dump({"id": f"{arguments.split}-{i}", "language": language, "template": template, "text": text, "field": field,
                   "context": context, "spans": spans}, sys.stdout, ensure_ascii=False)
        sys.stdout.write("\n")


if __name__ == "__main__":
    main()
