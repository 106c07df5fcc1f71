"""Cuts texts into the windows that the encoder reads.

A window is `[CLS] origin words … [SEP]`, at most 128 tokens. A longer text has windows that start every 96 tokens (the
last one ends with the text), and of those at most eight, spread evenly; its score is the highest of its windows.
"""

from __future__ import annotations

from pathlib import Path

from tokenizers import BertWordPieceTokenizer

LENGTH = 128
WORDS = LENGTH - 3
STRIDE = 96
MOST = 8
PAD, CLS, SEP, MASK = 0, 101, 102, 103
# [unused1], [unused2], [unused3] of the vocabulary: a user's text, foreign text, origin not told.
ORIGIN = {"user": 2, "foreign": 3, "unknown": 4}


class Reader:
    """Uncased WordPiece over the vocabulary file of the trunk."""

    def __init__(self, vocabulary: Path) -> None:
        self._pieces = BertWordPieceTokenizer(str(vocabulary), lowercase=True)

    def encode(self, text: str) -> list[int]:
        """The pieces of a text, without special ones."""
        return self._pieces.encode(text, add_special_tokens=False).ids


def starts(length: int) -> list[int]:
    """Where the windows of a text of `length` tokens start."""
    if length <= WORDS:
        return [0]
    every = list(range(0, length - WORDS + STRIDE, STRIDE))
    every[-1] = length - WORDS
    if len(every) <= MOST:
        return every
    return [every[round(i * (len(every) - 1) / (MOST - 1))] for i in range(MOST)]


def window(tokens: list[int], start: int, origin: str) -> list[int]:
    """The ids of the window that begins at `start`."""
    return [CLS, ORIGIN[origin], *tokens[start : start + WORDS], SEP]
