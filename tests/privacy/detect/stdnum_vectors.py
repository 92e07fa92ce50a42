"""Prints numbers and what python-stdnum thinks of them: "rule number 0|1" a line, for stdnum_oracle_test.

Half of the numbers are random, the others are random with their check characters searched for, so that both
answers are well represented.
"""

import functools
import importlib
import random
import sys

DIGITS = "0123456789"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

# Rule, module, shape (9 digit, A letter, X both, yy dd 0m a date, else itself). Left out because stdnum 1.18 knows
# no check digit for them or an older rule: French spi, Korean brn, ITIN groups 50 to 65.
MODULES = (
    ("de.steuer_id", "de.idnr", "99999999999"), ("de.ust_id", "de.vat", "DE999999999"),
    ("at.sozialversicherung", "at.vnr", "9999dd0m99"), ("at.uid", "at.uid", "ATU99999999"), ("at.abgabenkonto", "at.tin", "999999999"),
    ("ch.ahv", "ch.ssn", "7569999999999"), ("ch.uid", "ch.uid", "CHE999999999"),
    ("nl.bsn", "nl.bsn", "999999999"), ("be.rijksregister", "be.nn", "yy0mdd99999"),
    ("be.btw", "be.vat", "BE0999999999"), ("lu.tva", "lu.tva", "LU99999999"),
    ("fr.nir", "fr.nir", "1yy0m9999999999"),
    ("fr.siren", "fr.siren", "999999999"), ("fr.siret", "fr.siret", "99999999999999"),
    ("es.dni", "es.dni", "99999999A"), ("es.nie", "es.nie", "X9999999A"), ("es.cif", "es.cif", "B99999999"),
    ("it.codice_fiscale", "it.codicefiscale", "RSSMRA80A01H501A"), ("it.partita_iva", "it.iva", "99999990019"),
    ("pt.nif", "pt.nif", "299999999"), ("pt.cartao_cidadao", "pt.cc", "999999999ZZ9"),
    ("ro.cnp", "ro.cnp", "1yy0mdd039999"), ("ro.cui", "ro.cui", "99999999"),
    ("br.cpf", "br.cpf", "99999999999"), ("br.cnpj", "br.cnpj", "99999999999999"),
    ("gr.amka", "gr.amka", "dd0myy99999"), ("gr.afm", "gr.vat", "999999999"), ("cy.tin", "cy.vat", "99999999A"),
    ("mt.vat", "mt.vat", "MT99999999"),
    ("pl.pesel", "pl.pesel", "yy0mdd99999"), ("pl.nip", "pl.nip", "9999999999"), ("pl.regon", "pl.regon", "999999999"),
    ("cz.rodne_cislo", "cz.rc", "yy0mdd9999"), ("cz.dic", "cz.dic", "CZ99999999"), ("sk.ic_dph", "sk.dph", "SK9999999999"),
    ("hu.adoszam", "hu.anum", "HU99999999"), ("bg.egn", "bg.egn", "yy0mdd9999"), ("bg.dds", "bg.vat", "BG999999999"),
    ("hr.oib", "hr.oib", "99999999999"), ("si.ddv", "si.ddv", "99999999"), ("tr.tckn", "tr.tckimlik", "19999999999"),
    ("tr.vkn", "tr.vkn", "9999999999"),
    ("se.personnummer", "se.personnummer", "yy0mdd9999"), ("se.moms", "se.vat", "SE999999999901"),
    ("fi.hetu", "fi.hetu", "dd0myy-999X"), ("fi.y_tunnus", "fi.ytunnus", "99999999"),
    ("dk.cvr", "dk.cvr", "99999999"), ("no.fodselsnummer", "no.fodselsnummer", "dd0myy99999"),
    ("ee.isikukood", "ee.ik", "3yy0mdd9999"), ("lt.asmens_kodas", "lt.asmens", "3yy0mdd9999"),
    ("ee.kmkr", "ee.kmkr", "EE999999999"), ("lt.pvm", "lt.pvm", "LT999999919"), ("lv.pvn", "lv.pvn", "LV49999999999"),
    ("gb.nhs", "gb.nhs", "9999999999"), ("gb.utr", "gb.utr", "9999999999"), ("gb.vat", "gb.vat", "GB999999999"),
    ("ie.pps", "ie.pps", "9999999A"), ("us.ssn", "us.ssn", "999999999"),
    ("us.ein", "us.ein", "999999999"), ("us.aba", "us.rtn", "069999999"), ("ca.sin", "ca.sin", "199999999"),
    ("ca.bn", "ca.bn", "999999999RC0001"), ("za.id", "za.idnr", "yy0mdd9999089"), ("za.tin", "za.tin", "1999999999"),
    ("in.aadhaar", "in_.aadhaar", "999999999999"), ("in.pan", "in_.pan", "ABCPA9999A"),
    ("au.tfn", "au.tfn", "999999999"), ("au.abn", "au.abn", "99999999999"), ("au.acn", "au.acn", "999999999"),
    ("jp.company", "jp.cn", "9999999999999"), ("th.id", "th.pin", "1999999999999"),
    ("cn.ric", "cn.ric", "11010520yy0mdd999X"), ("mx.curp", "mx.curp", "GOMCyy0mddHDFRRL99"), ("ar.cuit", "ar.cuit", "20999999999"),
    ("bg.lnch", "bg.pnf", "9999999999"), ("nl.onderwijsnummer", "nl.onderwijsnummer", "109999999"), ("es.nif", "es.nif", "L9999999A"),
    ("gb.upn", "gb.upn", "A80120009999X"), ("se.organisationsnummer", "se.orgnr", "5569999999"), ("no.orgnr", "no.orgnr", "999999999"),
    ("si.emso", "si.emso", "dd0m9yy509999"), ("kr.rrn", "kr.rrn", "yy0mdd1999999"),
    ("ca.bc_phn", "ca.bc_phn", "9999999999"), ("in.vid", "in_.vid", "2999999999999999"), ("jp.my_number", "jp.in_", "999999999999"),
    ("be.identiteitskaart", "be.eid", "599999999999"),
    ("cl.rut", "cl.rut", "999999999"), ("ru.inn", "ru.inn", "9999999999"), ("il.id", "il.idnr", "999999999"),
)


def fill(shape, rng):
    text = "".join(rng.choice(DIGITS) if c == "9" else c for c in shape)
    text = text.replace("yy", "%02d" % rng.randint(50, 99)).replace("dd", "%02d" % rng.randint(1, 28))
    return text.replace("0m", "%02d" % rng.randint(1, 12))


def main():
    rng = random.Random(20260302)
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    for rule, name, shape in MODULES:
        try:
            module = importlib.import_module("stdnum." + name)
        except ImportError:
            continue
        # Temporary Finnish numbers lead to a person as others do.
        is_valid = functools.partial(module.is_valid, allow_temporary=True) if name == "fi.hetu" else module.is_valid
        for i in range(count):
            number = fill(shape, rng)
            if i % 2 == 0:
                places = [p for p in range(len(shape) - 1, -1, -1) if shape[p] in "9AX"][:2]
                found = None
                alphabets = [LETTERS if shape[p] == "A" else DIGITS + (LETTERS if shape[p] == "X" else "") for p in places]
                for a in alphabets[0]:
                    for b in alphabets[1]:
                        changed = list(number)
                        changed[places[0]], changed[places[1]] = a, b
                        if is_valid("".join(changed)):
                            found = "".join(changed)
                            break
                    if found:
                        break
                number = found or number
            elif shape[-1] in "AX":
                number = number[:-1] + rng.choice(LETTERS)
            print(rule, number, 1 if is_valid(number) else 0)


main()
