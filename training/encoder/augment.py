"""Varies rows at training, so that the model meets each in more settings than the data has.

Letter case needs no variation: the vocabulary is uncased.
"""

from __future__ import annotations

import random
import re
from dataclasses import replace

from data import Row

SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")
LONGEST_HOST = 320
LONGEST_ATTACK = 350


def misspell(text: str, draw: random.Random) -> str:
    """Swaps, drops or doubles about one letter in forty."""
    letters = list(text)
    for _ in range(max(1, len(letters) // 40)):
        i = draw.randrange(len(letters) - 1) if len(letters) > 1 else 0
        match draw.randrange(3):
            case 0:
                letters[i : i + 2] = letters[i : i + 2][::-1]
            case 1:
                letters[i] = ""
            case _:
                letters[i] *= 2
    return "".join(letters)


def excerpt(text: str, longest: int, draw: random.Random) -> str:
    """Some whole sentences of a text, or its start where it has none."""
    sentences = [s for s in SENTENCE_END.split(text) if s.strip()]
    if not sentences:
        return text[:longest]
    first = draw.randrange(len(sentences))
    chosen = sentences[first]
    for sentence in sentences[first + 1 :]:
        if len(chosen) + len(sentence) > longest:
            break
        chosen += " " + sentence
    return chosen[:longest]


class Augmenter:
    """Holds harmless documents and prompts to put attacks into."""

    def __init__(self, rows: list[Row], seed: int) -> None:
        self._draw = random.Random(f"augment {seed}")
        harmless = [row for row in rows if row.injection == 0.0 and "twin" not in row.kind]
        self._documents = [row.text for row in harmless if row.origin == "foreign"]
        self._prompts = [row.text for row in harmless if row.origin == "user" and 20 < len(row.text) < 300]

    def vary(self, row: Row) -> Row:
        """The row as it is, or once in a while in a document, after a prompt, misspelt, cut, or of untold origin."""
        draw = self._draw
        row = self._set_among_others(row)
        text, origin = row.text, row.origin
        if draw.random() < 0.08:
            text = misspell(text, draw)
        if draw.random() < 0.05 and len(text) > 60:
            text = text[: draw.randrange(len(text) * 6 // 10, len(text))]
        if draw.random() < 0.15:
            origin = "unknown"
        return replace(row, text=text, origin=origin)

    def _set_among_others(self, row: Row) -> Row:
        draw = self._draw
        if row.injection is None or len(row.text) > LONGEST_ATTACK:
            return row
        chance = draw.random()
        if row.injection == 1.0 and chance < 0.12 and self._documents:
            host = excerpt(draw.choice(self._documents), LONGEST_HOST, draw)
            sentences = SENTENCE_END.split(host)
            at = draw.randrange(len(sentences) + 1)
            text = " ".join([*sentences[:at], row.text, *sentences[at:]])
            return replace(row, text=text, origin="foreign")
        # Harmless rows are joined as often as attacks, so that being joined says nothing.
        if 0.12 <= chance < 0.24 and row.origin == "user" and self._prompts:
            joint = draw.choice([" ", "\n", "\n\n"])
            return replace(row, text=draw.choice(self._prompts) + joint + row.text)
        if row.injection == 0.0 and row.origin == "foreign" and chance < 0.2:
            other = excerpt(draw.choice(self._documents), LONGEST_HOST, draw)
            return replace(row, text=row.text + " " + other)
        return row
