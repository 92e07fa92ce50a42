"""Personal values of twelve languages that belong to nobody: names, addresses in each country's format, phone numbers, numbers with
valid check digits. Everything comes from one random stream."""

import unicodedata

from stdnum.de import idnr
from stdnum.dk import cpr
from stdnum.es import dni
from stdnum.fi import hetu
from stdnum.fr import nir
from stdnum.nl import bsn
from stdnum.no import fodselsnummer
from stdnum.pl import pesel
from stdnum.pt import nif
from stdnum.se import personnummer

from locale_lists import address_list, names

COUNTRY = {"en": "GB", "de": "DE", "fr": "FR", "es": "ES", "it": "IT", "nl": "NL", "pl": "PL", "pt": "PT", "sv": "SE", "da": "DK", "nb": "NO", "fi": "FI"}
IBAN_LENGTH = {"GB": 22, "DE": 22, "FR": 27, "ES": 24, "IT": 27, "NL": 18, "PL": 28, "PT": 25, "SE": 24, "DK": 18, "NO": 15, "FI": 18}
CITIES = {
    "en": "Wolverhampton|Leeds|Bath|Milton Keynes|Stoke-on-Trent|Exeter|Swansea|Dundee|Ely|Sheffield",
    "de": "Wuppertal|Kassel|Bad Homburg|Freiburg im Breisgau|Erfurt|Offenbach|Neuss|Passau|Bielefeld|Graz",
    "fr": "Rennes|Nancy|Saint-Étienne|Aix-en-Provence|Le Mans|Clermont-Ferrand|Pau|Limoges|Annecy|Dijon",
    "es": "Zaragoza|Burgos|San Sebastián|Jerez de la Frontera|Albacete|Gijón|Lugo|Huelva|Alicante|León",
    "it": "Bergamo|Reggio Emilia|La Spezia|Lecce|Udine|Perugia|Ancona|Novara|Pescara|Trento",
    "nl": "Zwolle|Den Bosch|Alphen aan den Rijn|Almere|Breda|Leeuwarden|Haarlem|Venlo|Assen|Ede",
    "pl": "Bydgoszcz|Bielsko-Biała|Zielona Góra|Rzeszów|Łódź|Toruń|Opole|Kielce|Gdynia|Radom",
    "pt": "Setúbal|Viana do Castelo|Évora|Braga|Vila Real|Aveiro|Faro|Leiria|Guarda|Figueira da Foz",
    "sv": "Västerås|Norrköping|Umeå|Borås|Växjö|Gävle|Örebro|Lund|Östersund|Kalmar",
    "da": "Odense|Vejle|Roskilde|Holstebro|København Ø|Nykøbing F|Aalborg|Horsens|Herning|Viborg",
    "nb": "Drammen|Bodø|Tromsø|Lillehammer|Kristiansand|Moss|Ålesund|Hamar|Sandnes|Molde",
    "fi": "Jyväskylä|Tampere|Kouvola|Hämeenlinna|Oulu|Vaasa|Lappeenranta|Porvoo|Kuopio|Rauma"}
STREET_TYPES = {
    "en": "Road|Street|Lane|Avenue|Close|Drive|Gardens|Crescent|Hill|Way",
    "fr": "rue|avenue|boulevard|place|chemin|impasse|allée|quai|cours|rue de la|rue du|rue des",
    "es": "Calle|C/|Avda.|Avenida|Plaza|Paseo|Camino|Ronda|Travesía",
    "it": "Via|Viale|Piazza|Corso|Largo|Vicolo|Strada", "pl": "ul.|al.|pl.|os.|ulica", "pt": "Rua|Avenida|Travessa|Praça|Largo|Alameda|R.|Av."}
ADDRESS = {  # s street, n number, p postcode, c city
    "en": ("{n} {s}, {c} {p}", "{n} {s}, {c}, {p}", "Flat {u}, {n} {s}, {c} {p}", "{n} {s}\n{c}\n{p}", "{n} {s}"),
    "de": ("{s} {n}, {p} {c}", "{s} {n}\n{p} {c}", "{s} {n}, D-{p} {c}", "{s} {n}", "{p} {c}, {s} {n}"),
    "fr": ("{n}, {s}, {p} {c}", "{n} {s}, {p} {c}", "{n} bis {s}, {p} {c}", "{n} {s}\n{p} {c}", "{n} {s}"),
    "es": ("{s}, {n}, {u}º A, {p} {c}", "{s} {n}, {p} {c}", "{s}, {n}\n{p} {c}", "{s} nº {n}, {p} {c}", "{s}, {n}"),
    "it": ("{s}, {n}, {p} {c}", "{s} {n} - {p} {c}", "{s} {n}, {p} {c}", "{s} {n}\n{p} {c}", "{s} {n}"),
    "nl": ("{s} {n}, {p} {c}", "{s} {n}-{u}, {p} {c}", "{s} {n}\n{p} {c}", "{s} {n}", "{s} {n} te {c}"),
    "pl": ("{s} {n}/{u}, {p} {c}", "{s} {n} m. {u}, {p} {c}", "{s} {n}\n{p} {c}", "{s} {n}, {p} {c}", "{s} {n}"),
    "pt": ("{s}, {n}, {u}º Esq., {p} {c}", "{s} {n}, {p} {c}", "{s}, n.º {n}, {p} {c}", "{s} {n}\n{p} {c}", "{s}, {n}"),
    "sv": ("{s} {n}, {p} {c}", "{s} {n} A, {p} {c}", "{s} {n}\n{p} {c}", "{s} {n}", "{s} {n} lgh 1{u}02, {p} {c}"),
    "da": ("{s} {n}, {p} {c}", "{s} {n}, {u}. tv., {p} {c}", "{s} {n}\n{p} {c}", "{s} {n}", "{s} {n} B, {p} {c}"),
    "nb": ("{s} {n}, {p} {c}", "{s} {n}B, {p} {c}", "{s} {n}\n{p} {c}", "{s} {n}", "{s} {n}, N-{p} {c}"),
    "fi": ("{s} {n}, {p} {c}", "{s} {n} A {u}, {p} {c}", "{s} {n}\n{p} {c}", "{s} {n}", "{s} {n} as. {u}, {p} {c}")}
POSTCODE = {"de": "#####", "fr": "#####", "es": "28###", "it": "#####", "nl": "#### @@", "pl": "##-###", "pt": "####-###", "sv": "### ##", "da": "####",
            "nb": "####", "fi": "#####", "en": "@@# #@@"}
PHONE = {
    "en": ("+44 20 7### ####", "020 7### ####", "07### ######", "+44 (0)161 ### ####", "01632 960###", "+447#########"),
    "de": ("+49 30 #######", "030 / #######", "0171-#######", "+49 (0)221 ######", "(089) ### ## ##", "0151 ########", "+4915#########"),
    "fr": ("+33 1 ## ## ## ##", "01 ## ## ## ##", "06.##.##.##.##", "+33 (0)6 ## ## ## ##", "04########", "+336########"),
    "es": ("+34 91# ## ## ##", "91# ### ###", "6## ## ## ##", "+34 6########", "93#-###-###", "6########"),
    "it": ("+39 02 #######", "02 #######", "347 #######", "+39 33# ### ####", "06/#######", "32########"),
    "nl": ("+31 20 ### ####", "020-#######", "06-########", "+31 6 ########", "(030) ### ## ##", "06########"),
    "pl": ("+48 22 ### ## ##", "22 ### ## ##", "6## ### ###", "+48 5## ### ###", "(12) ### ## ##", "5##-###-###"),
    "pt": ("+351 21 ### ####", "21 ### ## ##", "91# ### ###", "+351 96#######", "22#######", "93# ## ## ##"),
    "sv": ("+46 8 ### ### ##", "08-### ### ##", "070-### ## ##", "+46 (0)70 ### ## ##", "031-## ## ##", "073#######"),
    "da": ("+45 ## ## ## ##", "3# ## ## ##", "+45 2#######", "4### ####", "2# ## ## ##"),
    "nb": ("+47 ## ## ## ##", "2# ## ## ##", "+47 9## ## ###", "4## ## ###", "9## ## ###"),
    "fi": ("+358 40 ### ####", "040 ### ####", "09 ### ####", "+358 (0)50 #######", "050-#######")}
DATES = {"en": "{d:02d}/{m:02d}/{y}|{d} March {y}|{y}-{m:02d}-{d:02d}", "de": "{d:02d}.{m:02d}.{y}|{d}. März {y}|{d}.{m}.{y}", "fr": "{d:02d}/{m:02d}/{y}|{d} mars {y}",
         "es": "{d:02d}/{m:02d}/{y}|{d} de marzo de {y}|{d:02d}-{m:02d}-{y}", "it": "{d:02d}/{m:02d}/{y}|{d} marzo {y}|{d:02d}.{m:02d}.{y}",
         "nl": "{d:02d}-{m:02d}-{y}|{d} maart {y}|{d}/{m}/{y}", "pl": "{d:02d}.{m:02d}.{y}|{d} marca {y} r.|{y}-{m:02d}-{d:02d}",
         "pt": "{d:02d}/{m:02d}/{y}|{d} de março de {y}|{d:02d}-{m:02d}-{y}", "sv": "{y}-{m:02d}-{d:02d}|{d} mars {y}", "da": "{d:02d}.{m:02d}.{y}|{d}. marts {y}|{d:02d}-{m:02d}-{y}",
         "nb": "{d:02d}.{m:02d}.{y}|{d}. mars {y}", "fi": "{d}.{m}.{y}|{d:02d}.{m:02d}.{y}|{d}. maaliskuuta {y}"}
MAIL_DOMAINS = ("example.com", "mail.example.org", "firma-nord.example.net", "post.example.eu")


def ascii_lower(text):
    text = text.lower().translate(str.maketrans("ßøłæœ'", "solao-"))
    return "".join(c for c in unicodedata.normalize("NFD", text) if c.isascii() and (c.isalnum() or c == "-"))


def luhn_digit(digits):
    total = sum(n - 9 if n > 9 else n for n in (int(c) * (2 if i % 2 == 0 else 1) for i, c in enumerate(reversed(digits))))
    return str(-total % 10)


class DocumentValues:
    """Makes the values of one language."""

    def __init__(self, language, random):
        self.language = language
        self.random = random
        self.given = names(language, "first_name")
        self.families = names(language, "last_name")

    def fill(self, pattern):
        letters = "ABDEFGHJLNPRSTUW"
        return "".join(self.random.choice("0123456789") if c == "#" else self.random.choice(letters) if c == "@" else c for c in pattern)

    def first(self):
        return self.random.choice(self.given)

    def last(self):
        family = self.random.choice(self.families)
        if self.language == "es" and self.random.random() < 0.5:
            return f"{family} {self.random.choice(self.families)}"
        if self.language in ("de", "fr", "pl", "nl") and self.random.random() < 0.06:
            return f"{family}-{self.random.choice(self.families)}"
        return family

    def person(self):
        first, last = self.first(), self.last()
        chance = self.random.random()
        if chance < 0.06:
            return f"{first} {last.upper()}"
        if chance < 0.12:
            return f"{first} {self.random.choice('ABCDEFGHJKLMPRST')}. {last}"
        if chance < 0.16:
            return f"{first[0]}. {last}"
        return f"{first} {last}"

    def last_first(self):
        return f"{self.last()}, {self.first()}"

    def email(self):
        return f"{ascii_lower(self.first())}.{ascii_lower(self.random.choice(self.families))}@{self.random.choice(MAIL_DOMAINS)}"

    def user(self):
        return (ascii_lower(self.first())[:1] + ascii_lower(self.random.choice(self.families)))[:8] + self.random.choice(("", "2", "07"))

    def phone(self):
        return self.fill(self.random.choice(PHONE[self.language]))

    def street(self):
        rng, language, family = self.random, self.language, self.random.choice(self.families)
        if language == "de":
            return rng.choice(address_list("de", "street_root"))
        if language == "nl":
            return family.replace(" ", "") + rng.choice(("straat", "laan", "weg", "plein", "kade", "plantsoen", "singel"))
        if language in ("sv", "da", "nb"):
            locale = {"sv": "sv", "da": "da-DK", "nb": "nb-NO"}[language]
            root = rng.choice(address_list(locale, "street_root")) + rng.choice(address_list(locale, "street_suffix"))
            return f"{rng.choice(address_list(locale, 'street_prefix'))} {root}" if rng.random() < 0.3 else root
        if language == "fi":
            return family + rng.choice(("katu", "tie", "kuja", "polku", "ranta", "kaari"))
        kind = rng.choice(STREET_TYPES[language].split("|"))
        if language == "en":
            return f"{family} {kind}"
        if language == "fr" and " d" not in kind and rng.random() < 0.4:
            return f"{kind} {rng.choice([s for s in address_list('fr-CA', 'street_suffix') if s[0].islower() or s[0].isupper()])}"
        return f"{kind} {self.first() + ' ' if rng.random() < 0.4 else ''}{family}"

    def postcode(self):
        text = self.fill(POSTCODE[self.language])
        return ("1" + text[1:]) if text[0] == "0" else text

    def city(self):
        return self.random.choice(CITIES[self.language].split("|"))

    def address(self):
        pattern = self.random.choice(ADDRESS[self.language])
        return pattern.format(s=self.street(), n=self.random.randint(1, 190), p=self.postcode(), c=self.city(), u=self.random.randint(1, 9))

    def iban(self):
        country = COUNTRY[self.language]
        bban = self.fill("#" * (IBAN_LENGTH[country] - 4))
        check = 98 - int("".join(str(int(c, 36)) for c in bban + country + "00")) % 97
        text = f"{country}{check:02d}{bban}"
        return " ".join(text[i:i + 4] for i in range(0, len(text), 4)) if self.random.random() < 0.5 else text

    def card(self):
        body = self.random.choice(("4539", "5425", "4716", "5177")) + self.fill("#" * 11)
        text = body + luhn_digit(body)
        return self.random.choice((" ", "-", "")).join(text[i:i + 4] for i in range(0, 16, 4))

    def dob(self):
        values = {"d": self.random.randint(1, 28), "m": self.random.randint(1, 12), "y": self.random.randint(1940, 2005)}
        return self.random.choice(DATES[self.language].split("|")).format(**values)

    def ip(self):
        return ".".join(str(self.random.randint(1, 254)) for _ in range(4))

    def id(self):
        """A national number of the language's country that stdnum accepts."""
        rng = self.random
        day, month, year = rng.randint(1, 28), rng.randint(1, 12), rng.randint(45, 98)
        if self.language == "en":
            return f"AB {rng.randint(10, 99)} {rng.randint(10, 99)} {rng.randint(10, 99)} C"
        makers = {
            "de": lambda: (idnr, self.fill("8659##7403#")), "fr": lambda: (nir, None), "es": lambda: (dni, None), "it": lambda: (None, None),
            "nl": lambda: (bsn, self.fill("1########")), "pl": lambda: (pesel, f"{year:02d}{month:02d}{day:02d}" + self.fill("#####")),
            "pt": lambda: (nif, self.fill("2########")), "sv": lambda: (personnummer, f"{year:02d}{month:02d}{day:02d}-" + self.fill("####")),
            "da": lambda: (cpr, f"{day:02d}{month:02d}{year:02d}" + self.fill("2###")),
            "nb": lambda: (fodselsnummer, f"{day:02d}{month:02d}{year:02d}" + self.fill("#####")),
            "fi": lambda: (hetu, f"{day:02d}{month:02d}{year:02d}-" + self.fill("1##"))}
        if self.language == "es":
            number = self.fill("########")
            return number + dni.calc_check_digit(number)
        if self.language == "fr":
            body = f"{rng.choice('12')}{year:02d}{month:02d}" + self.fill("75###0##")
            return body + f"{97 - int(body) % 97:02d}"
        if self.language == "it":
            return self.codice_fiscale(day, month, year)
        while True:
            module, text = makers[self.language]()
            if self.language == "fi":
                text += hetu._calc_checksum(text[:6] + text[7:])
            if module.is_valid(text):
                return text

    def codice_fiscale(self, day, month, year):
        from stdnum.it import codicefiscale
        letters = "".join(self.random.choice("BCDFGLMNPRSTV") for _ in range(6))
        body = f"{letters}{year:02d}{'ABCDEHLMPRST'[month - 1]}{day:02d}F{self.random.randint(100, 999)}"
        return body + codicefiscale.calc_check_digit(body)
