"""Values with check digits that belong to nobody, made while the test runs: official numbers of some forty countries, IBAN, cards and
secrets. Each is drawn in the written form of its country until python3-stdnum accepts it."""

import base64
import importlib
import re

# name: (module of stdnum or None, written form); # digit, @ letter, yy mm dd of a date, other characters as they stand
FORMS = {
    "at.vnr": ("at.vnr", "#### ddmmyy"), "au.tfn": ("au.tfn", "### ### ###"), "be.nn": ("be.nn", "yy.mm.dd-###.##"), "bg.egn": ("bg.egn", "yymmdd####"),
    "br.cpf": ("br.cpf", "###.###.###-##"), "ca.sin": ("ca.sin", "### ### ###"), "ch.ahv": ("ch.ssn", "756.####.####.##"),
    "cz.rc": ("cz.rc", "yymmdd/####"), "de.idnr": ("de.idnr", "## ### ### ###"), "dk.cpr": ("dk.cpr", "ddmmyy-####"), "ee.ik": ("ee.ik", "3yymmdd####"),
    "es.nie": ("es.nie", "X#######@"), "fi.hetu": ("fi.hetu", "ddmmyy-###@"), "fr.nif": ("fr.nif", "1# ## ### ### ###"), "fr.nir": ("fr.nir", "2 yy mm 75 ### ### ##"),
    "gb.nhs": ("gb.nhs", "### ### ####"), "gr.amka": ("gr.amka", "ddmmyy#####"), "hr.oib": ("hr.oib", "###########"), "ie.pps": ("ie.pps", "#######@"),
    "in.aadhaar": ("in_.aadhaar", "#### #### ####"), "in.pan": ("in_.pan", "@@@P@####@"), "kr.rrn": ("kr.rrn", "yymmdd-1######"), "lt.asmens": ("lt.asmens", "3yymmdd####"),
    "lv.pk": ("lv.pvn", "ddmmyy-1####"), "nl.bsn": ("nl.bsn", "#########"), "no.fnr": ("no.fodselsnummer", "ddmmyy #####"), "pl.nip": ("pl.nip", "###-###-##-##"),
    "pl.pesel": ("pl.pesel", "yymmdd#####"), "pt.nif": ("pt.nif", "2########"), "ro.cnp": ("ro.cnp", "1yymmdd1#####"), "se.pnr": ("se.personnummer", "yymmdd-####"),
    "si.ddv": ("si.ddv", "########"), "si.emso": ("si.emso", "ddmm9##50####"), "sk.rc": ("sk.rc", "yymmdd/####"), "tr.tckn": ("tr.tckimlik", "###########"),
    "us.ssn": ("us.ssn", "###-##-####"), "za.id": ("za.idnr", "yymmdd5###08#"), "es.passport": (None, "PAC######"), "passport9": (None, "5########"),
    "au.medicare": (None, "2### ##### #"), "hu.taj": (None, "### ### ###"), "il.id": (None, "0########"), "jp.mn": (None, "#### #### ####"),
    "bg.pnf": ("bg.pnf", "##########"), "nl.onderwijsnummer": ("nl.onderwijsnummer", "10#######"), "gb.upn": ("gb.upn", "H801200######"),
    "ca.bc_phn": (None, "9### ### ###"), "br.cns": (None, "7## #### #### ####"), "ca.qc_health": (None, "@@@@ yymm dd##"), "au.ihi": (None, "8003 60## #### ####"),
    "es.nuss": (None, "28 ######## ##"), "lu.matricule": (None, "19yymmdd#####"), "mt.id": (None, "0######M"),
}
IBAN_LENGTHS = {"DE": 22, "FR": 27, "ES": 24, "PL": 28, "GB": 22}


def luhn(digits):
    return sum(sum(divmod(int(c) * (2 - i % 2), 10)) for i, c in enumerate(digits[-2::-1])) % 10 == -int(digits[-1]) % 10


def weighted(weights):
    return lambda digits: sum(int(d) * w for d, w in zip(digits, weights))


OWN_CHECKS = {  # numbers that stdnum does not know
    "au.medicare": lambda d: weighted((1, 3, 7, 9, 1, 3, 7, 9))(d) % 10 == int(d[8]) and d[9] != "0" and d[1] < "7",
    "au.ihi": lambda d: luhn(d),
    "br.cns": lambda d: weighted(range(15, 0, -1))(d) % 11 == 0,
    "ca.bc_phn": lambda d: (11 - weighted((2, 4, 8, 5, 10, 9, 7, 3))(d[1:9]) % 11) % 11 == int(d[9]),
    "es.nuss": lambda d: int(d[:10]) % 97 == int(d[10:]) and d[2] != "0",
    "hu.taj": lambda d: weighted((3, 7) * 4)(d) % 10 == int(d[8]),
    "il.id": lambda d: luhn(d),
    "jp.mn": lambda d: (lambda rest: int(d[11]) == (0 if rest <= 1 else 11 - rest))(sum(int(d[10 - n]) * (n + 2 if n <= 5 else n - 4) for n in range(11)) % 11),
}


class OfficialValues:
    """Draws from one random stream."""

    def __init__(self, random):
        self.random = random

    def fill(self, form):
        rng = self.random
        date = {"yy": rng.randint(45, 98), "mm": rng.randint(1, 12), "dd": rng.randint(1, 28)}
        form = re.sub("yy|mm|dd", lambda part: f"{date[part.group()]:02d}", form)
        return "".join(rng.choice("0123456789") if c == "#" else rng.choice("ABCDEFGHJKLMNPRSTVWXYZ") if c == "@" else c for c in form)

    def value(self, name):
        if name.startswith("iban."):
            return self.iban(name[5:])
        maker = getattr(self, name, None)
        if maker is not None:
            return maker()
        if name == "it.cf":
            return self.codice_fiscale()
        module, form = FORMS[name]
        own = OWN_CHECKS.get(name)
        if name == "lu.matricule":
            return self.matricule(form)
        valid = importlib.import_module("stdnum." + module).is_valid if module else own or (lambda digits: True)
        while True:
            text = self.fill(form)
            if valid(text if module else re.sub(r"\D", "", text) if own else text):
                return text

    def matricule(self, form):
        from stdnum import luhn as stdnum_luhn, verhoeff
        body = self.fill(form)[:11]
        return body + stdnum_luhn.calc_check_digit(body) + verhoeff.calc_check_digit(body)

    def codice_fiscale(self):
        from stdnum.it import codicefiscale
        body = self.fill("@@@@@@yy") + "ABCDEHLMPRST"[self.random.randint(0, 11)] + self.fill("dd@###")
        return body + codicefiscale.calc_check_digit(body)

    def iban(self, country):
        body = ("NWBK" if country == "GB" else "") + self.fill("#" * (IBAN_LENGTHS[country] - 4 - 4 * (country == "GB")))
        check = 98 - int("".join(str(int(c, 36)) for c in body + country + "00")) % 97
        text = f"{country}{check:02d}{body}"
        return " ".join(text[i:i + 4] for i in range(0, len(text), 4))

    def card(self):
        while True:
            text = self.fill(self.random.choice(("4539########", "5425########", "2221########")) + "####")
            if luhn(text):
                return " ".join(text[i:i + 4] for i in range(0, 16, 4))

    def hex40(self):
        return "".join(self.random.choice("0123456789abcdef") for _ in range(40))

    def pw(self):
        return "".join(self.random.choice("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMN23456789") for _ in range(12))

    def jwt(self):
        def part(size):
            return base64.urlsafe_b64encode(bytes(self.random.randint(0, 255) for _ in range(size))).decode().rstrip("=")
        return "ey" + "J" + part(24) + ".ey" + "J" + part(40) + "." + part(32)
