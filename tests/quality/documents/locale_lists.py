"""Name and address lists of Debian's ruby-faker package (MIT licence), which the product's own tables do not come from."""

import functools
import glob

import yaml

PATTERN = "/usr/share/rubygems-integration/all/gems/faker-*/lib/locales/{}.yml"
FILES = {"en": ("en/name", "en-AU"), "de": ("de",), "fr": ("fr-CA", "fr-CH"), "es": ("es", "es-MX", "es-AR"), "it": ("it",), "nl": ("nl",),
         "pl": ("pl",), "pt": ("pt", "pt-BR"), "sv": ("sv", "nb-NO"), "da": ("da-DK", "nb-NO"), "nb": ("nb-NO",), "fi": ("fi-FI",)}


@functools.lru_cache(maxsize=None)
def load(locale):
    with open(glob.glob(PATTERN.format(locale))[0], encoding="utf-8") as stream:
        content = yaml.load(stream, Loader=yaml.CSafeLoader)
    return next(iter(content.values()))["faker"]


def names(language, key):
    """Every word that lists named like `key` ("first_name", "last_name") hold, without patterns and damaged entries."""
    found = []
    for locale in FILES[language]:
        for name, values in load(locale).get("name", {}).items():
            if key in name and isinstance(values, list):
                found += [v for v in values if isinstance(v, str) and v and "#" not in v and v[0].isupper() and not v.isupper()]
    return sorted(set(found))


def address_list(locale, key):
    return [v for v in load(locale).get("address", {}).get(key, []) if isinstance(v, str) and v and "#" not in v]
