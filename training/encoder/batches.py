"""Draws rows by source and packs their windows into batches of about equal numbers of tokens."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass
from typing import Iterator

import torch
from torch import Tensor

from augment import Augmenter
from data import SAFETY, UNKNOWN, Row
from windows import LENGTH, MASK, PAD, Reader, starts, window

WINDOWS_AN_ATTACK = 2
POOL = 6000
BATCH_TOKENS = 2048
MASKED_SHARE = 0.05
# A source of n rows gives n * min(2, sqrt(FULL / n)) rows a pass, so that no large source drowns the small ones.
FULL = 1000
# Sources where many single rows are attacks only within the game that they come from.
TRUST = {"satml_ctf": 0.5, "hackaprompt": 0.5}
# Largest shares of a pass for the project's own rows. Without them the groups with the most grammars would crowd out
# the others, and the real data.
OWN_SHARES = {"attack": 0.18, "harmless": 0.18, "safety": 0.28}
# Share of a pass for the grammars that a resumed run is to learn, where some are named.
MORE_SHARE = 0.3


@dataclass(slots=True)
class Unit:
    """The windows of one row, all of one length after padding, with the row's targets."""

    row: Row
    windows: list[list[int]]

    @property
    def width(self) -> int:
        return max(len(w) for w in self.windows)


@dataclass(slots=True)
class Batch:
    """Windows with the number of the unit that each belongs to, and the targets by unit."""

    ids: Tensor
    unit: Tensor
    injection: Tensor
    safety: Tensor

    @property
    def units(self) -> int:
        return len(self.injection)


def chosen_starts(length: int, row: Row, draw: random.Random) -> list[int]:
    """One random window of a harmless text; of an attack some, for only one of them need hold it."""
    every = starts(length)
    wanted = WINDOWS_AN_ATTACK if row.injection == 1.0 else 1
    return every if len(every) <= wanted else sorted(draw.sample(every, wanted))


def quota_of(source: str, rows: int) -> float:
    """Rows that one pass draws of a source."""
    return TRUST.get(source, 1.0) * rows * min(2.0, (FULL / rows) ** 0.5)


def own_group(source: str, injection: float | None) -> str:
    """Which of OWN_SHARES limits a source; none for a source of the development data."""
    if not source.startswith("own/"):
        return ""
    if source.startswith("own/safety/"):
        return "safety"
    return "attack" if injection == 1.0 else "harmless"


class Sampler:
    """An endless stream of batches; the same one for the same rows and seed."""

    def __init__(self, rows: list[Row], reader: Reader, seed: int, more: str = "") -> None:
        self._draw = random.Random(f"sampler {seed}")
        self._augmenter = Augmenter(rows, seed)
        self._reader = reader
        self._by_source: dict[tuple[str, float | None], list[Row]] = defaultdict(list)
        for row in rows:
            self._by_source[(row.source, row.injection)].append(row)
        self.quota = {key: quota_of(key[0], len(v)) for key, v in self._by_source.items()}
        self._limit_own()
        if more:
            self._favour(f"own/{more}")

    def _favour(self, start: str) -> None:
        """Scales the sources whose names have this start to MORE_SHARE of a pass."""
        chosen = [key for key in self.quota if key[0].startswith(start)]
        have = sum(self.quota[key] for key in chosen)
        if not have:
            raise SystemExit(f"no grammar of the corpus is named {start}…")
        rest = sum(self.quota.values()) - have
        for key in chosen:
            self.quota[key] *= MORE_SHARE / (1 - MORE_SHARE) * rest / have

    def _limit_own(self) -> None:
        """Scales the project's own rows, which have very many small sources, to their shares of a pass."""
        groups: dict[str, list[tuple[str, float | None]]] = defaultdict(list)
        for key in self.quota:
            groups[own_group(*key)].append(key)
        rest = sum(self.quota[key] for key in groups[""]) / (1 - sum(OWN_SHARES.values()))
        for name, share in OWN_SHARES.items():
            have = sum(self.quota[key] for key in groups[name])
            factor = min(1.0, share * rest / have) if have else 1.0
            for key in groups[name]:
                self.quota[key] *= factor

    def one_pass(self) -> list[Row]:
        """Rows of one pass over all sources, shuffled."""
        rows = []
        for key, quota in self.quota.items():
            wanted = int(quota) + (self._draw.random() < quota % 1)
            have = self._by_source[key]
            rows += have * (wanted // len(have)) + self._draw.sample(have, wanted % len(have))
        self._draw.shuffle(rows)
        return rows

    def _unit(self, row: Row) -> Unit:
        row = self._augmenter.vary(row)
        tokens = self._reader.encode(row.text)
        at = chosen_starts(len(tokens), row, self._draw)
        tokens = [MASK if self._draw.random() < MASKED_SHARE else token for token in tokens]
        return Unit(row, [window(tokens, start, row.origin) for start in at])

    def batches(self) -> Iterator[Batch]:
        """Batches without end. Units of like length share a batch, so that little padding is computed."""
        while True:
            rows = self.one_pass()
            for first in range(0, len(rows), POOL):
                units = sorted((self._unit(row) for row in rows[first : first + POOL]), key=lambda u: u.width)
                groups = list(pack(units))
                self._draw.shuffle(groups)
                yield from (collate(group) for group in groups)


def pack(units: list[Unit]) -> Iterator[list[Unit]]:
    """Groups of units, given by length, of about BATCH_TOKENS tokens each."""
    group: list[Unit] = []
    windows = 0
    for unit in units:
        if group and (windows + len(unit.windows)) * unit.width > BATCH_TOKENS:
            yield group
            group, windows = [], 0
        group.append(unit)
        windows += len(unit.windows)
    if group:
        yield group


def collate(units: list[Unit]) -> Batch:
    """One batch from some units."""
    width = min(LENGTH, max(unit.width for unit in units))
    ids, owner = [], []
    for number, unit in enumerate(units):
        for one in unit.windows:
            ids.append(one + [PAD] * (width - len(one)))
            owner.append(number)
    injection = [UNKNOWN if u.row.injection is None else u.row.injection for u in units]
    safety = [u.row.safety or (UNKNOWN,) * len(SAFETY) for u in units]
    return Batch(*(torch.tensor(x) for x in (ids, owner, injection, safety)))
