"""Teaches the tagger of names from texts without labels: small BERTs learn from the labelled rows, then say which names
they see in the texts, and the tagger learns from both.

    python teach.py DATA model.safetensors vocab.txt names.taught a.rows [b.rows]

DATA is the folder of the development files, whose texts are read as far as their licence lets weights be given away;
the trunk is that of the encoder, and `*.rows` are labelled rows as `wicket-train-names` writes them, with a teacher for
each file. Where two teachers read the same sentence and see different names, it is left out. It needs what
`../encoder/requirements.txt` names. The seed is in the program; rounding differs between processors, so another machine
makes labels that are alike, not the same.
"""

import json
import random
import re
import sys
from pathlib import Path

import torch
import teacher  # the encoder's folder is on the path from here on
from data import development_rows
from sources import NOT_SHIPPED

#: How sure the least sure word of a sentence must be for the tagger to learn from it.
SURE = 0.5
#: Sentences that the teacher reads.
SENTENCES = 40_000
#: Of the sentences without a capital behind the first letter, how many are among them.
SMALL = 0.1
#: Characters of a text that are read, and of a sentence, fewest and most.
READ, SHORTEST, LONGEST = 3000, 20, 500
#: The end of Latin Extended-B.
LAST_LATIN = 0x24F
SEED = 2026

END = re.compile(r"(?<=[.!?])\s+(?=[\"'“(]?[A-ZÄÖÜÉ0-9])|\n\s*\n")


def main():
    """Writes what the teachers are sure of, as data files have it."""
    data, trunk, vocabulary, out, *files = map(Path, sys.argv[1:])
    torch.set_num_threads(1)
    known = {}
    for file in files:
        for text, told in said(file, data, trunk, vocabulary).items():
            # A teacher of other rows has other errors, so what both say is right more often.
            if known.setdefault(text, told)[0] != told[0]:
                known[text] = ([], 0.0)
    with out.open("w", encoding="utf-8") as lines:
        for number, (text, (spans, sure)) in enumerate(known.items()):
            if sure >= SURE and is_readable(text) and not any(is_handle(text, span) for span in spans):
                row = {"id": f"taught-{number}", "text": text, "spans": spans, "source": "taught"}
                lines.write(json.dumps(row, ensure_ascii=False) + "\n")


def said(file, data, trunk, vocabulary):
    """What a teacher that has read the rows of `file` sees in sentences of its own choice, and how sure it is."""
    torch.manual_seed(SEED)
    chance = random.Random(SEED)
    reader = teacher.Reader(vocabulary)
    rows = [json.loads(line) for line in file.open(encoding="utf-8")]
    model = teacher.taught(rows, reader, trunk, chance)
    texts = sentences(data, chance)
    return dict(zip(texts, teacher.said(model, reader, texts, chance)))


def sentences(data, chance):
    """Sentences of the texts that may be learnt from, in an order of chance."""
    texts = [row.text[:READ] for row in development_rows(data) if row.source not in NOT_SHIPPED]
    found = {sentence.strip() for text in texts for sentence in END.split(text)}
    found = sorted(sentence for sentence in found if SHORTEST < len(sentence) < LONGEST)
    chance.shuffle(found)
    # Few names are where no capital is.
    likely = (text for text in found if any(map(str.isupper, text[1:])) or chance.random() < SMALL)
    return list(likely)[:SENTENCES]


def is_readable(text):
    """Whether a text is written as the trunk's pieces are, with Latin letters and hardly an accent."""
    letters = list(filter(str.isalpha, text))
    return max(map(ord, letters), default=0) <= LAST_LATIN and sum(c > "\x7f" for c in letters) <= len(letters) / 50 + 1


def is_handle(text, span):
    """Whether a name stands behind the sign of an account or a topic, which tells the teacher nothing."""
    return text[max(span["start"] - 1, 0) : span["start"]] in ("@", "#")


if __name__ == "__main__":
    main()
