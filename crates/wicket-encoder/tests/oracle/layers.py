"""Writes tests/oracle/layers.json: what PyTorch makes of the weights of `tests/made/mod.rs`, for one text.

    pip install torch==2.15.0 && python3 crates/wicket-encoder/tests/oracle/layers.py

The numbers are drawn as there, in the same order, and quantised the same way; the layers are PyTorch's own.
"""

import json
import re
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

HERE = Path(__file__).parent
HIDDEN, HEADS, INTERMEDIATE, LAYERS = 64, 2, 128, 2
TEXT = "The mill by the river turns, grinding flour; who asked?"
WIDTHS = {"injection": 1, "safety": 2}


class Numbers:
    """A linear congruence, its upper bits."""

    def __init__(self, state: int) -> None:
        self.state = state

    def many(self, count: int, size: float) -> np.ndarray:
        drawn = np.empty(count, dtype=np.float32)
        for at in range(count):
            self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
            drawn[at] = np.float32(self.state >> 40) / np.float32(1 << 23) - np.float32(1)
        return drawn * np.float32(size)

    def quantised(self, rows: int, width: int, size: float) -> torch.Tensor:
        matrix = self.many(rows * width, size).reshape(rows, width)
        scale = np.abs(matrix).max(axis=1, keepdims=True) / np.float32(127)
        return torch.tensor(np.round(matrix / scale) * scale)

    def biased(self, rows: int, width: int) -> tuple[torch.Tensor, torch.Tensor]:
        size = np.float32(1.2) / np.sqrt(np.float32(width))
        return self.quantised(rows, width, size), torch.tensor(self.many(rows, 0.1))

    def norm(self) -> tuple[torch.Tensor, torch.Tensor]:
        return torch.tensor(1 + self.many(HIDDEN, 0.3)), torch.tensor(self.many(HIDDEN, 0.2))


def main() -> None:
    """Draws the weights, runs the layers, writes the scores."""
    made = (HERE.parent / "made" / "mod.rs").read_text(encoding="utf-8")
    words = re.search(r'WORDS: &str = "(.*?)";', made, re.S).group(1).replace("\\\n", "").split()
    numbers = Numbers(7)
    table = numbers.quantised(len(words), HIDDEN, 0.1)
    positions = torch.tensor(numbers.many(128 * HIDDEN, 0.05)).view(128, HIDDEN)
    norm = numbers.norm()
    ids = [words.index(piece) for piece in ["[CLS]", "[unused1]", *pieces(words), "[SEP]"]]
    rows = F.layer_norm(table[ids] + positions[: len(ids)], [HIDDEN], *norm, eps=1e-12)
    for _ in range(LAYERS):
        projections, attention = numbers.biased(3 * HIDDEN, HIDDEN), numbers.biased(HIDDEN, HIDDEN)
        attention_norm = numbers.norm()
        up, down = numbers.biased(INTERMEDIATE, HIDDEN), numbers.biased(HIDDEN, INTERMEDIATE)
        output_norm = numbers.norm()
        heads = F.linear(rows, *projections).view(len(ids), 3, HEADS, HIDDEN // HEADS).permute(1, 2, 0, 3)
        mixed = F.scaled_dot_product_attention(*heads).transpose(0, 1).reshape(len(ids), HIDDEN)
        rows = F.layer_norm(rows + F.linear(mixed, *attention), [HIDDEN], *attention_norm, eps=1e-12)
        rows = rows + F.linear(F.gelu(F.linear(rows, *up)), *down)
        rows = F.layer_norm(rows, [HIDDEN], *output_norm, eps=1e-12)
    scores = {}
    for name, width in WIDTHS.items():
        weight = torch.tensor(numbers.many(width * HIDDEN, 0.3)).view(width, HIDDEN)
        bias = torch.tensor(numbers.many(width, 0.3))
        told = F.linear(rows.mean(0), weight, bias)
        scores[name] = np.round(told.numpy().astype(float), 5).tolist()
    (HERE / "layers.json").write_text(json.dumps({"text": TEXT, **scores}) + "\n", encoding="utf-8")


def pieces(words: list[str]) -> list[str]:
    """The text cut by hand: the longest known beginning of each word, and what continues it."""
    found = []
    for word in re.findall(r"\w+|[^\w\s]", TEXT.lower()):
        parts, rest = [], word
        while rest:
            known = [rest[:end] for end in range(len(rest), 0, -1) if ("##" if parts else "") + rest[:end] in words]
            if not known:
                parts = ["[UNK]"]
                break
            parts.append(("##" if parts else "") + known[0])
            rest = rest[len(known[0]) :]
        found += parts
    return found


if __name__ == "__main__":
    main()
