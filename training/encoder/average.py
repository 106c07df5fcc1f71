"""Averages the weights of two runs, of which one went on from the other: `python average.py OLD NEW SHARE OUT`.

What a run learnt late of one kind of text it partly unlearnt of another; between both lies a model that is nearly as good
at each (Wortsman et al., "Robust fine-tuning of zero-shot models", 2022). SHARE is that of the newer run. Answers that only
the newer one gives are taken from it.
"""

from __future__ import annotations

import sys
from pathlib import Path

import torch
from torch import Tensor


def averaged(old: dict[str, Tensor], new: dict[str, Tensor], share: float) -> dict[str, Tensor]:
    """Weights between `old` and `new`; rows that only `new` has stay as they are."""
    both = {}
    for name, weight in new.items():
        mixed = weight.clone()
        rows = len(old[name]) if weight.dim() else 0
        mixed[:rows] = (1 - share) * old[name] + share * weight[:rows]
        both[name] = mixed
    return both


def main() -> None:
    """Reads two `model.pt` and writes a third, with what the newer one tells of itself."""
    old, new, share, out = Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3]), Path(sys.argv[4])
    first, second = (torch.load(path, weights_only=False) for path in (old, new))
    torch.save(second | {"weights": averaged(first["weights"], second["weights"], share)}, out)


if __name__ == "__main__":
    main()
