"""A small BERT encoder with two linear heads, under the tensor names that the weights file uses."""

from __future__ import annotations

from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import Tensor, nn

from data import SAFETY
from windows import LENGTH, PAD

HIDDEN, HEADS, INNER, VOCABULARY = 384, 12, 1536, 30522
EPSILON = 1e-12
# The rows of the word table that mark a text's origin; the only ones that are trained.
ORIGIN_ROWS = slice(2, 5)


class Attention(nn.Module):
    """Self-attention with its output projection and residual."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.self = nn.ModuleDict({n: nn.Linear(HIDDEN, HIDDEN) for n in ("query", "key", "value")})
        self.output = nn.ModuleDict(
            {"dense": nn.Linear(HIDDEN, HIDDEN), "LayerNorm": nn.LayerNorm(HIDDEN, eps=EPSILON)}
        )
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        rows, length, _ = x.shape
        shape = (rows, length, HEADS, HIDDEN // HEADS)
        q, k, v = (self.self[n](x).view(shape).transpose(1, 2) for n in ("query", "key", "value"))
        mixed = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        mixed = mixed.transpose(1, 2).reshape(rows, length, HIDDEN)
        return self.output["LayerNorm"](x + self.dropout(self.output["dense"](mixed)))


class Layer(nn.Module):
    """One encoder layer: attention, then two dense layers with GELU (the error-function form)."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.attention = Attention(dropout)
        self.intermediate = nn.ModuleDict({"dense": nn.Linear(HIDDEN, INNER)})
        self.output = nn.ModuleDict(
            {"dense": nn.Linear(INNER, HIDDEN), "LayerNorm": nn.LayerNorm(HIDDEN, eps=EPSILON)}
        )
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        x = self.attention(x, mask)
        inner = F.gelu(self.intermediate["dense"](x))
        return self.output["LayerNorm"](x + self.dropout(self.output["dense"](inner)))


class Embeddings(nn.Module):
    """Words, positions and the one token type, added and normalised."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.word_embeddings = nn.Embedding(VOCABULARY, HIDDEN)
        self.position_embeddings = nn.Embedding(LENGTH, HIDDEN)
        self.token_type_embeddings = nn.Embedding(2, HIDDEN)
        self.LayerNorm = nn.LayerNorm(HIDDEN, eps=EPSILON)
        self.dropout = nn.Dropout(dropout)
        # The word table stays as it was pretrained, so that words absent from the training rows keep their meaning
        # beside the ones that are present. The origin marks have no meaning yet and are learned apart.
        self.word_embeddings.weight.requires_grad_(False)
        self.origin = nn.Parameter(torch.zeros(ORIGIN_ROWS.stop - ORIGIN_ROWS.start, HIDDEN))

    def forward(self, ids: Tensor) -> Tensor:
        x = self.word_embeddings(ids)
        marks = self.origin[(ids[:, 1] - ORIGIN_ROWS.start).clamp(0, 2)]
        x = torch.cat([x[:, :1], x[:, 1:2] + marks.unsqueeze(1), x[:, 2:]], dim=1)
        x = x + self.position_embeddings.weight[: ids.shape[1]] + self.token_type_embeddings.weight[0]
        return self.dropout(self.LayerNorm(x))


class Encoder(nn.Module):
    """Trunk and heads. `forward` gives a window's logits for injection (one) and safety (as in `data.SAFETY`)."""

    def __init__(self, layers: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.embeddings = Embeddings(dropout)
        self.encoder = nn.ModuleDict({"layer": nn.ModuleList(Layer(dropout) for _ in range(layers))})
        self.heads = nn.ModuleDict(
            {"injection": nn.Linear(HIDDEN, 1), "safety": nn.Linear(HIDDEN, len(SAFETY))}
        )
        self.dropout = nn.Dropout(dropout)

    def forward(self, ids: Tensor) -> tuple[Tensor, Tensor]:
        present = ids != PAD
        x = self.embeddings(ids)
        mask = None if present.all() else present[:, None, None, :]
        for layer in self.encoder["layer"]:
            x = layer(x, mask)
        x = x.float()
        weights = present.unsqueeze(-1).float()
        pooled = self.dropout((x * weights).sum(1) / weights.sum(1))
        with torch.autocast("cpu", enabled=False):
            return self.heads["injection"](pooled).squeeze(-1), self.heads["safety"](pooled)


def from_trunk(trunk: Path, layers: list[int]) -> Encoder:
    """An encoder whose layers are the given ones of a pretrained BERT, with fresh heads."""
    pretrained = load_file(trunk)
    model = Encoder(len(layers))
    wanted = {}
    for name in model.state_dict():
        source = name
        if name.startswith("encoder.layer."):
            _, _, number, rest = name.split(".", 3)
            source = f"encoder.layer.{layers[int(number)]}.{rest}"
        if source in pretrained:
            wanted[name] = pretrained[source][:LENGTH] if "position" in name else pretrained[source]
    missing = set(model.state_dict()) - set(wanted)
    if any(not name.startswith(("heads.", "embeddings.origin")) for name in missing):
        raise ValueError(f"{trunk} lacks {sorted(missing)}")
    model.load_state_dict(wanted, strict=False)
    return model
