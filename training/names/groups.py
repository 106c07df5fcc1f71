"""Groups the words of a BERT vocabulary by their embeddings, for the tagger of names: words that stand in like places.

    python groups.py model.safetensors vocab.txt > groups.txt

A line is a group: its place in a binary tree as ten bits, then its words. Words that share the first bits are alike in a
coarser way. Needs numpy; the seed is in the program, and the same files give the same groups.
"""

import json
import sys

import numpy

DEPTH = 10
ROUNDS = 25
#: A group this small is not parted further.
SMALL = 8


def main():
    weights, vocabulary = sys.argv[1:]
    words = open(vocabulary, encoding="utf-8").read().split("\n")
    table = embeddings(weights)
    kept = [at for at, word in enumerate(words) if len(word) > 1 and word.isalpha()]
    table = table[kept] - table[kept].mean(0)
    table /= numpy.linalg.norm(table, axis=1, keepdims=True)
    chance = numpy.random.default_rng(2026)
    for bits, members in parted(table, numpy.arange(len(kept)), "", chance):
        print(bits.ljust(DEPTH, "0"), *(words[kept[at]] for at in members))


def embeddings(path):
    """The word table of a safetensors file."""
    data = open(path, "rb").read()
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + length])
    entry = next(value for name, value in header.items() if name.endswith("word_embeddings.weight"))
    start, end = (8 + length + at for at in entry["data_offsets"])
    return numpy.frombuffer(data[start:end], dtype="<f4").reshape(entry["shape"]).astype("f4")


def parted(table, members, bits, chance):
    """Leaves of the tree below `members`, in order."""
    if len(bits) == DEPTH or len(members) <= SMALL:
        yield bits, members
        return
    rows = table[members]
    centres = rows[chance.choice(len(rows), 2, replace=False)]
    for _ in range(ROUNDS):
        side = (rows @ (centres[1] - centres[0])) > 0
        if side.all() or not side.any():
            side = chance.random(len(rows)) < 0.5
        centres = numpy.stack([rows[~side].mean(0), rows[side].mean(0)])
        centres /= numpy.linalg.norm(centres, axis=1, keepdims=True)
    for bit, part in (("0", ~side), ("1", side)):
        if part.any():
            yield from parted(table, members[part], bits + bit, chance)


main()
