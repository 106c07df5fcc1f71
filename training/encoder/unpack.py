"""Reads packed weights back, so that a run can go on from what ships: `python unpack.py encoder.bin OUT`.

Writes `model.pt`, for `train.py --resume` and `average.py`, and `vocab.txt`. Weights come back as they were rounded, and are
packed to the same bytes again; the format is told in `crates/wicket-encoder/src/format.rs`.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from model import HIDDEN, INNER, ORIGIN_ROWS

MAGIC, VERSION, CHECKSUM = b"wicketen", 1, 32


class Cursor:
    """Where reading stands."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def take(self, count: int) -> bytes:
        """The next bytes."""
        self._at += count
        if self._at > len(self._data):
            raise ValueError("the file is cut off")
        return self._data[self._at - count : self._at]

    def number(self) -> int:
        """The next u32."""
        return int.from_bytes(self.take(4), "little")

    def floats(self, *shape: int) -> Tensor:
        """The next floats."""
        count = int(np.prod(shape))
        return torch.from_numpy(np.frombuffer(self.take(4 * count), "<f4").reshape(shape).copy())

    def quantised(self, rows: int, width: int) -> Tensor:
        """The next matrix: bytes, then a scale for each row."""
        values = np.frombuffer(self.take(rows * width), np.int8).reshape(rows, width).astype(np.float32)
        return torch.from_numpy(values) * self.floats(rows).unsqueeze(1)


def layer_of(cursor: Cursor, number: int) -> dict[str, Tensor]:
    """One layer under the names that `model.Encoder` has for it."""
    weights: dict[str, Tensor] = {}

    def dense(name: str, rows: int, width: int) -> None:
        weights[name + ".weight"], weights[name + ".bias"] = cursor.quantised(rows, width), cursor.floats(rows)

    def norm(name: str) -> None:
        weights[name + ".weight"], weights[name + ".bias"] = cursor.floats(HIDDEN), cursor.floats(HIDDEN)

    matrix, bias = cursor.quantised(3 * HIDDEN, HIDDEN), cursor.floats(3 * HIDDEN)
    for name, rows, offsets in zip(("query", "key", "value"), matrix.split(HIDDEN), bias.split(HIDDEN)):
        weights[f"attention.self.{name}.weight"], weights[f"attention.self.{name}.bias"] = rows, offsets
    dense("attention.output.dense", HIDDEN, HIDDEN)
    norm("attention.output.LayerNorm")
    dense("intermediate.dense", INNER, HIDDEN)
    dense("output.dense", HIDDEN, INNER)
    norm("output.LayerNorm")
    return {f"encoder.layer.{number}.{name}": weight.clone() for name, weight in weights.items()}


def unpacked(data: bytes) -> tuple[dict[str, Tensor], dict, list[str]]:
    """Weights, header and words of a packed file."""
    if not data.startswith(MAGIC) or hashlib.sha256(data[:-CHECKSUM]).digest() != data[-CHECKSUM:]:
        raise ValueError("this is no whole file of encoder weights")
    cursor = Cursor(data[len(MAGIC) :])
    if cursor.number() != VERSION:
        raise ValueError("the file has another version")
    header = json.loads(cursor.take(cursor.number()))
    words = cursor.take(header["vocabulary_bytes"]).decode().splitlines()
    weights = {
        "embeddings.word_embeddings.weight": cursor.quantised(header["vocabulary"], HIDDEN),
        # The one token type is part of each position's row, and the marks of origins of their words' rows.
        "embeddings.position_embeddings.weight": cursor.floats(header["positions"], HIDDEN),
        "embeddings.token_type_embeddings.weight": torch.zeros(2, HIDDEN),
        "embeddings.origin": torch.zeros(ORIGIN_ROWS.stop - ORIGIN_ROWS.start, HIDDEN),
        "embeddings.LayerNorm.weight": cursor.floats(HIDDEN),
        "embeddings.LayerNorm.bias": cursor.floats(HIDDEN),
    }
    for number in range(header["layers"]):
        weights |= layer_of(cursor, number)
    for head in header["classifiers"]:
        width = len(head["labels"])
        name = f"heads.{head['name']}"
        weights[f"{name}.weight"], weights[f"{name}.bias"] = cursor.floats(width, HIDDEN), cursor.floats(width)
    return weights, header, words


def main() -> None:
    """Reads one file and writes two."""
    source, out = Path(sys.argv[1]), Path(sys.argv[2])
    weights, header, words = unpacked(source.read_bytes())
    out.mkdir(parents=True, exist_ok=True)
    torch.save({"weights": weights, "layers": header["layers"], "done": 1.0}, out / "model.pt")
    (out / "vocab.txt").write_text("".join(word + "\n" for word in words), encoding="utf-8")
    print(f"{len(weights)} tensors, {len(words)} words, heads: {[head['name'] for head in header['classifiers']]}")


if __name__ == "__main__":
    main()
