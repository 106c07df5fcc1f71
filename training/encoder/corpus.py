"""Reads the grammars of `corpus/` and draws labelled rows from them.

A grammar holds lists of alternatives (`:name`), and blocks of templates (`@ key=value …`) whose keys are the labels
of every row. `{name}` in a template stands for one alternative of a list, `{name:form}` for the same in another form.
"""

from __future__ import annotations

import base64
import codecs
import json
import random
import re
import urllib.parse
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable, Iterator

SLOT = re.compile(r"\{([a-z][a-z0-9_]*)(?::([a-z0-9]+))?\}")
LIST_HEADER = re.compile(r"^:([a-z][a-z0-9_]*)$")
ESCAPE = re.compile(r"\\([nt\\])")
DEEPEST = 12
DEFAULT_ROWS = 1000

FORMS: dict[str, Callable[[str], str]] = {
    "cap": lambda s: s[:1].upper() + s[1:],
    "low": lambda s: s[:1].lower() + s[1:],
    "upper": str.upper,
    "json": lambda s: json.dumps(s, ensure_ascii=False)[1:-1],
    "b64": lambda s: base64.b64encode(s.encode()).decode(),
    "hex": lambda s: s.encode().hex(),
    "rot13": lambda s: codecs.encode(s, "rot13"),
    "url": urllib.parse.quote,
    "rev": lambda s: s[::-1],
}


@dataclass
class Block:
    """Templates that share labels; `where` is the grammar's path below `corpus/` without its suffix."""

    labels: dict[str, str]
    where: str
    templates: list[str] = field(default_factory=list)


@dataclass
class Grammar:
    """One file with the lists that it includes."""

    lists: dict[str, list[str]] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)

    def read(self, path: Path, root: Path, top: bool = True) -> "Grammar":
        """Adds the lists of `path`, and its blocks where it is the file itself and not an included one."""
        target: list[str] | None = None
        for line in path.read_text(encoding="utf-8").split("\n"):
            if line.startswith("%"):
                if line.startswith("%include "):
                    self.read(root / line[9:].strip(), root, top=False)
            elif line.startswith("@ "):
                labels = dict(pair.split("=", 1) for pair in line[2:].split())
                block = Block(labels, str(path.relative_to(root).with_suffix("")))
                target = block.templates
                if top:
                    self.blocks.append(block)
            elif header := LIST_HEADER.match(line):
                target = self.lists.setdefault(header[1], [])
            elif line.strip():
                if target is None:
                    raise ValueError(f"{path}: text before any block or list")
                target.append("" if line == "{}" else line)
        return self

    def expand(self, text: str, draw: random.Random, depth: int = 0) -> str:
        """`text` with every slot filled by a random alternative of its list."""

        def fill(slot: re.Match[str]) -> str:
            if depth > DEEPEST:
                return ""
            value = self.expand(draw.choice(self.lists[slot[1]]), draw, depth + 1)
            return FORMS[slot[2]](value) if slot[2] else value

        return SLOT.sub(fill, text)

    def rows(self, block: Block, seed: int) -> Iterator[str]:
        """Distinct texts of one block, at most as many as its `rows` asks for; the same ones for the same seed."""
        draw = random.Random(f"{seed} {block.where} {sorted(block.labels.items())}")
        wanted = int(block.labels.get("rows", DEFAULT_ROWS))
        seen: set[str] = set()
        for _ in range(4 * wanted):
            text = unescape(self.expand(draw.choice(block.templates), draw)).strip()
            if text and text not in seen:
                seen.add(text)
                yield text
                if len(seen) == wanted:
                    return


def unescape(text: str) -> str:
    """Turns the written `\\n`, `\\t` and `\\\\` into the characters that they stand for."""
    return ESCAPE.sub(lambda m: {"n": "\n", "t": "\t", "\\": "\\"}[m[1]], text)


def draw_all(root: Path, seed: int) -> Iterator[tuple[Block, str]]:
    """Every row of every grammar below `root`, in the order of the paths."""
    for path in sorted(root.rglob("*.txt")):
        grammar = Grammar().read(path, root)
        for block in grammar.blocks:
            if block.templates:
                for text in grammar.rows(block, seed):
                    yield block, text
