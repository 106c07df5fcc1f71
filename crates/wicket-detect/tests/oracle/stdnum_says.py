"""What python-stdnum says of many numbers: prints a line `kind<TAB>number<TAB>valid|wrong` for each.

Installs python-stdnum into a cache folder where the interpreter does not have it, never into the repository.
"""

import importlib
import os
import random
import subprocess
import sys
from pathlib import Path

VERSION = "2.2"

# How numbers of a kind are built: 9 a digit, A a letter, X either, YYMMDD and DDMMYY a date, `j` a nine that stays,
# anything else itself, in capitals. Bars part forms. A trailing `*n` says how many characters at the end are looked for
# until the whole is valid.
SHAPES = {
    "ar.cuit": "20999999999*1|27999999999*1|30999999999*1",
    "at.vnr": "9999DDMMYY*0",
    "at.tin": "999999999*1",
    "au.abn": "99999999999*3",
    "au.tfn": "999999999*2",
    "be.nn": "YYMMDD99999*2",
    "be.bis": "YY21DD99999*2|YY45DD99999*2",
    "bg.egn": "YYMMDD9999*1",
    "br.cpf": "99999999999*2",
    "br.cnpj": "99999999000199*2",
    "ca.sin": "999999999*1",
    "ch.ssn": "7569999999999*1",
    "cl.rut": "99999999X*1",
    "cn.ric": "1101011jYYMMDD999X*1",
    "co.nit": "9999999999*1",
    "cy.vat": "99999999A*1",
    "cz.rc": "YYMMDD9999*1",
    "de.idnr": "99999999999*0",
    "do.cedula": "00199999999*1",
    "ec.ci": "0999999999*1|1799999999*1",
    "ee.ik": "3YYMMDD9999*1|6YYMMDD9999*1",
    "es.dni": "99999999A*1",
    "es.nie": "x9999999A*1|z9999999A*1",
    "es.cif": "A9999999X*1",
    "fi.hetu": "DDMMYY-999X*1",
    "fr.nif": "0999999999999*3",
    "fr.nir": "1YYMM9999999999*2",
    "gb.nhs": "9999999999*1",
    "gb.utr": "9999999999*1",
    "gr.amka": "DDMMYY99999*1",
    "gr.vat": "999999999*1",
    "hr.oib": "99999999999*1",
    "ie.pps": "9999999A*1|9999999AA*2",
    "il.idnr": "999999999*1",
    "in_.aadhaar": "999999999999*1",
    "in_.pan": "AAAPA9999A*0",
    "is_.kennitala": "DDMMYY9999*2",
    "it.codicefiscale": "AAAAAA99p15A999A*1|AAAAAA99t41A999A*1",
    "it.iva": "99999990019*1",
    "jp.in_": "999999999999*1",
    "lt.asmens": "3YYMMDD9999*1|4YYMMDD9999*1",
    "lv.pvn": "DDMMYY19999*1",
    "md.idno": "2999999999999*1",
    "mx.curp": "AAAAYYMMDDHDFAAA99*1",
    "mx.rfc": "AAAAYYMMDDXXX*1",
    "my.nric": "YYMMDD149999*0",
    "nl.bsn": "999999999*1",
    "no.fodselsnummer": "DDMMYY99999*2",
    "nz.ird": "99999999*1|099999999*1",
    "pe.ruc": "10999999999*1|20999999999*1",
    "pk.cnic": "9999999999999*0|9999999999990*0",
    "pl.nip": "9999999999*1",
    "pl.pesel": "YYMMDD99999*1",
    "pt.cc": "999999999AA9*1",
    "pt.nif": "999999999*1",
    "py.ruc": "99999999*1",
    "ro.cnp": "1YYMMDD129999*1|2YYMMDD409999*1",
    "ru.inn": "9999999999*1|999999999999*2",
    "se.personnummer": "YYMMDD9999*1",
    "si.emso": "DDMMjYY509999*1|DDMMjYY719999*1",
    "th.pin": "1999999999999*1|3999999999999*1",
    "tr.tckimlik": "99999999999*2",
    "ua.rntrc": "9999999999*1",
    "us.itin": "999999999*0",
    "us.rtn": "021999999*1|111999999*1",
    "us.ssn": "999999999*0|000999999*0|666999999*0",
    "ve.rif": "V999999999*1|J999999999*1",
    "za.idnr": "YYMMDD9999089*1",
    "ar.cbu": "9999999999999999999999*0",
    "es.ccc": "99999999999999999999*0",
}
# Where the registry says more than python-stdnum does.
STRICTER = {
    "cn.ric": lambda number: number[6:8] in ("18", "19", "20"),
    "co.nit": lambda number: number[0] != "0",
    # Orden EHA/451/2008: the kind of company decides whether a digit or a letter stands at the end.
    "es.cif": lambda number: number[0] not in ("ABEH" if number[8].isalpha() else "NPQRSW"),
    # Numbers of persons only.
    "lv.pvn": lambda number: number[0] < "4" and number[6] in "012",
    "md.idno": lambda number: number[0] in "02",
    "pt.nif": lambda number: number[0] in "123568" or number[:2] in "45 70 71 72 74 75 77 78 79 90 91 98 99".split(),
    # Births from 1800 to 2099.
    "si.emso": lambda number: number[4] in "089",
}
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
DIGITS = "0123456789"


def oracle():
    try:
        return importlib.import_module("stdnum")
    except ImportError:
        pass
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = cache / "wicketgate" / "clients" / f"stdnum-{VERSION}"
    if not (folder / "stdnum").is_dir():
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        if subprocess.run([sys.executable, "-m", "pip", "--version"], capture_output=True, check=False).returncode:
            # A bare interpreter has no pip, but a virtual environment brings one.
            home = folder.with_suffix(".venv")
            subprocess.run([sys.executable, "-m", "venv", "--clear", home], check=True, stdout=sys.stderr)
            pip[0] = home / "bin" / "python"
        subprocess.run([*pip, "--target", folder, f"python-stdnum=={VERSION}"], check=True, stdout=sys.stderr)
    sys.path.insert(0, str(folder))
    return importlib.import_module("stdnum")


def verdict(kind):
    """What says whether a number of a kind is valid."""
    module = importlib.import_module(f"stdnum.{kind}")
    stricter = STRICTER.get(kind, lambda number: True)
    more = {"validate_check_digits": True} if kind == "mx.rfc" else {}
    return lambda number: module.is_valid(number, **more) and stricter(number)


def drawn(shape, luck):
    """One number of a shape."""
    date = {"YY": f"{luck.randrange(50, 99)}", "MM": f"{luck.randrange(1, 13):02}", "DD": f"{luck.randrange(1, 29):02}"}
    for mark, two in date.items():
        shape = shape.replace(mark, two.translate(str.maketrans(DIGITS, "abcdefghij")))
    pick = {"9": DIGITS, "A": LETTERS, "X": DIGITS + LETTERS}
    drawn = "".join(luck.choice(pick[mark]) if mark in pick else mark for mark in shape)
    return drawn.translate(str.maketrans("abcdefghij", DIGITS)).upper()


def varied(number, luck):
    """The number with one character changed, or two neighbours swapped."""
    at = luck.randrange(len(number) - 1)
    if luck.random() < 0.3:
        return number[:at] + number[at + 1] + number[at] + number[at + 2 :]
    same = DIGITS if number[at].isdigit() else LETTERS if number[at].isalpha() else number[at]
    return number[:at] + luck.choice(same) + number[at + 1 :]


def numbers(is_valid, form, luck):
    shape, _, tail = form.partition("*")
    for _ in range(40):
        number = drawn(shape, luck)
        yield number
        for _ in range(2_000):
            if is_valid(number):
                break
            number = drawn(shape, luck) if not int(tail) else number[: -int(tail)] + drawn(shape, luck)[-int(tail) :]
        yield number
        for _ in range(4):
            yield varied(number, luck)


def main():
    oracle()
    luck = random.Random(7)
    for kind, forms in SHAPES.items():
        is_valid = verdict(kind)
        for form in filter(None, forms.split("|")):
            for number in numbers(is_valid, form, luck):
                print(kind, number, "valid" if is_valid(number) else "wrong", sep="\t")


if __name__ == "__main__":
    main()
