"""Real words of user interfaces in 34 languages: the translations of desktop programs that are installed here, as labelled lines without
any personal data. What masking finds in them is a false hit."""

import argparse
import gettext
import json
import random
from pathlib import Path

LANGUAGES = "de fr es it nl pl pt pt_BR sv da nb fi cs sk hu ro hr sl lt lv et tr ru uk bg el ja zh_CN ko ar he vi id".split()
DOMAINS = ("gtk30", "gtk30-properties", "zenity", "mousepad", "WebKitGTK-4.1", "PackageKit", "gtksourceview-4", "xdg-user-dirs", "software-properties",
           "shared-mime-info", "appstream", "glib20", "at-spi2-core", "libsecret")
LOCALES = Path("/usr/share/locale")


def shown(text):
    return 3 <= len(text) <= 120 and "\n" not in text.strip() and "@" not in text and "|" not in text


def read_catalog(path):
    """Pairs of the English text and its translation, without marks of access keys; credits of translators are names."""
    with path.open("rb") as file:
        catalog = gettext.GNUTranslations(file)._catalog
    for key, translated in catalog.items():
        key = key[0] if isinstance(key, tuple) else key
        english = key.split("\x04")[-1]
        if key and "translator" not in key.lower() and shown(english) and shown(translated):
            yield english.strip().replace("_", ""), translated.strip().replace("_", "")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=40_000, help="texts drawn from all that are there")
    options = parser.parse_args()
    texts = set()
    for language in LANGUAGES:
        for domain in DOMAINS:
            path = LOCALES / language / "LC_MESSAGES" / f"{domain}.mo"
            if not path.exists():
                continue
            for english, translated in read_catalog(path):
                texts.add(("en", english))
                texts.add((language, translated))
    drawn = sorted(texts)
    random.Random(7).shuffle(drawn)
    for number, (language, text) in enumerate(drawn[:options.count]):
        field = "window_title" if number % 2 else "element_name"
        print(json.dumps({"id": f"{language}-{number}", "text": text, "field": field, "spans": []}, ensure_ascii=False))


if __name__ == "__main__":
    main()
