"""Planted values of every type and country, some 10,000 of them, each in a title, a label, an address or a message
as programs show them, as JSON lines: {"type", "value", "field", "text"}. Nobody's: drawn while the test runs."""

import argparse
import json
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "wide_texts"))
from official_values import OfficialValues  # noqa: E402

# type: {name of the value: what announces it in its country}
OFFICIAL = {
    "NATIONAL_ID": {
        "be.nn": "Rijksregisternummer", "bg.egn": "ЕГН", "bg.pnf": "ЛНЧ", "gb.upn": "UPN", "nl.onderwijsnummer": "Onderwijsnummer", "cz.rc": "Rodné číslo", "dk.cpr": "CPR-nummer", "ee.ik": "Isikukood", "es.nie": "NIE",
        "fi.hetu": "Henkilötunnus", "ie.pps": "PPS number", "il.id": "Teudat zehut", "in.aadhaar": "Aadhaar", "jp.mn": "マイナンバー",
        "kr.rrn": "주민등록번호", "lt.asmens": "Asmens kodas", "lu.matricule": "Matricule", "lv.pk": "Personas kods", "mt.id": "ID card",
        "nl.bsn": "BSN", "no.fnr": "Fødselsnummer", "pl.pesel": "PESEL", "ro.cnp": "CNP", "se.pnr": "Personnummer", "si.emso": "EMŠO",
        "sk.rc": "Rodné číslo", "tr.tckn": "TC Kimlik No", "za.id": "ID number"},
    "TAX_ID": {
        "au.tfn": "TFN", "br.cpf": "CPF", "de.idnr": "Steuer-ID", "fr.nif": "Numéro fiscal", "hr.oib": "OIB", "in.pan": "PAN", "it.cf": "Codice fiscale",
        "pl.nip": "NIP", "pt.nif": "NIF", "si.ddv": "Davčna številka"},
    "SOCIAL_SECURITY": {
        "at.vnr": "SV-Nr.", "ca.sin": "SIN", "ch.ahv": "AHV-Nr.", "es.nuss": "Nº Seguridad Social", "fr.nir": "N° de sécurité sociale",
        "gr.amka": "ΑΜΚΑ", "hu.taj": "TAJ szám", "us.ssn": "SSN"},
    "HEALTH_ID": {
        "au.medicare": "Medicare number", "gb.nhs": "NHS number", "au.ihi": "IHI", "br.cns": "Cartão Nacional de Saúde", "ca.bc_phn": "Personal Health Number",
        "ca.qc_health": "N° d'assurance maladie"},
    "PASSPORT": {"es.passport": "Pasaporte", "passport9": "Passport no."},
    "CARD": {"card": "Credit card"},
    "IBAN": {f"iban.{country}": "IBAN" for country in ("DE", "FR", "ES", "PL", "GB")},
    "SECRET": {"hex40": "API key", "jwt": "Token", "pw": "Passwort"},
}
# type: written forms with what announces them; # digit, ^ capital letter, % word
WRITTEN = {
    "EMAIL": ["E-Mail: %.%@example.org", "%##@firma.example", "mailto:%-%@mail.example"],
    "PHONE": ["Tel. +49 30 9####11", "+44 20 7946 0###", "Téléphone : 01 99 00 ## ##", "Mobile +1 202 555 01##", "+81 3 5555 ####", "Telefon 0##1 55501##"],
    "IP": ["Host 10.1##.1##.##", "fe80::#a##:b#f1:c###:1#2d"],
    "MAC": ["MAC 0#:1A:#B:3C:#D:5#", "Adapter 0#-1A-#B-3C-#D-5#"],
    "URL_CREDENTIAL": ["https://%:%##@erp.example/start", "https://crm.example/find?customer=%+%"],
    "BIC": ["BIC: ^^^^DEFF###", "SWIFT ^^^^FR2P"],
    "ACCOUNT": ["Kontonummer: ##########", "Account number ########"],
    "DATE_OF_BIRTH": ["geb. 1#.04.19##", "Date of birth: 19##-07-1#", "né le 1#/11/19##"],
    "DRIVER_LICENSE": ["Führerschein Nr. ^###RRE2I5#", "Driving licence: MORGA6570#4SM#IJ"],
    "VEHICLE_PLATE": ["Kennzeichen B-^^ 1###", "Registration plate AB#1 ^^^"],
    "USERNAME": ["Login: %##", "C:\\Users\\%##\\Documents\\report.xlsx"],
    "HOSTNAME": ["Hostname: PC-FIN-####", "Server: srv-app-####"],
    "PERSON": ["Kunde: Max Q%", "Dear Mrs Q%,", "Patient: Erika Q%", "Message from Anna Q%"],
    "ADDRESS": ["Q%straße 1##, 1011# Berlin", "1## Q% Street, Leeds LS1 4AB", "12 rue Q%, 7500# Paris", "ul. Q% 1#, 00-95# Warszawa"],
}
SCREENS = [("window_title", "{} - Formular"), ("element_name", "{}"), ("window_title", "Edit | {} | ERP"), ("element_name", "{} ändern"), ("detail", "Geöffnet: {}")]
PERSONAL = {"E-Mail: ", "mailto:", "Tel. ", "Téléphone : ", "Mobile ", "Telefon ", "Host ", "MAC ", "Adapter ", "BIC: ", "SWIFT ", "Kontonummer: ",
            "Account number ", "geb. ", "Date of birth: ", "né le ", "Führerschein Nr. ", "Driving licence: ", "Kennzeichen ", "Registration plate ",
            "Login: ", "Hostname: ", "Server: ", "Kunde: ", "Dear Mrs ", "Patient: ", "Message from "}


class Writer:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.values = OfficialValues(self.random)

    def word(self):
        return "".join(self.random.choice("bdfgklmnprstvz") + self.random.choice("aeiou") for _ in range(4))

    def fill(self, form):
        out = ""
        for c in form:
            out += {"#": lambda: self.random.choice("0123456789"), "^": lambda: self.random.choice("ABCDEFGHJKLMNPRSTVWXYZ"), "%": self.word}.get(c, lambda: c)()
        # Q marks a word that begins with a capital.
        while "Q" in out:
            at = out.index("Q")
            out = out[:at] + out[at + 1:at + 2].upper() + out[at + 2:]
        return out

    def lines(self, official, written):
        for kind, names in OFFICIAL.items():
            for name, label in names.items():
                for i in range(official):
                    value = self.values.value(name)
                    yield kind, value, SCREENS[i % len(SCREENS)], f"{label}: {value}" if i % 2 else f"{label} {value}"
        for kind, forms in WRITTEN.items():
            for i in range(written):
                shown = self.fill(forms[i % len(forms)])
                value = next((shown[len(label):] for label in PERSONAL if shown.startswith(label)), shown).rstrip(",")
                if kind == "USERNAME" and "\\" in value:
                    value = value.split("\\")[2]
                if kind == "URL_CREDENTIAL":
                    value = shown.split("//")[1].split("@")[0] if "@" in shown else shown.split("=")[1]
                yield kind, value, SCREENS[i % len(SCREENS)], shown


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--official", type=int, default=140, help="values a kind of official number")
    parser.add_argument("--written", type=int, default=200, help="values a further type")
    options = parser.parse_args()
    for kind, value, (field, screen), shown in Writer(options.seed).lines(options.official, options.written):
        print(json.dumps({"type": kind, "value": value, "field": field, "text": screen.format(shown)}, ensure_ascii=False))


if __name__ == "__main__":
    main()
