"""Personal values that belong to nobody, with valid check digits, for the generated corpus.

Names come from Debian's ruby-faker, which is not where the product's own name tables come from: a name that is found is
found by what surrounds it or because the tables generalise.
"""

import pathlib
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "documents"))
from locale_lists import names  # noqa: E402  pylint: disable=wrong-import-position

LOCALES = ("en", "de", "fr", "es", "it", "nl", "pl", "pt")


def luhn_digit(digits):
    total = 0
    for i, c in enumerate(reversed(digits)):
        n = int(c) * (2 if i % 2 == 0 else 1)
        total += n - 9 if n > 9 else n
    return str(-total % 10)


def iban(random, country, length):
    bban = "".join(random.choice("0123456789") for _ in range(length - 4))
    number = int("".join(str(int(c, 36)) for c in bban + country + "00"))
    return f"{country}{98 - number % 97:02d}{bban}"


class PersonalValues:
    """Makes values of one language from one random stream."""

    def __init__(self, language, random):
        self.random = random
        self.language = language
        self.given = names(language, "first_name")
        self.families = names(language, "last_name")

    def digits(self, count):
        return "".join(self.random.choice("0123456789") for _ in range(count))

    def name_parts(self):
        return [*self.random.choice(self.given).split(), *self.random.choice(self.families).split()]

    def person(self):
        return " ".join(self.name_parts())

    def person_last_first(self):
        parts = self.name_parts()
        return f"{' '.join(parts[1:])}, {parts[0]}"

    def last_name(self):
        return self.name_parts()[-1]

    def ascii_name(self):
        parts = self.name_parts()
        text = f"{parts[0]}.{parts[-1]}".lower()
        return "".join(c for c in text.translate(str.maketrans("äöüßéèêàáâíìóòôúùûçñłśżźćńąę",
                                                                 "aouseeeaaaiiooouuucnlszzcnae")) if c.isascii() and (c.isalnum() or c == "."))

    def email(self):
        domain = self.random.choice(("example.com", "firma.example.org", "mail.acme-corp.net", "posta.example.it"))
        return f"{self.ascii_name()}@{domain}"

    def phone(self):
        national = {"en": ("+44 20 7946 0", "+44 1632 960"), "de": ("+49 30 2312", "0221 4710"), "fr": ("+33 1 70 18 ", "06 39 98 "),
                    "es": ("+34 91 574 ", "+34 612 34 "), "it": ("+39 06 6982 ", "+39 347 123 "), "nl": ("+31 20 794 ", "06 1234 "),
                    "pl": ("+48 22 518 ", "+48 601 10 "), "pt": ("+351 21 322 ", "+351 912 34 ")}[self.language]
        prefix = self.random.choice(national)
        wanted = {"en": 12, "de": 11, "fr": 10, "es": 11, "it": 12, "nl": 11, "pl": 11, "pt": 12}[self.language]
        have = sum(c.isdigit() for c in prefix)
        if not prefix.startswith("+"):
            wanted = {"de": 11, "fr": 10, "nl": 10}[self.language]
        return prefix + self.digits(max(2, wanted - have))

    def iban(self):
        country, length = {"en": ("GB", 22), "de": ("DE", 22), "fr": ("FR", 27), "es": ("ES", 24), "it": ("IT", 27),
                           "nl": ("NL", 18), "pl": ("PL", 28), "pt": ("PT", 25)}[self.language]
        text = iban(self.random, country, length)
        if self.random.random() < 0.5:
            text = " ".join(text[i:i + 4] for i in range(0, len(text), 4))
        return text

    def card(self):
        body = self.random.choice(("4539", "5425", "4716")) + self.digits(11)
        text = body + luhn_digit(body)
        if self.random.random() < 0.6:
            text = " ".join(text[i:i + 4] for i in range(0, 16, 4))
        return text

    def birth_date(self):
        day, month, year = self.random.randint(1, 28), self.random.randint(1, 12), self.random.randint(1945, 2004)
        return self.random.choice((f"{day:02d}.{month:02d}.{year}", f"{day:02d}/{month:02d}/{year}", f"{year}-{month:02d}-{day:02d}"))

    def ip(self):
        return ".".join(str(self.random.randint(1, 254)) for _ in range(4))

    def username(self):
        parts = self.ascii_name().split(".")
        return parts[0][:1] + parts[-1][:7]

    def host(self):
        return f"{self.random.choice(('srv', 'wks', 'pc', 'nb'))}-{self.random.randint(1, 60)}"

    def street(self):
        number = self.random.randint(1, 180)
        name = self.last_name()
        return {"en": f"{number} {name} Road", "de": f"{name}straße {number}", "fr": f"{number} rue {name}", "es": f"Calle {name} {number}",
                "it": f"Via {name} {number}", "nl": f"{name}laan {number}", "pl": f"ul. {name} {number}", "pt": f"Rua {name} {number}"}[self.language]

    def token(self):
        alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
        return "gh" + "p_" + "".join(self.random.choice(alphabet) for _ in range(36))
